// CSV and TSV through papaparse, loaded only when such a file comes.

import { type CellTable, problem, type RowFault, type TableRow } from "./table.ts";

export interface DelimitedOptions {
  /** Tab for TSV; undefined lets the parser choose among comma, semicolon, tab and bar. */
  readonly delimiter?: "\t";
  /** Says of a first row whether it names columns. */
  readonly isHeader: (cells: readonly string[]) => boolean;
}

/** Empty lines are passed over. A row with fewer or more cells than the first is kept out and reported, as is everything after a quote that never closes. */
export async function readDelimited(text: string, { delimiter, isHeader }: DelimitedOptions): Promise<CellTable> {
  const { default: papa } = await import("papaparse");
  // An empty line would mislead the choice of the delimiter, and one left out the numbers of the rows: the first look only chooses.
  const chosen = delimiter ?? papa.parse(text, { preview: 1, skipEmptyLines: "greedy" }).meta.delimiter;
  const parsed = papa.parse<string[]>(text, { header: false, delimiter: chosen });
  const lines = parsed.data;
  const start = lines.findIndex((cells) => !isEmpty(cells));
  const first = lines[start];
  if (!first) return { columns: [], rows: [], problems: [problem("empty-file", 0)] };

  const problems: RowFault[] = [];
  const broken = new Set<number>();
  for (const error of parsed.errors) {
    if (error.type !== "Quotes" || error.row === undefined || broken.has(error.row)) continue;
    broken.add(error.row);
    problems.push(problem(error.code === "MissingQuotes" ? "unclosed-quote" : "bad-quotes", error.row + 1));
  }
  const header = isHeader(first);
  const rows: TableRow[] = [];
  lines.forEach((cells, i) => {
    if ((i === start && header) || broken.has(i) || isEmpty(cells)) return;
    const excess = cells.slice(first.length).some((cell) => cell.trim() !== "");
    if (cells.length < first.length) problems.push(problem("too-few-cells", i + 1, `${cells.length} < ${first.length}`));
    else if (excess) problems.push(problem("too-many-cells", i + 1, `${cells.length} > ${first.length}`));
    else rows.push({ number: i + 1, cells });
  });
  problems.sort((a, b) => a.row - b.row);
  return { columns: first.map((name) => (header ? name.trim() : "")), rows, problems };
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}
