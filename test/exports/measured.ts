// A result that was measured with the simulated learner, as a run measures it.

import { expect } from "vitest";
import type { DataFolder } from "../../cli/data/data-folder.ts";
import type { TunedResult } from "../../client/participant/snapshot.ts";
import { predictedLabel } from "../../shared/prompt/loss.ts";
import { contentOf, labelForms, type PromptContent, renderPrompt } from "../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { sharedContent } from "../../shared/prompt/shared-content.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import type { Example } from "../../shared/prompt/task.ts";

const offsets = [-0.6, 0.2, 0.4, -0.1];

/** Measured as a run measures: by the renderer, the scores and the offsets. */
export async function simulatedResult(
  { task, pool }: Pick<DataFolder, "task" | "pool">,
  testRows: readonly Example[],
  layout: TunedResult["layout"],
): Promise<TunedResult> {
  const rows = testRows.length;
  const space = searchSpaceOf(task);
  const content = contentOf(
    space,
    initialLowerChoice(space),
    pool.slice(0, 4).map(({ text, label }) => ({ text, label: task.labels.indexOf(label) })),
  );
  const model = createSimulatedModel({ layout });
  const right = async (shown: PromptContent, own: readonly number[]): Promise<number> => {
    let count = 0;
    for (const row of testRows) {
      const { logProbs } = await model.scoreLabels(renderPrompt(shown, row, layout), labelForms(shown, layout));
      if (task.labels[predictedLabel(logProbs, own)] === row.label) count++;
    }
    return count;
  };
  const score = (correct: number) => ({ correct, total: rows, loss: 1, confusion: [] });
  const zero = offsets.map(() => 0);
  const compared = (tunedRight: number) => ({ rows, startRight: 0, tunedRight, gained: 0, lost: 0, pValue: 1, lossDifference: null });
  const [calibrated, pasted, shared] = [
    await right(content, offsets),
    await right(content, zero),
    await right(sharedContent(content, task), zero),
  ];
  // The cases would show nothing if all were the same.
  expect(new Set([calibrated, pasted, shared]).size).toBeGreaterThan(1);
  return {
    content,
    layout,
    labelOffsets: offsets,
    languageModelId: model.id,
    rung: "simulated",
    baseline: { content, validation: null, test: null },
    tuned: { validation: null, validationWithoutOffsets: null, test: score(calibrated), testWithoutOffsets: score(pasted) },
    baselineKept: false,
    judgement: {
      measuredOn: "test",
      verdict: "better-prompt",
      pasted: compared(pasted),
      calibrated: compared(calibrated),
      shared: compared(shared),
    },
  };
}
