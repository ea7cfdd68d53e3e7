// Lets a tuner score real prompts: renders each wanted prompt and asks a language model, most often the simulated one.

import { promptContent, type TuningProblem } from "../algorithm/participant/problem.ts";
import type { LanguageModel } from "../prompt/language-model.ts";
import { labelForms, renderPrompt } from "../prompt/render.ts";
import { inBatches } from "./in-batches.ts";
import type { AskModel } from "./tuner.ts";

/** Asks as many queries at the same time as the model can usefully answer. @throws whatever the language model throws. */
export function promptAnswers(problem: TuningProblem, model: LanguageModel): AskModel {
  return (wanted) =>
    inBatches(wanted, model.capabilities.concurrency, async ({ choice, row }) => {
      const example = problem.rows[row]?.example;
      if (!example) throw new RangeError(`row ${row} is wanted, there are ${problem.rows.length}`);
      const content = promptContent(problem, choice);
      const scores = await model.scoreLabels(renderPrompt(content, example, problem.layout), labelForms(content, problem.layout));
      return { choice, row, logProbs: scores.logProbs };
    });
}
