// A table: the form of every file before anything is known about its columns, a list of column names and rows of cells.
// Cells are arrays, not objects, so that a column called `__proto__` is a column like any other.

/** Why a row, or the whole file, could not be used. Codes are stable; the page has a sentence for each. */
export type RowFaultCode =
  | "empty-file"
  | "not-text"
  | "bad-json"
  | "bad-yaml"
  | "not-a-list"
  | "not-an-object"
  | "unclosed-quote"
  | "bad-quotes"
  | "too-few-cells"
  | "too-many-cells"
  | "too-many-columns"
  | "no-columns"
  | "no-text"
  | "no-label"
  | "unknown-label"
  | "several-labels"
  | "rejected"
  | "cut-text"
  | "unreadable"
  | "too-long"
  | "other-label"
  | "unknown-format";

export interface RowFault {
  readonly code: RowFaultCode;
  /**
   * Row as a spreadsheet or editor counts it, from 1 and with the header; 0 for the whole file. A fault of a row stands for that row alone.
   */
  readonly row: number;
  /** The label, the two counts, the parser's words: whatever makes the sentence exact. At most 80 characters. */
  readonly detail: string;
}

export interface TableRow {
  readonly number: number;
  /** One per column, "" where the row has none. */
  readonly cells: readonly string[];
  /** Columns in which the tool that wrote the file cut the cell short. */
  readonly cut?: readonly number[];
}

/** Every row of the file is among `rows` or named by one of `problems`, or a problem of row 0 says why none is. */
export interface CellTable {
  /** "" for a column without a name. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly problems: readonly RowFault[];
}

export function problem(code: RowFaultCode, row: number, detail = ""): RowFault {
  return { code, row, detail: detail.length > 80 ? `${detail.slice(0, 79)}…` : detail };
}

export function failedTable(found: RowFault): CellTable {
  return { columns: [], rows: [], problems: [found] };
}
