// Asks the language model what a step wants to know: several queries at a time, prompt after prompt, and stops when told to.

import type { WantedAnswer } from "../../shared/algorithm/answers.ts";
import { type Problem, promptContent } from "../../shared/algorithm/problem.ts";
import type { JointChoice } from "../../shared/algorithm/sampling.ts";
import type { LanguageModel, Usage } from "../../shared/prompt/language-model.ts";
import { labelForms, renderPrompt } from "../../shared/prompt/render.ts";

export interface Answered extends WantedAnswer {
  readonly logProbs: Float64Array;
}

export interface ScoringOptions {
  readonly signal: AbortSignal;
  /** Called after each answer. */
  onAnswer(usage: Usage, done: number): void;
}

/** Answers in the order wanted. @throws whatever the language model throws, after the queries in flight have ended. */
export async function scoreAll(
  problem: Problem,
  model: LanguageModel,
  wanted: readonly WantedAnswer[],
  options: ScoringOptions,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  let rendered: { readonly choice: JointChoice; readonly content: ReturnType<typeof promptContent> } | undefined;
  const work = async (): Promise<void> => {
    while (next < wanted.length && failures.length === 0) {
      const at = next++;
      const query = wanted[at];
      const row = problem.rows[query?.row ?? -1];
      if (!query || !row) throw new RangeError(`a step wants row ${query?.row}, there are ${problem.rows.length}`);
      if (rendered?.choice !== query.choice) rendered = { choice: query.choice, content: promptContent(problem, query.choice) };
      const { content } = rendered;
      try {
        options.signal.throwIfAborted();
        const prompt = renderPrompt(content, row.example, problem.layout);
        const scores = await model.scoreLabels(prompt, labelForms(content, problem.layout), { signal: options.signal, seed: at });
        answered[at] = { ...query, logProbs: scores.logProbs };
        done++;
        options.onAnswer(scores.usage, done);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, model.capabilities.concurrency) }, work));
  if (failures.length > 0) throw failures[0];
  return answered;
}
