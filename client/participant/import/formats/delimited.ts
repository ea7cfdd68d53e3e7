// CSV, TSV and their relatives to a table.

import { looksLikeHeader } from "../columns/header.ts";
import type { LabelLookup } from "../label-lookup.ts";
import { type CellTable, failedTable, problem, type RowFault, type TableRow } from "../table.ts";
import { isBlank, readWithQuotes, sampleOf } from "./dialect.ts";

export interface DelimitedOptions {
  readonly delimiter: string;
  /** Whether quotation marks enclose cells, or are text like any other; null: to be found out. */
  readonly quotes: boolean | null;
  /** Whether the first row names the columns; null: to be found out. */
  readonly header: boolean | null;
  readonly lookup: LabelLookup;
}

export interface DelimitedTable extends CellTable {
  readonly header: boolean;
  /** Whether quotation marks were more than text. */
  readonly quotes: boolean;
}

/** A first line `sep=;`, which Excel writes and heeds. */
const SEPARATOR_LINE = /^"?sep=(.|\\t)\1*"?[ \t]*(?:\n|$)/i;

/** The character that the file itself names. */
export function namedDelimiter(text: string): string | undefined {
  const [, named] = SEPARATOR_LINE.exec(text) ?? [];
  return named === "\\t" ? "\t" : named;
}

/**
 * Lines must end in "\n" alone. Empty lines are no rows. A row of one cell or of too many is kept out and named, as is one whose quotation
 * marks make no sense.
 */
export function readDelimited(text: string, { delimiter, quotes, header, lookup }: DelimitedOptions): DelimitedTable {
  const [separatorLine = ""] = SEPARATOR_LINE.exec(text) ?? [];
  const body = text.slice(separatorLine.length);
  const skipped = separatorLine === "" ? 0 : 1;
  const {
    records,
    width: usual,
    quotes: enclosing,
  } = readWithQuotes(body, { delimiter, quotes, isLabel: labelTest(body, delimiter, lookup) });
  const first = records.findIndex(({ cells, fault }) => fault === null && cells.length >= usual && !isBlank(cells));
  const top = records[first]?.cells;
  if (!top) return { ...failedTable(problem("empty-file", 0)), header: false, quotes: enclosing };

  const below = records.slice(first + 1, first + 200).flatMap(({ cells, fault }) => (fault === null && !isBlank(cells) ? [cells] : []));
  const named = header ?? looksLikeHeader(top.slice(0, usual), below, lookup);
  // Names of columns that most rows leave empty, without a delimiter for them.
  const width = named ? Math.max(usual, top.findLastIndex((name) => name.trim() !== "") + 1) : usual;
  const problems: RowFault[] = [];
  const rows: TableRow[] = [];
  records.forEach(({ cells, fault }, i) => {
    if (isBlank(cells) || (named && i === first)) return;
    const number = i + 1 + skipped;
    if (fault !== null) problems.push(problem(fault, number));
    // A row that ends early has empty cells there, as spreadsheets read it; one cell alone is the rest of a broken line.
    else if (cells.length < Math.min(usual, 2)) problems.push(problem("too-few-cells", number, `${cells.length} < ${width}`));
    // Spreadsheets end rows with empty cells.
    else if (!isBlank(cells.slice(width))) problems.push(problem("too-many-cells", number, `${cells.length} > ${width}`));
    else rows.push({ number, cells: cells.length === width ? cells : Array.from({ length: width }, (_, column) => cells[column] ?? "") });
  });
  if (rows.length === 0 && problems.length === 0) problems.push(problem("empty-file", 0));
  const columns = Array.from({ length: width }, (_, column) => (named ? (top[column] ?? "").trim() : ""));
  return { columns, rows, problems, header: named, quotes: enclosing };
}

/** A label of the task, or a short cell that begins or ends lines again and again: the labels of a file whose labels are not the task's. */
function labelTest(text: string, delimiter: string, lookup: LabelLookup): (cell: string) => boolean {
  const counts = new Map<string, number>();
  const lines = sampleOf(text).split("\n");
  for (const line of lines) {
    const cells = line.split(delimiter);
    if (cells.length < 2) continue;
    for (const cell of [cells[0], cells.at(-1)]) {
      const value = cell?.trim() ?? "";
      if (value !== "" && value.length <= 40) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const often = Math.max(3, lines.length / 50);
  return (cell) => (counts.get(cell) ?? 0) >= often || lookup(cell).type !== "unknown";
}
