// What a language model was asked about prompts and rows, what it answered, and the loss of a prompt on the rows that were answered.

import { type AnsweredRow, promptLoss } from "../prompt/loss.ts";
import type { Problem } from "./problem.ts";
import type { JointChoice } from "./sampling.ts";

/** Row number and the label log-probabilities it got, in order of asking. */
export type Answers = readonly (readonly [row: number, logProbs: readonly number[]])[];

/** One model query that is wanted. */
export interface WantedAnswer {
  readonly choice: JointChoice;
  readonly row: number;
}

/** Loss on `rows` from what was answered; NaN when nothing was. */
export function answeredLoss(
  problem: Problem,
  answers: ReadonlyMap<number, readonly number[] | null> | undefined,
  rows: readonly number[],
): number {
  const answered = answeredRows(problem, answers, rows);
  return answered.length > 0 ? promptLoss(problem.lossKind, answered, problem.space.task.labels.length) : Number.NaN;
}

export function answeredRows(
  problem: Problem,
  answers: ReadonlyMap<number, readonly number[] | null> | undefined,
  rows: readonly number[],
): AnsweredRow[] {
  return rows.flatMap((row) => {
    const logProbs = answers?.get(row);
    return logProbs ? [{ logProbs, label: problem.rows[row]?.label ?? 0 }] : [];
  });
}
