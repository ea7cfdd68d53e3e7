// A parsed document of JSON or YAML to a table, in one orientation.

import type { LabelLookup } from "../label-lookup.ts";
import { withClassNames } from "../records/class-names.ts";
import { isRecord, singleValue } from "../records/flatten.ts";
import { rasaExamples } from "../records/rasa.ts";
import { type NumberedEntry, tableOfEntries } from "../records/records.ts";
import { type DocumentTable, readCellLists } from "./line-entries.ts";
import type { Orientation } from "./orientations.ts";

export interface DocumentOptions {
  readonly orientation: Orientation;
  /** Whether a first row of cells names the columns; null: to be found out. */
  readonly header: boolean | null;
  readonly lookup: LabelLookup;
}

/** Rows are numbered as items, from 1. */
export function readDocument(document: unknown, { orientation, header, lookup }: DocumentOptions): DocumentTable {
  if (orientation.type === "rows-of-cells") return readCellLists(numbered(listAt(document, orientation.path)), header, lookup);
  if (orientation.type === "split") return readSplit(document, lookup);
  return { ...withClassNames(tableOfEntries(entriesOf(document, orientation)), document), header: null };
}

function entriesOf(document: unknown, orientation: Exclude<Orientation, { type: "rows-of-cells" | "split" }>): NumberedEntry[] {
  switch (orientation.type) {
    case "lists":
      return numbered(orientation.paths.flatMap((path) => listAt(document, path).flatMap((entry) => rasaExamples(entry) ?? [entry])));
    case "columns":
      return numbered(orientation.paths.flatMap((path) => rowsOfColumns(at(document, path))));
    case "index":
      return numbered(isRecord(document) ? Object.values(document) : []);
    case "by-label":
      return numbered(fieldsOf(document).flatMap(([label, texts]) => (Array.isArray(texts) ? texts.map((text) => ({ text, label })) : [])));
    case "by-text":
      return numbered(fieldsOf(document).map(([text, label]) => ({ text, label })));
    case "single":
      return numbered([document]);
  }
}

/**
 * Each column a list, or an object by row; a row that a column does not know has an empty cell there. Beside lists, only what is a list as
 * long as most is a column.
 */
function rowsOfColumns(document: unknown): Record<string, unknown>[] {
  const fields = fieldsOf(document);
  const lengths = fields.flatMap(([, cells]) => (Array.isArray(cells) ? [cells.length] : []));
  const length = lengths.toSorted(
    (a, b) => lengths.filter((other) => other === b).length - lengths.filter((other) => other === a).length,
  )[0];
  const columns = length === undefined ? fields : fields.filter(([, cells]) => Array.isArray(cells) && cells.length === length);
  const rows = new Map<string, [string, unknown][]>();
  for (const [column, cells] of columns) {
    for (const [row, cell] of Object.entries(Object(cells))) {
      const found = rows.get(row) ?? [];
      found.push([column, cell]);
      rows.set(row, found);
    }
  }
  return [...rows.values()].map((row) => Object.fromEntries(row));
}

/** The columns' names and the rows' cells stand apart. */
function readSplit(document: unknown, lookup: LabelLookup): DocumentTable {
  const { columns, data } = isRecord(document) ? document : {};
  // Names of several levels are lists themselves.
  const names = (Array.isArray(columns) ? columns : []).map((name) => singleValue(name) ?? (Array.isArray(name) ? name.join(".") : ""));
  const table = readCellLists(numbered(Array.isArray(data) ? data : []), false, lookup);
  return { ...table, columns: table.columns.map((_, i) => names[i] ?? ""), header: null };
}

function listAt(document: unknown, path: readonly string[]): unknown[] {
  const found = at(document, path);
  return Array.isArray(found) ? found : [];
}

function at(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document);
}

function fieldsOf(document: unknown): [string, unknown][] {
  return isRecord(document) ? Object.entries(document) : [];
}

function numbered(entries: readonly unknown[]): NumberedEntry[] {
  return entries.map((entry, i) => ({ number: i + 1, entry }));
}
