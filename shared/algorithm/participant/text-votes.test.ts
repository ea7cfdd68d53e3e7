// Labels for public texts: by the layer, and none where nothing is sure.

import { expect, test } from "vitest";
import { labelTexts } from "./text-votes.ts";

const bare = { offsets: Float64Array.of(0, 0, 0), ridge: Number.POSITIVE_INFINITY };
const logs = (...shares: readonly number[]): number[] => shares.map(Math.log);

test("[A54] a text gets the label that is likeliest after the participant's own layer", () => {
  const answers = [logs(0.6, 0.3, 0.1), logs(0.1, 0.3, 0.6)];
  expect([...labelTexts(answers, bare)]).toEqual([0, 2]);
  // A prompt that prefers label 0 by a factor of 8: without it, .6 : .3 : .1 is .075 : .3 : .1.
  expect([...labelTexts(answers, { ...bare, offsets: Float64Array.of(Math.log(8), 0, 0) })]).toEqual([1, 2]);
});

test("[A54a] no answer, a tie and a small lead abstain", () => {
  const answers = [null, logs(0.4, 0.4, 0.2), logs(0.45, 0.35, 0.2), logs(0.48, 0.31, 0.21)];
  expect([...labelTexts(answers, bare)]).toEqual([-1, -1, -1, 0]);
  expect([...labelTexts(answers, bare, 0.1)]).toEqual([-1, -1, 0, 0]);
});
