// The messages of the largest tasks fit their schemas.

import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { settingsSchema } from "../algorithm/settings.ts";
import type { LevelState } from "../algorithm/state.ts";
import { spaceOf } from "../algorithm/testing/toy.ts";
import { MAX_LOWER_DIMENSION } from "../prompt/task.ts";
import { encodeContribution, encodeLevel, encodeView } from "./codec.ts";
import { contributeSchema, type Downlink, downlinkSchema, MAX_MESSAGE_BYTES, statusSchema } from "./messages.ts";
import { exportSchema } from "./owner-messages.ts";
import { encodeFloat32 } from "./vector-codec.ts";

const presence = { live: 1, joined: 1 };
const digest = "0".repeat(32);

function singles(dimension: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, i) => 1 / (i + 1));
}

function levelOf(dimension: number): LevelState {
  const vector = Float64Array.from({ length: dimension }, (_, i) => 1 / (i + 1));
  const moments = { first: vector, second: vector };
  return { distribution: vector, table: { sum: vector, weight: vector }, moments, lossVariance: 0.1, steps: 3 };
}

/** Every message that has vectors, for a task with so many candidates. */
function withVectors(dimension: number): readonly Downlink[] {
  const view = encodeView({ iteration: 1, z: singles(dimension), pull: singles(dimension) });
  const at = { epoch: 1, seq: 1 };
  return [
    { type: "welcome", protocol: 1, participant: "p", ...at, digest, phase: "open", view, presence },
    { type: "merged", ...at, iteration: 1, staleness: 0, verdict: "merged", digest, view, presence },
    { type: "observed", view, presence },
    { type: "state", ...at, ...encodeLevel(levelOf(dimension)), view },
  ];
}

/** The types of the messages that their schemas refuse; over HTTP the fields. */
function unreadable(dimension: number): readonly string[] {
  const z = encodeFloat32(singles(dimension));
  return [
    ...withVectors(dimension).flatMap((message) => (v.safeParse(downlinkSchema, message).success ? [] : [message.type])),
    ...(v.is(statusSchema.entries.z, z) ? [] : ["status.z"]),
    ...(v.is(exportSchema.entries.z, z) ? [] : ["export.z"]),
  ];
}

test("[P11b] whatever the number of candidates, what the aggregator sends can be read", () => {
  // As float64 and as float32 these are as long as the longest frame that a participant may send.
  const edges = [((MAX_MESSAGE_BYTES / 4) * 3) / 8, ((MAX_MESSAGE_BYTES / 4) * 3) / 4, MAX_LOWER_DIMENSION - 3];
  const dimension = fc.oneof(
    fc.constant(MAX_LOWER_DIMENSION),
    fc.integer({ min: 1, max: MAX_LOWER_DIMENSION }),
    fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -3, max: 3 })).map(([edge, by]) => edge + by),
  );
  fc.assert(
    fc.property(dimension, (candidates) => {
      expect(unreadable(candidates)).toEqual([]);
    }),
    { numRuns: 8, examples: [[MAX_LOWER_DIMENSION], ...edges.map((edge): [number] => [edge + 1])] },
  );
});

test("[P11b] vectors longer than a task can have are not read", () => {
  expect(unreadable(MAX_LOWER_DIMENSION + 1)).toEqual(["state"]);
  // Views are float32: twice as many entries are as long.
  expect(unreadable(2 * MAX_LOWER_DIMENSION + 1)).toEqual(["welcome", "merged", "observed", "state", "status.z", "export.z"]);
});

test("[P11a] the largest contribution of the task with most slots fits into a frame", () => {
  const labels = Array.from({ length: 64 }, (_, i) => `label ${i}`);
  const space = spaceOf({
    name: "wide",
    labels,
    example: "[SENTENCE1]:",
    labelWords: labels.map((label) => [label]),
    phrases: Array.from({ length: 256 }, (_, i) => [`phrase ${i}`]),
    publicDemonstrations: labels.flatMap((label) => Array.from({ length: 16 }, (_, i) => ({ text: `${label} ${i}`, label }))),
    publicShots: 16,
    tuneOrder: true,
  });
  expect(space.slots.length).toBe(256 + 64 + 4 + 16 * 64);
  const prompts = 64;
  expect(v.is(settingsSchema, { samplesPerStep: prompts })).toBe(true);
  expect(v.is(settingsSchema, { samplesPerStep: prompts + 1 })).toBe(false);
  const numbers = { epoch: 2 ** 53 - 1, seq: 2 ** 53 - 1, base: 2 ** 53 - 1, onDistribution: prompts, queries: 1, tokens: 1 };
  const samples = new Uint16Array(prompts * space.slots.length);
  const message = encodeContribution({
    participant: "p",
    ...numbers,
    samples,
    losses: singles(prompts),
    scale: { loss: "calibrated", rung: "simulated" },
    accuracy: { right: 1, asked: 1 },
  });
  expect(v.is(contributeSchema, message)).toBe(true);
  expect(JSON.stringify(message).length).toBeLessThan(MAX_MESSAGE_BYTES);
});
