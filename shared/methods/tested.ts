// Tests a method's prompt on rows that the method never saw, with label offsets by the same rule for all methods.

import type { LanguageModel } from "../prompt/language-model.ts";
import { type AnsweredRow, labelOffsets } from "../prompt/loss.ts";
import { labelForms, renderPrompt } from "../prompt/render.ts";
import type { Example } from "../prompt/task.ts";
import { inBatches } from "../simulation/in-batches.ts";
import type { MethodPrompt, MethodShare } from "./method.ts";

export interface TestedPrompt {
  /** In the order of the test examples. */
  readonly rows: readonly AnsweredRow[];
  /** Label offsets, estimated on the participant's own training and validation examples. Shape [labels]. */
  readonly offsets: Float64Array;
}

export async function testPrompt(
  prompt: MethodPrompt,
  share: MethodShare,
  test: readonly Example[],
  labels: readonly string[],
  model: LanguageModel,
): Promise<TestedPrompt> {
  const answered = async (examples: readonly Example[]): Promise<AnsweredRow[]> => {
    const { layout, concurrency } = model.capabilities;
    const one = async (example: Example): Promise<AnsweredRow> => {
      const content = prompt.contentFor(example);
      const { logProbs } = await model.scoreLabels(renderPrompt(content, example, layout), labelForms(content, layout));
      return { logProbs, label: labels.indexOf(example.label) };
    };
    return inBatches(examples, concurrency, one);
  };
  return { offsets: labelOffsets(await answered([...share.train, ...share.validation]), labels.length), rows: await answered(test) };
}
