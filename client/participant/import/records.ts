// Records of JSON, JSON Lines and YAML to a table: one object per example. The shapes of other tools are understood as they come:
// promptfoo tests (`vars`, `assert`), chat and evaluation data (`messages`, or `input` with `ideal`), rows of a data set viewer (`row`).

import { type CellTable, failedTable, problem, type RowFault, type TableRow } from "./table.ts";

/** One entry of a file with the number it is counted by. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: unknown;
}

/** More fields than this, of all entries together, are no columns: entries keyed by their ids would make a table of rows times columns. */
const MAX_COLUMNS = 200;

/** Entries that are no objects are reported, as are those that could not be read; the others are kept. Read no further than the columns go. */
export function tableOfEntries(entries: Iterable<NumberedEntry | RowFault>): CellTable {
  const problems: RowFault[] = [];
  const items: { readonly number: number; readonly fields: ReadonlyMap<string, string> }[] = [];
  const names = new Set<string>();
  for (const found of entries) {
    const fields = "code" in found ? undefined : fieldsOf(found.entry);
    if ("code" in found) problems.push(found);
    else if (fields) items.push({ number: found.number, fields });
    else problems.push(problem("not-an-object", found.number));
    for (const name of fields?.keys() ?? []) names.add(name);
    if (names.size > MAX_COLUMNS) return failedTable(problem("too-many-columns", 0, String(MAX_COLUMNS)));
  }
  if (items.length === 0 && problems.length === 0) problems.push(problem("empty-file", 0));
  const columns = [...names];
  const rows = items.map(({ number, fields }): TableRow => ({ number, cells: columns.map((column) => fields.get(column) ?? "") }));
  return { columns, rows, problems };
}

/** The list of a whole document: itself, or the one it holds. A promptfoo configuration holds several; its tests are the examples. */
export function entriesOf(document: unknown): NumberedEntry[] | undefined {
  const list: unknown[] | undefined = Array.isArray(document) ? document : listWithin(document);
  return list?.map((entry, i) => ({ number: i + 1, entry }));
}

/** The list of an object that is no example itself: of tests or rows, else the only one there is. */
export function listWithin(value: unknown): unknown[] | undefined {
  if (!isRecord(value) || "messages" in value || "ideal" in value || "vars" in value) return undefined;
  for (const name of ["tests", "rows"]) {
    const list = Object.hasOwn(value, name) ? value[name] : undefined;
    if (Array.isArray(list)) return list;
  }
  const lists = Object.values(value).filter((entry): entry is unknown[] => Array.isArray(entry));
  return lists.length === 1 ? lists[0] : undefined;
}

function fieldsOf(value: unknown): Map<string, string> | undefined {
  if (!isRecord(value)) return undefined;
  const fields = new Map<string, string>();
  for (const [name, entry] of Object.entries(value)) {
    const cell = cellOf(entry);
    if (cell !== undefined) fields.set(name, cell);
    else if (Array.isArray(entry)) addList(fields, name, entry);
    else if (isRecord(entry)) {
      for (const [inner, innerEntry] of Object.entries(entry)) fields.set(`${name}.${inner}`, cellOf(innerEntry) ?? "");
    }
  }
  return fields;
}

function addList(fields: Map<string, string>, name: string, entries: readonly unknown[]): void {
  if (name === "messages" || name === "input") {
    // The last user turn is the text, the last assistant turn the label.
    for (const turn of entries.filter(isRecord)) {
      if (typeof turn.content !== "string") continue;
      if (turn.role === "user" || turn.role === "assistant") fields.set(`messages.${turn.role}`, turn.content);
    }
  } else if (name === "assert") {
    const expected = entries.filter(isRecord).find(({ type }) => typeof type === "string" && EXPECTATIONS.has(type));
    if (expected) fields.set("assert.value", cellOf(expected.value) ?? "");
  } else if (name === "ideal") {
    fields.set(name, cellOf(entries[0]) ?? "");
  }
}

/** Assertions that name the one right answer. */
const EXPECTATIONS = new Set(["equals", "iequals", "contains", "icontains", "starts-with"]);

function cellOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value === null ? "" : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
