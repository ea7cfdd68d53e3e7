// A task of the paper's size with as many participants as are let in fits into the memory that is set aside for it.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as v from "valibot";
import { expect, it } from "vitest";
import { applyEvent, initialAggregatorState } from "../../../shared/algorithm/aggregator/aggregator.ts";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { randomStream } from "../../../shared/math/random.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import { fittingParticipants, STATE_BYTES } from "../../../shared/protocol/capacity.ts";

const SLOTS = 75;
const CANDIDATES = 100;
const SAMPLES = 40;
/** Planes are at their most after a few rounds: cutLimit of them in each slot. */
const ROUNDS = 3;

const space = searchSpaceOf(
  v.parse(taskSchema, {
    name: "full",
    labels: ["good", "bad"],
    example: "Text: [SENTENCE1]\nMood:",
    labelWords: [["good"], ["bad"]],
    phrases: Array.from({ length: SLOTS }, (_, slot) => Array.from({ length: CANDIDATES - 1 }, (_, i) => `${slot} ${i}`)),
  }),
);

/** Heap and vectors, after a forced collection. */
function memoryInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it("[P4a] 75 slots of 100 candidates: the state of a full task stays within its 64 MiB", { timeout: 300_000 }, () => {
  const people = Math.min(256, fittingParticipants(space.dimension));
  const random = randomStream(1, "a full task");
  const before = memoryInUse();
  let state = initialAggregatorState(space);
  for (let i = 0; i < people; i++) state = applyEvent(space, defaultSettings, state, { type: "join", participant: `p${i}` }).state;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { id, offered, epoch, seq } of state.participants) {
      const samples = Uint16Array.from({ length: SAMPLES * space.slots.length }, (_, at) =>
        Math.floor(random() * (space.slots[at % space.slots.length]?.size ?? 1)),
      );
      const losses = Float32Array.from({ length: SAMPLES }, () => random());
      const place = { participant: id, epoch, seq: seq + 1, base: offered.iteration, onDistribution: SAMPLES, queries: 160, tokens: 1 };
      const contribution = { ...place, samples, losses, scale: { loss: "plain", rung: "exact" } } as const;
      state = applyEvent(space, defaultSettings, state, { type: "contribute", contribution }).state;
    }
  }
  const taken = memoryInUse() - before;
  console.log(`${people} participants, ${state.planes.length} planes: ${(taken / 2 ** 20).toFixed(1)} MiB`);
  expect(state.iteration).toBe(people * ROUNDS);
  expect(taken).toBeLessThanOrEqual(STATE_BYTES);
});
