// A small task with every kind of slot, and contributions to it. The tests of the algorithm share them.

import * as v from "valibot";
import { integerBelow, type Rng } from "../../math/random.ts";
import { type SearchSpace, searchSpaceOf } from "../../prompt/search-space.ts";
import { type TaskInput, taskSchema } from "../../prompt/task.ts";
import { initialLevel } from "../level.ts";
import { type Settings, type SettingsInput, settingsSchema } from "../settings.ts";
import type { AggregatorState, Contribution, CostTable, LevelState, ParticipantRecord, View } from "../state.ts";

/** Slots of 4, 3, 2, 1, 3, 2, 3, 2 candidates; the last two share the tables of the two before. Dimension 20, table size 15. */
export const toyTask: TaskInput = {
  name: "toy",
  labels: ["up", "down"],
  example: "[VAR] [SENTENCE1] ->",
  labelWords: [["up", "rise"], ["down"]],
  phrases: [
    ["be brief", "think", "look at the verbs"],
    ["please", "now"],
  ],
  publicDemonstrations: [
    { text: "it climbs", label: "up" },
    { text: "it soars", label: "up" },
    { text: "it grows", label: "up" },
    { text: "it falls", label: "down" },
    { text: "it sinks", label: "down" },
  ],
  publicShots: 2,
};

export function spaceOf(task: TaskInput = toyTask): SearchSpace {
  return searchSpaceOf(v.parse(taskSchema, task));
}

/** Phrase slots of the given sizes (EMPTY included), then two label words that are not tuned. */
export function phraseSpace(sizes: readonly number[]): SearchSpace {
  const phrases = sizes.map((size) => Array.from({ length: size - 1 }, (_, j) => `phrase ${j}`));
  return spaceOf({ ...toyTask, labelWords: [["up"], ["down"]], phrases, publicDemonstrations: [], publicShots: 0 });
}

export function settingsOf(over: SettingsInput = {}): Settings {
  return v.parse(settingsSchema, over);
}

/** Uniform choices and uniform losses in [0, 4]. */
export function randomBatch(rng: Rng, space: SearchSpace, count: number): Pick<Contribution, "samples" | "losses" | "onDistribution"> {
  const samples = Uint16Array.from({ length: count * space.slots.length }, (_, at) =>
    integerBelow(rng, space.slots[at % space.slots.length]?.size ?? 1),
  );
  return { samples, losses: Float32Array.from({ length: count }, () => 4 * rng()), onDistribution: count };
}

/** A contribution that fits the state: the participant's next sequence number on its newest view. */
export function nextContribution(
  state: AggregatorState,
  participant: string,
  batch: Pick<Contribution, "samples" | "losses" | "onDistribution"> & Partial<Contribution>,
): Contribution {
  const record = state.participants.find(({ id }) => id === participant);
  if (!record) throw new RangeError(`there is no participant ${participant}`);
  const { epoch, seq, offered } = record;
  return {
    participant,
    epoch,
    seq: seq + 1,
    base: offered.iteration,
    scale: { loss: "calibrated", rung: "exact" },
    queries: 1,
    tokens: 1,
    ...batch,
  };
}

/** A participant's record with a given p and table. */
export function toyRecord(
  space: SearchSpace,
  id: string,
  over: Partial<ParticipantRecord> & { level?: LevelState } = {},
): ParticipantRecord {
  const view: View = { iteration: 0, z: new Float32Array(space.dimension), pull: new Float32Array(space.dimension) };
  return {
    id,
    number: 0,
    epoch: 1,
    seq: 0,
    status: "live",
    level: initialLevel(space, { optimiser: "plain" }),
    consensusDual: new Float64Array(space.dimension),
    view,
    offered: view,
    active: false,
    scale: { loss: "calibrated", rung: "exact" },
    lastIteration: 0,
    merges: 0,
    queries: 0,
    tokens: 0,
    ...over,
  };
}

/** A level of spread 1 whose table has these costs after `weight` looks at each candidate. There is one cost per entry of the table. */
export function levelWith(space: SearchSpace, costs: readonly number[], weight = 1): LevelState {
  const table: CostTable = {
    sum: Float64Array.from({ length: space.tableSize }, (_, at) => (costs[at] ?? 0) * weight),
    weight: new Float64Array(space.tableSize).fill(weight),
  };
  return { ...initialLevel(space, { optimiser: "plain" }), table, lossVariance: 1 };
}

export function stateOf(
  space: SearchSpace,
  participants: readonly ParticipantRecord[],
  over: Partial<AggregatorState> = {},
): AggregatorState {
  const counters = { merged: 0, stale: 0, planesAdded: 0, planesDropped: 0, stalenessSum: 0, stalenessMax: 0 };
  const z = initialLevel(space, { optimiser: "plain" }).distribution;
  return { iteration: 0, z, participants, planes: [], nextPlane: 0, counters, ...over };
}

/** A random distribution over n candidates, some of them (almost) impossible. */
export function randomDistribution(rng: Rng, n: number): Float64Array {
  const raw = Float64Array.from({ length: n }, () => (rng() < 0.2 ? 0 : rng()));
  raw[integerBelow(rng, n)] = 1;
  const total = raw.reduce((a, b) => a + b, 0);
  return raw.map((value) => value / total);
}
