// Scores a row by the model's answer in words: asks, reads the answer as every export does, and puts it to the task's checker. The score
// takes the place of the label log-probabilities ([A6b]). What was answered stays here, in the participant, for its own table of rows.

import type { WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { choiceKey, type JointChoice } from "../../../shared/algorithm/participant/sampling.ts";
import { asJson, type CheckResult } from "../../../shared/checkers/checker.ts";
import type { OpenChecker } from "../../../shared/checkers/open-checker.ts";
import { readAnswer, type TakenOff } from "../../../shared/checkers/reading/read-answer.ts";
import { answerForm } from "../../../shared/prompt/answers/answer-task.ts";
import type { LabelScores, LanguageModel, Prompt, ScoreOptions, StructuredBy } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { type AnswerTask, isAnswerTask } from "../../../shared/prompt/task.ts";

/** One answer as it was written and what it was worth. */
export interface KeptAnswer extends CheckResult {
  readonly written: string;
  readonly cut: boolean;
  readonly takenOff: readonly TakenOff[];
  readonly structuredBy: StructuredBy;
}

/** How a prompt did, beside its mean score. */
export interface AnswerSide {
  readonly answered: number;
  readonly cut: number;
  /** Answers that something had to be taken off. */
  readonly trimmed: number;
  /** The mean of each part of the checker over the answers that have it: fields, phrases, the checkers of a combination. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface AnswerFigures {
  readonly start: AnswerSide;
  readonly tuned: AnswerSide;
  readonly structuredBy: StructuredBy;
  /** Row by row, for the participant's own eyes. */
  readonly rows: readonly { readonly row: number; readonly start: KeptAnswer | null; readonly tuned: KeptAnswer | null }[];
}

export interface AnswerScoring {
  ask(prompt: Prompt, wanted: WantedAnswer, options: ScoreOptions): Promise<Pick<LabelScores, "logProbs" | "labelMass" | "usage">>;
  figures(start: JointChoice, tuned: JointChoice, rows: readonly number[]): AnswerFigures;
}

/** @throws LanguageModelError where the model cannot answer in words. */
export function createAnswerScoring(
  problem: TuningProblem,
  model: LanguageModel,
  check: OpenChecker | undefined,
): AnswerScoring | undefined {
  const { task } = problem.space;
  if (!isAnswerTask(task)) return undefined;
  const { answer } = model;
  if (!answer || !check) throw new LanguageModelError("invalid-settings", { detail: "this model or this page cannot answer in words yet" });
  const form = answerForm(task);
  const asked = answerOptions(task);
  const kept = new Map<string, KeptAnswer>();
  const keyOf = (choice: JointChoice, row: number): string => `${choiceKey(choice)}#${row}`;
  const side = (found: readonly (KeptAnswer | null)[]): AnswerSide => sideOf(found.filter((one) => one !== null));
  return {
    async ask(prompt, { choice, row }, options) {
      const { text, cut, structuredBy, usage } = await answer(prompt, { ...options, ...asked });
      const { answer: read, takenOff } = readAnswer(text, form);
      const result = check(read, asJson(problem.rows[row]?.example.expected));
      kept.set(keyOf(choice, row), { ...result, written: text, cut, takenOff, structuredBy });
      return { logProbs: Float64Array.of(result.score), labelMass: 1, usage };
    },
    figures(start, tuned, rows) {
      const pairs = rows.map((row) => ({ row, start: kept.get(keyOf(start, row)) ?? null, tuned: kept.get(keyOf(tuned, row)) ?? null }));
      return {
        start: side(pairs.map((pair) => pair.start)),
        tuned: side(pairs.map((pair) => pair.tuned)),
        structuredBy: [...kept.values()][0]?.structuredBy ?? "prompt",
        rows: pairs,
      };
    },
  };
}

/** How answers of a task are asked for. */
export function answerOptions(task: AnswerTask): { readonly maxTokens: number; readonly stop?: readonly string[]; readonly json?: object } {
  const { maxTokens = 128, stop, structured = true } = task.answers ?? {};
  const schema = task.checker.type === "json" ? task.checker.schema : undefined;
  const json = structured && answerForm(task) === "json" ? { json: schema ?? {} } : {};
  return { maxTokens, ...(stop === undefined ? {} : { stop }), ...json };
}

function sideOf(answers: readonly KeptAnswer[]): AnswerSide {
  const values = new Map<string, number[]>();
  for (const { parts = {} } of answers) {
    for (const [name, score] of Object.entries(parts)) values.set(name, [...(values.get(name) ?? []), score]);
  }
  return {
    answered: answers.length,
    cut: answers.filter(({ cut }) => cut).length,
    trimmed: answers.filter(({ takenOff }) => takenOff.length > 0).length,
    parts: Object.fromEntries([...values].map(([name, scores]) => [name, scores.reduce((sum, score) => sum + score, 0) / scores.length])),
  };
}
