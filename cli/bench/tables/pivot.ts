// From one row for each measurement to one row for each condition, with a column for each way to go.

import type { ReportCell, ReportRow } from "../bench-report.ts";

export interface Pivot {
  /** The cells that name a row; rows with equal ones become one. */
  readonly row: (row: ReportRow) => ReportRow;
  readonly column: (row: ReportRow) => string;
  readonly cell: (row: ReportRow) => ReportCell;
}

/** Rows and columns in the order of their first appearance; null where nothing was measured. */
export function pivoted(rows: readonly ReportRow[], { row: keysOf, column, cell }: Pivot): ReportRow[] {
  const columns = [...new Set(rows.map(column))];
  const groups = new Map<string, { readonly keys: ReportRow; readonly cells: Map<string, ReportCell> }>();
  for (const row of rows) {
    const keys = keysOf(row);
    const group = groups.get(JSON.stringify(keys)) ?? { keys, cells: new Map<string, ReportCell>() };
    groups.set(JSON.stringify(keys), group);
    group.cells.set(column(row), cell(row));
  }
  return [...groups.values()].map(({ keys, cells }) => ({
    ...keys,
    ...Object.fromEntries(columns.map((name) => [name, cells.get(name) ?? null])),
  }));
}
