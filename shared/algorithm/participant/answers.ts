// The queries that a participant wants answered about prompts and rows, the language model's answers, and the loss of a prompt on the
// answered rows.

import { type AnsweredRow, promptLoss } from "../../prompt/loss.ts";
import type { TuningProblem } from "./problem.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";

/**
 * The answers to one prompt in order of asking: row numbers and label log-probabilities, or null if the model refused. It is not asked
 * again.
 */
export type RowAnswers = readonly (readonly [row: number, logProbs: readonly number[] | null])[];

/** All answers so far, by the prompt's key and the row: label log-probabilities, or null if the model refused. */
export type AnswersByChoice = ReadonlyMap<string, ReadonlyMap<number, readonly number[] | null>>;

/** A wanted answer that has come: label log-probabilities, or null if the model refused. */
export type ReceivedAnswer = WantedAnswer & { readonly logProbs: ArrayLike<number> | null };

/** Adds new answers to the known ones. Nothing is mutated. */
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

/** Of the rows on which another prompt is answered, the model may refuse one, which may be chance, or this share ([A37h], [A41e]). */
const REFUSED_SHARE = 0.05;

/**
 * True if a model that answers `other` refuses this prompt too often, for example because it is too long. A refusal is no loss: rows on
 * which no prompt is answered say nothing.
 */
export function refusedBeside(answers: AnswersOf, other: AnswersOf, rows: readonly number[]): boolean {
  const both = rows.filter((row) => other?.get(row) && answers?.has(row));
  const refused = both.filter((row) => answers?.get(row) === null);
  return refused.length > Math.max(1, REFUSED_SHARE * both.length);
}

/** One query that a step or a selection wants answered. */
export interface WantedAnswer {
  readonly choice: JointChoice;
  readonly row: number;
}

/** The task's loss [A42b] on those of `rows` that were answered [A5g]; NaN if none was. */
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
