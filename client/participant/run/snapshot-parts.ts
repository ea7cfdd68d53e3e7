// How a snapshot begins, and the part of it that the federation knows.

import type { FederationStatus } from "../federation/federation-status.ts";
import type { Tally } from "../federation/tally.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";

export function emptySnapshot(budgetQueries: number, connection: ParticipantSnapshot["connection"]): ParticipantSnapshot {
  return {
    activity: { type: "idle" },
    connection,
    socketsBlocked: false,
    participant: null,
    iteration: 0,
    step: 0,
    staleness: { last: 0, sum: 0, max: 0 },
    contributions: { sent: 0, merged: 0, stale: 0, refused: 0 },
    presence: null,
    queries: 0,
    tokens: 0,
    testQueries: 0,
    unanswered: 0,
    bytesUp: 0,
    bytesDown: 0,
    budgetQueries,
    history: [],
    curve: null,
    consensus: [],
    current: null,
    favoured: [],
    result: null,
    refusal: null,
  };
}

export function federationPart({ connection, blocked, presence, refusal }: Readonly<FederationStatus>): Partial<ParticipantSnapshot> {
  return { connection, socketsBlocked: blocked, presence, refusal };
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
