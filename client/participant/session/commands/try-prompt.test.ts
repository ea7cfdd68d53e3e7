// The label shown for one text is the one that is measured and that an export gives.

import * as v from "valibot";
import { expect, it } from "vitest";
import type { LanguageModel } from "../../../../shared/prompt/language-model.ts";
import { predictedLabel } from "../../../../shared/prompt/loss.ts";
import { contentOf } from "../../../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../../../shared/prompt/search-space.ts";
import { taskSchema } from "../../../../shared/prompt/task.ts";
import { emptySnapshot } from "../../run/snapshot-parts.ts";
import { compare } from "./try-prompt.ts";

const task = v.parse(taskSchema, {
  name: "three",
  labels: ["A", "B", "C"],
  example: "[SENTENCE1]\nAnswer:",
  labelWords: [["A"], ["B"], ["C"]],
});

function modelOf(logProbs: readonly number[]): LanguageModel {
  return {
    id: "fixed",
    capabilities: { rung: "exact", layout: "completion", deterministic: true, concurrency: 1 },
    scoreLabels: async () => ({
      logProbs: Float64Array.from(logProbs),
      labelMass: 1,
      censored: new Uint8Array(3),
      rung: "exact",
      usage: { attempts: 1, promptTokens: 1, cachedTokens: 0, completionTokens: 0 },
    }),
    dispose: async () => {},
  };
}

it.each([
  // The offset of a label that is nearly always below the floor lies near the floor: with the value itself it would be far behind.
  [
    [-1.02, -7, -0.449],
    [-0.6, -4.5, -0.3],
  ],
  [
    [-0.1, -9, -2.4],
    [0, 0, 0],
  ],
  [
    [-1, -1, -1.3],
    [0, 0.2, 0],
  ],
])("the first label of %j with offsets %j is the predicted one", async (logProbs, labelOffsets) => {
  const space = searchSpaceOf(task);
  const content = contentOf(space, initialLowerChoice(space), []);
  const result = {
    content,
    layout: "completion",
    labelOffsets,
    languageModelId: "fixed",
    rung: "exact",
    baseline: { content, validation: null, test: null },
    tuned: { validation: null, test: null, validationWithoutOffsets: null, testWithoutOffsets: null },
    baselineKept: false,
  } as const;
  const { baseline, tuned } = await compare(task, { ...emptySnapshot(100, "none"), result }, modelOf(logProbs), { text: "some text" });
  expect(tuned?.labels[0]?.label).toBe(task.labels[predictedLabel(logProbs, labelOffsets)]);
  expect(baseline.labels[0]?.label).toBe(task.labels[predictedLabel(logProbs, [])]);
  expect(tuned?.labels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
});
