// Values one after the other to a table: objects, or lists of cells.

import { looksLikeHeader } from "../columns/header.ts";
import type { LabelLookup } from "../label-lookup.ts";
import { isRecord, singleValue } from "../records/flatten.ts";
import { type NumberedEntry, tableOfEntries } from "../records/records.ts";
import { type CellTable, problem, type RowFault, type TableRow } from "../table.ts";

/** A table, and whether its first row was taken for a header; null where the columns have names anyway. */
export interface DocumentTable extends CellTable {
  readonly header: boolean | null;
}

export function readLineEntries(
  entries: readonly (NumberedEntry | RowFault)[],
  header: boolean | null,
  lookup: LabelLookup,
): DocumentTable {
  const lists = entries.filter((found) => "entry" in found && isListOfCells(found.entry)).length;
  return lists > 0 && lists >= entries.length / 2
    ? readCellLists(entries, header, lookup)
    : { ...tableOfEntries(entries.flatMap(itemsOf)), header: null };
}

/** Lists of records on one line are so many records of that line. */
function itemsOf(found: NumberedEntry | RowFault): (NumberedEntry | RowFault)[] {
  if ("code" in found || !Array.isArray(found.entry) || found.entry.length === 0 || !found.entry.every(isRecord)) return [found];
  return found.entry.map((entry) => ({ number: found.number, entry }));
}

/** Missing cells at the end are empty, as in a spreadsheet. */
export function readCellLists(entries: readonly (NumberedEntry | RowFault)[], header: boolean | null, lookup: LabelLookup): DocumentTable {
  const problems: RowFault[] = [];
  const lists: TableRow[] = [];
  for (const found of entries) {
    if ("code" in found) problems.push(found);
    else if (isListOfCells(found.entry))
      lists.push({ number: found.number, cells: found.entry.map((cell) => singleValue(cell) ?? JSON.stringify(cell)) });
    else problems.push(problem("not-an-object", found.number));
  }
  const [first, ...below] = lists;
  if (!first) return { columns: [], rows: [], problems: problems.length > 0 ? problems : [problem("empty-file", 0)], header: null };
  const width = Math.max(...lists.slice(0, 200).map(({ cells }) => cells.length));
  const named =
    header ??
    looksLikeHeader(
      first.cells,
      below.slice(0, 200).map(({ cells }) => cells),
      lookup,
    );
  const columns = Array.from({ length: width }, (_, i) => (named ? (first.cells[i] ?? "") : ""));
  const rows: TableRow[] = [];
  for (const { number, cells } of named ? below : lists) {
    if (cells.length > width) problems.push(problem("too-many-cells", number, `${cells.length} > ${width}`));
    else rows.push({ number, cells: columns.map((_, i) => cells[i] ?? "") });
  }
  if (rows.length === 0 && problems.length === 0) problems.push(problem("empty-file", 0));
  return { columns, rows, problems, header: named };
}

export function isListOfCells(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((cell) => singleValue(cell) !== undefined);
}
