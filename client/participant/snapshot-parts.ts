// How a snapshot begins, and the part of it that the federation knows.

import type { Problem } from "../../shared/algorithm/problem.ts";
import { offsetsFor } from "../../shared/algorithm/selection.ts";
import { answeredRows, type Incumbent } from "../../shared/algorithm/tuning.ts";
import { predictedLabel } from "../../shared/prompt/loss.ts";
import type { FederationStatus } from "./federation-status.ts";
import type { Tally } from "./participant-store.ts";
import type { ParticipantSnapshot } from "./snapshot.ts";

export function emptySnapshot(budgetQueries: number, connection: ParticipantSnapshot["connection"]): ParticipantSnapshot {
  return {
    activity: { type: "idle" },
    connection,
    participant: null,
    iteration: 0,
    step: 0,
    staleness: { last: 0, sum: 0, max: 0 },
    contributions: { sent: 0, merged: 0, stale: 0, refused: 0 },
    presence: null,
    queries: 0,
    tokens: 0,
    testQueries: 0,
    bytesUp: 0,
    bytesDown: 0,
    budgetQueries,
    history: [],
    consensus: [],
    current: null,
    favoured: [],
    result: null,
    refusal: null,
  };
}

export function federationPart({ connection, presence, refusal }: Readonly<FederationStatus>): Partial<ParticipantSnapshot> {
  return { connection, presence, refusal };
}

export function tallyPart(tally: Tally): Partial<ParticipantSnapshot> {
  const { sent, merged, stale, refused, stalenessLast, stalenessSum, stalenessMax, bytesUp, bytesDown } = tally;
  return {
    contributions: { sent, merged, stale, refused },
    staleness: { last: stalenessLast, sum: stalenessSum, max: stalenessMax },
    bytesUp,
    bytesDown,
  };
}

/** Accuracy of an incumbent on the training rows it was scored on, with the offsets those rows give. In [0, 1]. */
export function incumbentAccuracy(problem: Problem, incumbent: Incumbent): number {
  const rows = answeredRows(problem, new Map(incumbent.answers), problem.fit);
  const offsets = offsetsFor(problem, rows);
  return rows.filter((row) => predictedLabel(row.logProbs, offsets) === row.label).length / Math.max(1, rows.length);
}
