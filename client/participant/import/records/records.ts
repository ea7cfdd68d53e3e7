// Records of JSON, JSON Lines and YAML to a table: one object per example.

import { type CellTable, failedTable, problem, type RowFault, type TableRow } from "../table.ts";
import { isRecord } from "./flatten.ts";
import { recordCells } from "./record-cells.ts";

/** One entry of a file with the number it is counted by. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: unknown;
}

/** More fields than this, of all entries together, are no columns: entries keyed by their ids would make a table of rows times columns. */
const MAX_COLUMNS = 200;

/**
 * Entries that are no objects are reported, as are those that could not be read; the others are kept. Read no further than the columns go.
 */
export function tableOfEntries(entries: Iterable<NumberedEntry | RowFault>): CellTable {
  const problems: RowFault[] = [];
  const items: { readonly number: number; readonly fields: ReadonlyMap<string, string>; readonly cut: readonly string[] }[] = [];
  const names = new Set<string>();
  for (const found of entries) {
    const fields = "code" in found ? undefined : recordCells(found.entry);
    if ("code" in found) problems.push(found);
    else if (fields) items.push({ number: found.number, fields, cut: cutFields(found.entry) });
    else problems.push(problem("not-an-object", found.number));
    for (const name of fields?.keys() ?? []) names.add(name);
    if (names.size > MAX_COLUMNS) return failedTable(problem("too-many-columns", 0, String(MAX_COLUMNS)));
  }
  if (items.length === 0 && problems.length === 0) problems.push(problem("empty-file", 0));
  const columns = [...names];
  const rows = items.map(({ number, fields, cut }): TableRow => {
    const cells = columns.map((column) => fields.get(column) ?? "");
    return cut.length === 0 ? { number, cells } : { number, cells, cut: columns.flatMap((column, i) => (cut.includes(column) ? [i] : [])) };
  });
  return { columns, rows, problems };
}

/** What the viewer of Hugging Face says of a row whose cells it cut to fit. */
function cutFields(entry: unknown): string[] {
  if (!isRecord(entry) || !isRecord(entry.row) || !Array.isArray(entry.truncated_cells)) return [];
  return entry.truncated_cells.map((name) => `row.${name}`);
}
