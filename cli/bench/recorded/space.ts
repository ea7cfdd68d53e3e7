// A recorded line as a black box: prompts of an instruction and a demonstration set, and what the model answered on every row.

import type { RecordedLine } from "../record/recorded-line.ts";

export interface Space {
  readonly line: RecordedLine;
  readonly labels: number;
  readonly owners: number;
  /** Rows people may learn from, rows they are tested on, and public texts, as places in the answers. */
  readonly learning: readonly number[];
  readonly test: readonly number[];
  readonly publicTexts: readonly number[];
  readonly classOf: (row: number) => number;
  /** Label log-probabilities. Shape [labels]. */
  readonly answer: (prompt: number, row: number) => Float64Array;
  readonly prompts: readonly SpacePrompt[];
  /** The prompt that shows a set under an instruction; undefined where it was not recorded. */
  readonly promptOf: (instruction: number, set: number) => number | undefined;
  /** The labelled set that shows these public texts with these classes in this order; undefined where it was not recorded. */
  readonly labelledSet: (shown: readonly { readonly row: number; readonly label: number }[]) => number | undefined;
}

export interface SpacePrompt {
  readonly instruction: number;
  readonly set: number;
  readonly kind: "none" | "owner" | "published" | "labelled";
  /** Whose private demonstrations it shows; absent where none. */
  readonly owner?: number;
}

export function openSpace(line: RecordedLine): Space {
  const { plan, answers } = line;
  const labels = plan.labels.length;
  const rows = plan.rowLabels.length;
  const learning = plan.rows.train + plan.rows.validation;
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const prompts = plan.prompts.map(([instruction, set]): SpacePrompt => {
    const known = plan.sets[set];
    if (!known) throw new RangeError(`${line.name}: a prompt shows set ${set}, which is not there`);
    return { instruction, set, kind: known.kind, ...(known.owner === undefined ? {} : { owner: known.owner }) };
  });
  const places = new Map(plan.prompts.map(([instruction, set], prompt) => [`${instruction} ${set}`, prompt]));
  const labelled = new Map(
    plan.sets.flatMap(({ kind, shown }, set) =>
      kind === "labelled" ? [[shownKey(shown.map(([, row, label]) => ({ row, label }))), set] as const] : [],
    ),
  );
  return {
    line,
    labels,
    owners: plan.labelShares.length,
    learning: range(0, learning),
    test: range(learning, learning + plan.rows.test),
    publicTexts: range(learning + plan.rows.test, rows),
    classOf: (row) => plan.rowLabels[row] ?? -1,
    answer: (prompt, row) => answers.subarray((prompt * rows + row) * labels, (prompt * rows + row + 1) * labels),
    prompts,
    promptOf: (instruction, set) => places.get(`${instruction} ${set}`),
    labelledSet: (shown) => labelled.get(shownKey(shown)),
  };
}

function shownKey(shown: readonly { readonly row: number; readonly label: number }[]): string {
  return shown.map(({ row, label }) => `${row}:${label}`).join(" ");
}
