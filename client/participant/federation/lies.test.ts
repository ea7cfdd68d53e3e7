// A lying aggregator: each lie ends in one code, and nothing of it is used.

import { describe, expect, it } from "vitest";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { levelDigest } from "../../../shared/algorithm/state-digest.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { encodeLevel, encodeView } from "../../../shared/protocol/codec.ts";
import type { Downlink } from "../../../shared/protocol/messages.ts";
import { encodeFloat32, encodeFloat64 } from "../../../shared/protocol/vector-codec.ts";
import type { Runtime } from "../../platform/platform.ts";
import { nothingSpent } from "../limits.ts";
import { createMemory, memoryStore } from "../store/checkpoint-memory.ts";
import { federatedPart } from "../store/federated-part.ts";
import { AggregatorError } from "./aggregator-error.ts";
import { messageHandler } from "./federation-messages.ts";
import { firstStatus } from "./federation-status.ts";
import { createOutbox } from "./outbox.ts";
import { emptyTally } from "./tally.ts";

const problem = problemOf();
const { dimension } = problem.space;
const honest = { ...uniformView(problem), iteration: 7 };
const level = initialTuning(problem, honest).lower;

/** A participant in epoch 2 that has sent three contributions, of which the last is unanswered. */
function participant() {
  const contribution = { type: "contribute", epoch: 2, seq: 3, base: 7, samples: "", losses: "", onDistribution: 0 } as const;
  const memory = createMemory(
    {
      identity: null,
      taskView: null,
      epoch: 2,
      tuning: { ...initialTuning(problem, uniformView(problem)), view: honest },
      outbox: [{ ...contribution, rung: "simulated", loss: "balanced", queries: 1, tokens: 1 }],
      seq: 3,
      queries: 0,
      tokens: 0,
      spent: nothingSpent,
      history: [],
      tally: emptyTally,
    },
    memoryStore(),
  );
  const slept: number[] = [];
  const runtime: Runtime = {
    fetch: () => Promise.reject(new TypeError("no network")),
    openSocket: () => {
      throw new TypeError("no network");
    },
    now: () => 0,
    random: () => 0,
    sleep: (ms) => {
      slept.push(ms);
      return new Promise(() => {});
    },
  };
  const status = { ...firstStatus(), ready: true };
  const send = (): boolean => true;
  const outbox = createOutbox({ memory: federatedPart(memory), runtime, status, send });
  const shared = { task: problem, memory: federatedPart(memory), runtime, status, outbox, send, closing: new AbortController().signal };
  const handle = messageHandler({ ...shared, onObserved() {}, onBallot() {}, onLeft() {} });
  return { memory, handle, slept };
}

const presence = { live: 1, joined: 1 };
const view = encodeView(honest);
const digest = levelDigest(level);
const welcome = { type: "welcome", protocol: 1, participant: "p", epoch: 2, seq: 2, digest, phase: "open", view, presence } as const;
const merged = { type: "merged", epoch: 2, seq: 3, iteration: 8, staleness: 0, verdict: "merged", digest, view, presence } as const;
const state = { type: "state", epoch: 2, seq: 2, ...encodeLevel(level), view } as const;

const z = (change: (row: Float32Array) => void) => {
  const changed = honest.z.slice();
  change(changed);
  return { ...view, z: encodeFloat32(changed) };
};
const set = (value: number) => (row: Float32Array) => void row.fill(value, 0, 1);
const pullOf = (value: number) => ({ ...view, pull: encodeFloat32(new Float32Array(dimension).fill(value)) });
const wide = (value: number, length = dimension) => encodeFloat64(new Float64Array(length).fill(value));

const LIES: readonly (readonly [string, Downlink])[] = [
  ["z is not a number", { ...merged, view: z(set(Number.NaN)) }],
  ["z is infinite", { ...merged, view: z(set(Number.POSITIVE_INFINITY)) }],
  ["z is negative", { ...merged, view: z(set(-5)) }],
  ["z is all zero", { ...merged, view: z((row) => void row.fill(0)) }],
  ["z sums to two", { ...merged, view: z((row) => row.set(row.map((value) => 2 * value))) }],
  ["z is too short", { ...merged, view: { ...view, z: encodeFloat32(honest.z.slice(1)) } }],
  ["z is too long", { ...merged, view: { ...view, z: encodeFloat32(new Float32Array(dimension + 1)) } }],
  ["z is empty", { ...merged, view: { ...view, z: "" } }],
  ["pull is not a number", { ...merged, view: pullOf(Number.NaN) }],
  ["pull is beyond what duals allow", { ...merged, view: pullOf(1e6) }],
  ["the iteration goes back", { ...merged, view: { ...view, iteration: 6 } }],
  ["a contribution that was never sent is merged", { ...merged, seq: 4 }],
  ["the welcome's z is not a number", { ...welcome, view: z(set(Number.NaN)) }],
  ["the welcome's iteration goes back", { ...welcome, view: { ...view, iteration: 1 } }],
  ["an observed z is not a number", { type: "observed", view: z(set(Number.NaN)), presence }],
  ["p is not a number", { ...state, distribution: wide(Number.NaN) }],
  ["p is no distribution", { ...state, distribution: wide(1) }],
  ["p is too short", { ...state, distribution: wide(0.5, dimension - 1) }],
  ["a table is infinite", { ...state, tableSum: wide(Number.POSITIVE_INFINITY, problem.space.tableSize) }],
  ["a count is negative", { ...state, tableWeight: wide(-1, problem.space.tableSize) }],
  ["moments are too short", { ...state, moments: { first: wide(0, 1), second: wide(0, 1) } }],
];

describe("a lying aggregator", () => {
  it.each(LIES)("[P36] [P36a] [P36c] %s: the participant stops and keeps what it had", async (_, lie) => {
    const { memory, handle } = participant();
    const before = memory.checkpoint;
    await expect(handle(lie)).rejects.toMatchObject({ code: "unsound", message: expect.stringContaining("cannot be true") });
    await expect(handle(lie)).rejects.toBeInstanceOf(AggregatorError);
    expect(memory.checkpoint.tuning).toEqual(before.tuning);
    expect([memory.checkpoint.outbox, memory.checkpoint.seq]).toEqual([before.outbox, before.seq]);
  });

  it.each([
    [0, 500],
    [Number.MAX_SAFE_INTEGER, 600_000],
    [3_000, 3_000],
  ])("[P36d] told to try again after %i ms, it waits %i ms", async (retryAfterMs, waited) => {
    const { handle, slept } = participant();
    await handle({ type: "refused", code: "overloaded", seq: 3, detail: "", retryAfterMs });
    expect(slept).toEqual([waited]);
  });

  it("[P36] the truth is taken", async () => {
    const { memory, handle } = participant();
    await handle(merged);
    expect(memory.checkpoint.outbox).toEqual([]);
  });
});
