// Which column holds the text and which the label: a guess from contents first, names second. The participant sees it and may change it.

import { labelLookup } from "../label-lookup.ts";
import type { CellTable, TableRow } from "../table.ts";
import { byAuthor, byName, LABEL_NAMES, TEXT_NAMES, TEXT2_NAMES } from "./column-names.ts";
import type { Mapping } from "./mapping.ts";
import { annotatorVerdictOf, isVerdictColumn } from "./verdict.ts";

const SAMPLE = 200;

/** null when there are fewer columns than needed, or none that could be a label. */
export function guessMapping({ columns, rows }: CellTable, labels: readonly string[]): Mapping | null {
  const lookup = labelLookup(labels);
  const all = columns.map((_, i) => i);
  if (all.length < 2) return null;
  const sample = rows.length <= SAMPLE ? rows : rows.filter((_, i) => i % Math.ceil(rows.length / SAMPLE) === 0);
  const cellsOf = (column: number): string[] => sample.map(({ cells }) => cells[column] ?? "").filter((cell) => cell.trim() !== "");
  const known = all.map((column) => share(cellsOf(column), (cell) => lookup(cell).type === "label"));
  const verdicts = all.filter((column) => (known[column] ?? 0) < 0.5 && isVerdictColumn(cellsOf(column), columns[column] ?? ""));
  const candidates = all.filter((column) => !verdicts.includes(column));
  const label = best(candidates, (i) => labelScore(cellsOf(i), { name: columns[i], known: known[i] ?? 0 })) ?? candidates.at(-1);
  if (label === undefined) return null;
  const rest = candidates.filter((i) => i !== label && (known[i] ?? 0) < 0.5);
  const text2 = best(rest, (i) => byName(columns[i], TEXT2_NAMES)) ?? null;
  const lengths = new Map(rest.map((i) => [i, cellsOf(i).reduce((sum, cell) => sum + proseLength(cell), 0) / (sample.length || 1)]));
  const longest = Math.max(1, ...lengths.values());
  const text =
    best(
      rest.filter((i) => i !== text2),
      (i) => 4 * byName(columns[i], TEXT_NAMES) * (lengths.get(i) === 0 ? 0 : 1) + (lengths.get(i) ?? 0) / longest,
    ) ?? all.find((i) => i !== label);
  if (text === undefined) return null;
  return { text, text2: text2 === text ? null : text2, label, verdict: refusing(verdicts, { columns, rows }) };
}

/** Labels of the task count most; without them the name, and then that few short values come again and again. */
function labelScore(cells: readonly string[], { name, known }: { readonly name: string | undefined; readonly known: number }): number {
  if (cells.length === 0) return byName(name, LABEL_NAMES) / 4;
  const distinct = new Set(cells).size;
  const short = share(cells, (cell) => cell.length <= 60);
  const repeats = cells.length < 4 ? 0 : Math.max(0, 1 - (2 * distinct) / cells.length);
  // One value throughout tells nothing apart: a language, a source, a split.
  const categorical = distinct === 1 ? 0 : short * repeats;
  return 3 * known + byName(name, LABEL_NAMES) * (short > 0.5 ? 1 : 0.1) + 0.6 * categorical + byAuthor(name);
}

/** Length of what can be read: addresses, numbers, ids and JSON are no texts. */
function proseLength(cell: string): number {
  const text = cell.trim();
  return /^(?:https?:\/\/\S+|[\d.,:+\-TZ ]+|[0-9a-f-]{16,}|[{[].*[}\]])$/is.test(text) ? 0 : text.length;
}

/** The first column of verdicts in which anything is refused; a column that refuses nothing says nothing. */
function refusing(
  verdicts: readonly number[],
  { columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly TableRow[] },
): number | null {
  return (
    verdicts.find((column) => rows.some(({ cells }) => annotatorVerdictOf(cells[column] ?? "", columns[column] ?? "") === "refused")) ??
    null
  );
}

function share(cells: readonly string[], holds: (cell: string) => boolean): number {
  return cells.length === 0 ? 0 : cells.filter(holds).length / cells.length;
}

/** The first of the highest scores above 0. */
function best(columns: readonly number[], score: (column: number) => number): number | undefined {
  let found: number | undefined;
  let high = 0;
  for (const column of columns) {
    const value = score(column);
    if (value > high) {
      high = value;
      found = column;
    }
  }
  return found;
}
