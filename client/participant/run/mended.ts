// Mistakes of the starting prompt that the chosen prompt does not make: the shortest proof of what a run was good for.

import type { RowAnswers } from "../../../shared/algorithm/participant/answers.ts";
import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { predictedLabel } from "../../../shared/prompt/loss.ts";
import type { MendedMistake } from "../snapshot.ts";

const SHOWN = 3;

interface Answered {
  readonly start: RowAnswers;
  readonly tuned: RowAnswers;
  /** Of the tuned answers; all 0 for plain ones. The start's are plain. */
  readonly offsets: readonly number[];
}

/** On rows that both prompts answered; short texts first, and of each label one before any has two. At most three. */
export function mendedMistakes(problem: TuningProblem, { start, tuned, offsets }: Answered): readonly MendedMistake[] {
  const { labels } = problem.space.task;
  const plain = new Float64Array(labels.length);
  const after = new Map(tuned);
  const found = start.flatMap(([at, before]) => {
    const [row, now] = [problem.rows[at], after.get(at)];
    if (!row || !before || !now) return [];
    const [was, is] = [predictedLabel(before, plain), predictedLabel(now, offsets)];
    if (was === row.label || is !== row.label) return [];
    const { text, text2 } = row.example;
    return [{ text, ...(text2 === undefined ? {} : { text2 }), start: labels[was] ?? "", tuned: labels[is] ?? "" }];
  });
  const short = found.toSorted((a, b) => a.text.length - b.text.length);
  const firsts = short.filter(({ tuned }, i) => short.findIndex((other) => other.tuned === tuned) === i);
  return [...firsts, ...short.filter((one) => !firsts.includes(one))].slice(0, SHOWN);
}
