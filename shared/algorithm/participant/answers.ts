// What a language model was asked about prompts and rows, what it answered, and the loss of a prompt on the rows that were answered.

import { type AnsweredRow, promptLoss } from "../../prompt/loss.ts";
import type { TuningProblem } from "./problem.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";

/** Row number and the label log-probabilities it got, in order of asking; null where the model was asked and refused: it is not asked again. */
export type RowAnswers = readonly (readonly [row: number, logProbs: readonly number[] | null])[];

/** What was answered of each prompt so far, by its key: the label log-probabilities of each row, or null where the model refused. */
export type AnswersByChoice = ReadonlyMap<string, ReadonlyMap<number, readonly number[] | null>>;

/** A wanted answer as it came: label log-probabilities, or null for a refusal. */
export type ReceivedAnswer = WantedAnswer & { readonly logProbs: ArrayLike<number> | null };

/** The answers known, and the new ones. Nothing is mutated. */
export function mergedAnswers(known: AnswersByChoice, answered: readonly ReceivedAnswer[]): AnswersByChoice {
  const answers = new Map([...known].map(([key, rows]) => [key, new Map(rows)]));
  for (const { choice, row, logProbs } of answered) {
    const key = choiceKey(choice);
    const rows = answers.get(key) ?? new Map<number, readonly number[] | null>();
    rows.set(row, logProbs && Array.from(logProbs));
    answers.set(key, rows);
  }
  return answers;
}

type AnswersOf = ReadonlyMap<number, readonly number[] | null> | undefined;

/** Of the rows that another prompt is answered on, so many may be refused: one, which may be chance, or this share of them ([A37h], [A41e]). */
const REFUSED_SHARE = 0.05;

/**
 * Whether a model that answers `other` refuses this prompt too often to be of use, as when it is too long for it. A refusal is no loss: rows
 * that no prompt is answered on say nothing.
 */
export function refusedBeside(answers: AnswersOf, other: AnswersOf, rows: readonly number[]): boolean {
  const both = rows.filter((row) => other?.get(row) && answers?.has(row));
  const refused = both.filter((row) => answers?.get(row) === null);
  return refused.length > Math.max(1, REFUSED_SHARE * both.length);
}

/** One model query that is wanted. */
export interface WantedAnswer {
  readonly choice: JointChoice;
  readonly row: number;
}

/** Loss on those of `rows` that were answered [A5g], as the task has it [A42b]; NaN when none was. */
export function answeredLoss(problem: TuningProblem, answers: AnswersOf, rows: readonly number[]): number {
  const answered = answeredRows(problem, answers, rows);
  return answered.length > 0 ? promptLoss(problem.lossKind, answered, problem.space.task.labels.length) : Number.NaN;
}

export function answeredRows(problem: TuningProblem, answers: AnswersOf, rows: readonly number[]): AnsweredRow[] {
  return rows.flatMap((row) => {
    const logProbs = answers?.get(row);
    return logProbs ? [{ logProbs, label: problem.rows[row]?.label ?? 0 }] : [];
  });
}
