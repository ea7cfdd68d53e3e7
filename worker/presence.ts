// What anybody with one of a task's tokens may know about it.

import type { AggregatorState } from "../shared/algorithm/state.ts";
import type { SearchSpace } from "../shared/prompt/search-space.ts";
import type { Status, TaskView } from "../shared/protocol/messages.ts";
import { encodeFloat32 } from "../shared/protocol/vector-codec.ts";
import type { StoredTask } from "./stored.ts";

export function presenceOf({ participants }: Pick<AggregatorState, "participants">): Status["presence"] {
  return { live: participants.filter((record) => record.status === "live").length, joined: participants.length };
}

export function taskViewOf({ taskId, task, settings, taskDigest, phase }: StoredTask): TaskView {
  return { taskId, task, settings, taskDigest, phase };
}

export interface StatusInput {
  readonly stored: StoredTask;
  readonly space: SearchSpace;
  readonly state: AggregatorState;
  readonly refusedByCode: Readonly<Record<string, number>>;
}

export function statusOf({ stored, space, state, refusedByCode }: StatusInput): Status {
  const { counters, participants } = state;
  const taken = counters.merged + counters.stale;
  return {
    taskId: stored.taskId,
    phase: stored.phase,
    iteration: state.iteration,
    presence: presenceOf(state),
    merged: counters.merged,
    stale: counters.stale,
    refused: Object.values(refusedByCode).reduce((sum, count) => sum + count, 0),
    refusedByCode: { ...refusedByCode },
    stalenessMean: taken > 0 ? counters.stalenessSum / taken : 0,
    stalenessMax: counters.stalenessMax,
    planes: state.planes.length,
    planesAdded: counters.planesAdded,
    planesDropped: counters.planesDropped,
    queries: participants.reduce((sum, record) => sum + record.queries, 0),
    tokens: participants.reduce((sum, record) => sum + record.tokens, 0),
    disagreement: disagreement(space, state),
    entropy: entropy(space, state.z),
    z: encodeFloat32(Float32Array.from(state.z)),
  };
}

/** Mean l1 distance per slot between live participants' p and z, in [0, 2]; 0 when nobody is live. */
function disagreement({ slots }: SearchSpace, { z, participants }: AggregatorState): number {
  const live = participants.filter((record) => record.status === "live");
  if (live.length === 0 || slots.length === 0) return 0;
  let sum = 0;
  for (const { level } of live) {
    for (let i = 0; i < z.length; i++) sum += Math.abs((level.distribution[i] ?? 0) - (z[i] ?? 0));
  }
  return sum / (live.length * slots.length);
}

/** Mean entropy of z's rows over log N_i: 1 is flat, 0 is decided. Slots with a single candidate do not count. */
function entropy({ slots }: SearchSpace, z: Float64Array): number {
  const open = slots.filter((slot) => slot.size > 1);
  if (open.length === 0) return 0;
  const relative = open.map(({ offset, size }) => {
    let bits = 0;
    for (const p of z.subarray(offset, offset + size)) if (p > 0) bits -= p * Math.log(p);
    return bits / Math.log(size);
  });
  return relative.reduce((sum, value) => sum + value, 0) / open.length;
}
