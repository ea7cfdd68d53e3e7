// Which column holds the text and which the label: a guess from contents first, names second. The participant sees it and may change it.

import type { CellTable, TableRow } from "./table.ts";

/** Column indices; text2 is null for single texts. */
export interface Mapping {
  readonly text: number;
  readonly text2: number | null;
  readonly label: number;
}

const TEXT = ["text", "sentence", "sentence1", "message", "messages.user", "input", "prompt", "question", "review", "content", "body"];
const TEXT2 = ["text2", "sentence2", "question2", "hypothesis"];
const LABEL = [
  "label",
  "labels",
  "class",
  "category",
  "messages.assistant",
  "target",
  "output",
  "answer",
  "intent",
  "sentiment",
  "topic",
  "assert.value",
  "ideal",
  "completion",
];

/** null when there are fewer columns than needed. */
export function guessMapping(table: CellTable, labels: readonly string[]): Mapping | null {
  const all = table.columns.map((_, i) => i);
  if (all.length < 2) return null;
  const sample = table.rows.slice(0, 200);
  const known = new Set(labels.map(labelKey));
  const label =
    best(all, (i) => 2 * share(sample, i, (cell) => known.has(labelKey(cell))) + byName(table.columns[i], LABEL)) ?? all.length - 1;
  const rest = all.filter((i) => i !== label);
  const text2 = best(rest, (i) => byName(table.columns[i], TEXT2)) ?? null;
  const lengths = rest.map((i) => sample.reduce((sum, row) => sum + (row.cells[i]?.length ?? 0), 0) / (sample.length || 1));
  const longest = Math.max(1, ...lengths);
  const text =
    best(
      rest.filter((i) => i !== text2),
      (i) => 2 * byName(table.columns[i], TEXT) + (lengths[rest.indexOf(i)] ?? 0) / longest,
    ) ?? rest[0];
  return text === undefined ? null : { text, text2: text2 === text ? null : text2, label };
}

/** A first row names columns when one of its cells is a usual name that is no label ("question" may be one), or when none of them is a label. */
export function looksLikeHeader(cells: readonly string[], labels: readonly string[]): boolean {
  const known = new Set(labels.map(labelKey));
  const names = [...TEXT, ...TEXT2, ...LABEL];
  const others = cells.filter((cell) => !known.has(labelKey(cell)));
  return others.length === cells.length || others.some((cell) => byName(cell, names) > 0);
}

/** Labels are compared without regard to case and outer spaces. */
export function labelKey(label: string): string {
  return label.replace(/\s+/gu, " ").trim().toLowerCase();
}

/** 1 for the likeliest name, falling with the list, 0 for a name not on it. What holds the field (`vars.`, `row.`, `item.`) does not count. */
function byName(name: string | undefined, names: readonly string[]): number {
  const key = labelKey(name ?? "");
  const at = Math.max(names.indexOf(key), names.indexOf(key.replace(/^(?:vars|row|item)\./, "")));
  return at < 0 ? 0 : 1 - at / (2 * names.length);
}

function share(rows: readonly TableRow[], column: number, holds: (cell: string) => boolean): number {
  const filled = rows.filter((row) => row.cells[column] !== "");
  return filled.length === 0 ? 0 : filled.filter((row) => holds(row.cells[column] ?? "")).length / filled.length;
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
