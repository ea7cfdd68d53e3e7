// A small task for the aggregator's tests, and contributions to it that differ by seed.

import * as v from "valibot";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { type TaskInput, taskSchema } from "../../shared/prompt/task.ts";
import { type ContributeMessage, contributeSchema } from "../../shared/protocol/messages.ts";
import { encodeFloat32, encodeUint16 } from "../../shared/protocol/vector-codec.ts";

export const sampleTask: TaskInput = {
  name: "mood",
  labels: ["good", "bad"],
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [
    ["good", "fine", "great"],
    ["bad", "poor", "awful"],
  ],
  phrases: [
    ["Judge the mood.", "Think first.", "Answer in one word."],
    ["Be careful.", "Be quick."],
  ],
};

export const sampleSpace = searchSpaceOf(v.parse(taskSchema, sampleTask));

/** The seed says which contribution; the other fields replace its own. */
export interface ContributionOptions extends Partial<ContributeMessage> {
  readonly seed: number;
}

const SAMPLES = 6;

/** Epoch 1, seq 1, base 0 unless told otherwise. Candidates and losses follow from the seed. */
export function contributionOf({ seed, ...changed }: ContributionOptions): ContributeMessage {
  const { slots } = sampleSpace;
  const samples = Uint16Array.from({ length: SAMPLES * slots.length }, (_, at) => {
    const size = slots[at % slots.length]?.size ?? 1;
    return (seed * 7 + at * 5 + Math.floor(at / slots.length) * 3) % size;
  });
  const losses = Float32Array.from({ length: SAMPLES }, (_, i) => (((seed + 1) * 13 + i * 29) % 50) / 100);
  const whole = {
    type: "contribute",
    epoch: 1,
    seq: 1,
    base: 0,
    samples: encodeUint16(samples),
    losses: encodeFloat32(losses),
    onDistribution: 4,
    rung: "simulated",
    loss: "calibrated",
    queries: 48,
    tokens: 960,
    ...changed,
  };
  return v.parse(contributeSchema, whole);
}
