// Participants that score real prompts: the renderer's text to a language model, most often the simulated one, and the answers back.

import { type Problem, promptContent } from "../algorithm/problem.ts";
import type { LanguageModel } from "../prompt/language-model.ts";
import { labelForms, renderPrompt } from "../prompt/render.ts";
import type { Answer, Answered } from "./tuner.ts";

/** One query after the other, prompt after prompt. @throws whatever the language model throws. */
export function promptAnswers(problem: Problem, model: LanguageModel): Answer {
  return async (wanted) => {
    const answered: Answered[] = [];
    for (const { choice, row } of wanted) {
      const example = problem.rows[row]?.example;
      if (!example) throw new RangeError(`row ${row} is wanted, there are ${problem.rows.length}`);
      const content = promptContent(problem, choice);
      const scores = await model.scoreLabels(renderPrompt(content, example, problem.layout), labelForms(content, problem.layout));
      answered.push({ choice, row, logProbs: scores.logProbs });
    }
    return answered;
  };
}
