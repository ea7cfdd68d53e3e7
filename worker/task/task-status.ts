// Makes the answers that anybody with one of a task's tokens may get: the task itself, its status, and who is present.

import { disagreement, entropy } from "../../shared/algorithm/aggregator/diagnostics.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { SearchSpace } from "../../shared/prompt/search-space.ts";
import { asCount, type Status, type TaskView } from "../../shared/protocol/messages.ts";
import { encodeFloat32 } from "../../shared/protocol/vector-codec.ts";
import type { StoredTask } from "../ledger/records.ts";

export function presenceOf({ participants }: Pick<AggregatorState, "participants">): Status["presence"] {
  return { live: participants.filter((record) => record.status === "live").length, joined: participants.length };
}

export function taskViewOf({ taskId, task, settings, taskDigest, phase }: StoredTask): TaskView {
  return { taskId, task, settings, taskDigest, phase };
}

/** Of what is counted, others than owner and viewers learn multiples of this. */
const COARSE = 16;

/** The status without what would show a single contribution: for whoever holds no more than an invite or a participant's token. */
export function coarseStatus({ taskId, phase, presence, iteration, merged }: Status): Status {
  const coarse = (counted: number): number => Math.floor(counted / COARSE) * COARSE;
  return {
    ...{ taskId, phase, presence, iteration: coarse(iteration), merged: coarse(merged) },
    ...{ stale: 0, refused: 0, refusedByCode: {}, stalenessMean: 0, stalenessMax: 0, planes: 0, planesAdded: 0, planesDropped: 0 },
    ...{ queries: 0, tokens: 0, disagreement: 0, entropy: 0, z: "" },
  };
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
    queries: asCount(participants.reduce((sum, record) => sum + record.queries, 0)),
    tokens: asCount(participants.reduce((sum, record) => sum + record.tokens, 0)),
    disagreement: disagreement(space, state),
    entropy: entropy(space, state.z),
    z: encodeFloat32(Float32Array.from(state.z)),
  };
}
