// The aggregator as one pure function. It says what happens to a task's state if a participant joins, contributes, falls silent or leaves.
// The Durable Object calls it, stores and sends; the simulation calls the same function. It has no clock, no randomness and no await.
// It solves the problem of all participants (Eq. 3) with cutting planes in place of the lower level (Eq. 16), in the order of Algorithm 1.

import { lossBound } from "../../prompt/loss.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { emptyTable, initialLevel } from "../level.ts";
import { absorb, localStep } from "../local-step.ts";
import { sameScale } from "../scale.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorCounters, AggregatorState, Contribution, ParticipantRecord, ParticipantStatus, View } from "../state.ts";
import { levelDigest } from "../state-digest.ts";
import { consensusDualStep, consensusStep, viewFor } from "./consensus-step.ts";
import { checkContribution } from "./contribution-check.ts";
import { withoutBlock } from "./cutting-plane.ts";
import { dualStep, updatedPolytope } from "./polytope.ts";
import { checkVote, initialVotes, type VoteEvent, withBallot, withNextRound, withOwnersLabel } from "./votes.ts";

/** Everything that can happen to a task. Events are logged in order; replaying the log from the initial state gives the same bits. */
export type AggregatorEvent =
  /** A participant joins, or begins a new epoch, in which it starts sending anew on the same p and table ([A19a], [A20d]). */
  | { readonly type: "join"; readonly participant: string }
  | { readonly type: "contribute"; readonly contribution: Contribution }
  /** Its lease ran out: nobody waits for it, its blocks are taken out of the planes, its table keeps counting ([A20a], [A26a]). */
  | { readonly type: "suspend"; readonly participant: string }
  /** It showed a sign of life again. */
  | { readonly type: "resume"; readonly participant: string }
  /** It said goodbye: this is as `suspend`, and its table is forgotten after `tableLifetime` iterations [A20b]. */
  | { readonly type: "leave"; readonly participant: string }
  /** It asks to be forgotten: table, p, vote and blocks of the planes go at once ([A20c], [A52b]). */
  | { readonly type: "withdraw"; readonly participant: string }
  /** It votes on the public texts, once a round [A50b]. */
  | VoteEvent
  /** The owner lets everybody vote anew [A52]. */
  | { readonly type: "vote-round" }
  /** The owner decides about a text, or leaves it to the votes again [A52a]. */
  | { readonly type: "label-text"; readonly text: number; readonly label: number };

/** The answer to a contribution. With minActive above 1 it comes when the iteration happens, perhaps because of somebody else's event. */
export interface MergeReply {
  readonly participant: string;
  readonly epoch: number;
  readonly seq: number;
  /** The iteration that took the contribution in. */
  readonly iteration: number;
  /** The number of iterations between base and merge; 0 is fresh. */
  readonly staleness: number;
  /** `stale` if it was older than maxStaleness and only fed the table ([A22], [A22b]). */
  readonly verdict: "merged" | "stale";
  /** The digest of the participant's p and table as the aggregator has them. */
  readonly digest: string;
  readonly view: View;
}

export interface Transition {
  readonly state: AggregatorState;
  readonly replies: readonly MergeReply[];
}

/** The state at the beginning: z is uniform, nobody has joined, nothing is known. */
export function initialAggregatorState(space: SearchSpace): AggregatorState {
  const counters = { merged: 0, stale: 0, planesAdded: 0, planesDropped: 0, stalenessSum: 0, stalenessMax: 0 };
  const z = initialLevel(space, { optimiser: "plain" }).distribution;
  const votes = initialVotes(space);
  return { iteration: 0, z, participants: [], planes: [], nextPlane: 0, counters, ...(votes ? { votes } : {}) };
}

/**
 * Returns the next state. Sums run in the order of joining, so the order of arrival changes no bit [A35]: with S = R the state is that of a
 * plain loop [A35a]. Whatever happens, the state stays finite, its rows are distributions and its duals stay in range [A20e].
 * @throws RangeError if the event does not fit the state: callers check contributions first, and know their participants.
 */
export function applyEvent(space: SearchSpace, settings: Settings, state: AggregatorState, event: AggregatorEvent): Transition {
  switch (event.type) {
    case "join":
      return { state: joined(space, settings, state, event.participant), replies: [] };
    case "contribute":
      return contributed(space, settings, state, event.contribution);
    case "suspend":
      return iterateIfReady(space, settings, withStatus(state, event.participant, "suspended"));
    case "resume":
      return { state: withStatus(state, event.participant, "live"), replies: [] };
    case "leave":
      return iterateIfReady(space, settings, withStatus(state, event.participant, "left"));
    case "withdraw":
      return iterateIfReady(space, settings, forgotten(state, event.participant));
    case "vote":
      return { state: withVote(space, state, event), replies: [] };
    case "vote-round":
      return { state: withNextRound(space, settings, state), replies: [] };
    case "label-text":
      return { state: withOwnersLabel(state, event), replies: [] };
  }
}

function joined(space: SearchSpace, settings: Settings, state: AggregatorState, participant: string): AggregatorState {
  const known = state.participants.find(({ id }) => id === participant);
  if (known) return replaced(state, { ...known, epoch: known.epoch + 1, seq: 0, status: "live", active: false });
  const level = initialLevel(space, settings);
  const blank: ParticipantRecord = {
    id: participant,
    number: 1 + Math.max(-1, ...state.participants.map(({ number }) => number)),
    epoch: 1,
    seq: 0,
    status: "live",
    // A newcomer starts at Z, where the others are [A20].
    level: state.iteration > 0 ? { ...level, distribution: Float64Array.from(state.z) } : level,
    consensusDual: new Float64Array(space.dimension),
    view: { iteration: 0, z: new Float32Array(0), pull: new Float32Array(0) },
    offered: { iteration: 0, z: new Float32Array(0), pull: new Float32Array(0) },
    active: false,
    scale: null,
    lastIteration: state.iteration,
    merges: 0,
    queries: 0,
    tokens: 0,
  };
  const view = viewFor(space, state, blank);
  return { ...state, participants: [...state.participants, { ...blank, view, offered: view }] };
}

function withVote(space: SearchSpace, state: AggregatorState, event: VoteEvent): AggregatorState {
  const fault = checkVote(space, state, event);
  const record = state.participants.find(({ id }) => id === event.participant);
  if (fault || !record) throw new RangeError(`this vote cannot be counted: ${fault?.code ?? "unknown-participant"}`);
  return replaced(state, withBallot(record, event));
}

function contributed(space: SearchSpace, settings: Settings, state: AggregatorState, contribution: Contribution): Transition {
  const fault = checkContribution(space, settings, state, contribution);
  const record = state.participants.find(({ id }) => id === contribution.participant);
  if (fault || !record) throw new RangeError(`this contribution cannot be applied: ${fault?.code ?? "unknown-participant"}`);
  // The step is repeated with the very view that the contribution names [A17b].
  const view = contribution.base === record.offered.iteration ? record.offered : record.view;
  // A table of another scale's losses must not be averaged with these: it begins anew [A23].
  const level = sameScale(record.scale, contribution.scale) ? record.level : { ...record.level, table: emptyTable(space), lossVariance: 0 };
  const input = {
    shape: space,
    settings,
    level,
    batch: contribution,
    stepSize: settings.stepLower,
    lossRange: lossBound(contribution.scale.loss === "plain" ? "plain" : settings.loss, space.task.labels.length),
  };
  const staleness = state.iteration - contribution.base;
  const stale = staleness > settings.maxStaleness;
  const counted: AggregatorState = { ...state, counters: withContribution(state.counters, staleness, stale) };
  const next = replaced(counted, {
    ...record,
    seq: contribution.seq,
    status: "live",
    level: stale ? absorb(input) : localStep(input, view),
    view,
    active: true,
    scale: contribution.scale,
    merges: record.merges + 1,
    queries: record.queries + contribution.queries,
    tokens: record.tokens + contribution.tokens,
  });
  return iterateIfReady(space, settings, next);
}

/** Each contribution counts once, when it is taken in: with minActive above 1, one reply may stand for several of them. */
function withContribution(counters: AggregatorCounters, staleness: number, stale: boolean): AggregatorCounters {
  return {
    ...counters,
    merged: counters.merged + (stale ? 0 : 1),
    stale: counters.stale + (stale ? 1 : 0),
    stalenessSum: counters.stalenessSum + staleness,
    stalenessMax: Math.max(counters.stalenessMax, staleness),
  };
}

/** An iteration happens if S participants are active, or if all live ones are [A21], perhaps because somebody has gone [A21a]. */
function iterateIfReady(space: SearchSpace, settings: Settings, state: AggregatorState): Transition {
  const live = state.participants.filter(({ status }) => status === "live").length;
  const active = state.participants.filter((record) => record.active).length;
  if (active === 0 || active < Math.min(settings.minActive, live)) return { state, replies: [] };
  return iterate(space, settings, state);
}

/**
 * Iteration t -> t + 1, in this order [A24a]: z [A24], plane duals [A28], outer duals of the active set [A32], every delta iterations until
 * T1 [A27c] the polytope [A25]; then the replies.
 */
function iterate(space: SearchSpace, settings: Settings, state: AggregatorState): Transition {
  const t = state.iteration;
  const moved: AggregatorState = { ...state, z: consensusStep(space, settings, state) };
  const withDuals: AggregatorState = {
    ...moved,
    iteration: t + 1,
    planes: dualStep(space, settings, moved, t),
    participants: moved.participants.map((record) =>
      record.active ? { ...record, consensusDual: consensusDualStep(settings, record, moved.z, t) } : record,
    ),
  };
  const cut = withDuals.iteration % settings.cutPeriod === 0 && t < settings.cutUntil;
  const shaped = expired(space, settings, cut ? updatedPolytope(space, settings, withDuals) : withDuals);
  const replies: MergeReply[] = [];
  const participants = shaped.participants.map((record) => {
    if (!record.active) return record;
    const staleness = t - record.view.iteration;
    const verdict = staleness > settings.maxStaleness ? "stale" : "merged";
    const view = viewFor(space, shaped, record);
    const { id, epoch, seq } = record;
    replies.push({ participant: id, epoch, seq, iteration: t + 1, staleness, verdict, digest: levelDigest(record.level), view });
    return { ...record, active: false, offered: view, lastIteration: t + 1 };
  });
  return { state: { ...shaped, participants }, replies };
}

/** Forgets the tables of participants that left too long ago. Their records stay: they may come back, and find their p as they left it. */
function expired(space: SearchSpace, settings: Settings, state: AggregatorState): AggregatorState {
  const over = (record: ParticipantRecord): boolean =>
    record.status === "left" && record.scale !== null && state.iteration - record.lastIteration > settings.tableLifetime;
  if (!state.participants.some(over)) return state;
  const participants = state.participants.map((record) =>
    over(record) ? { ...record, scale: null, level: { ...record.level, table: emptyTable(space), lossVariance: 0 } } : record,
  );
  return { ...state, participants };
}

function withStatus(state: AggregatorState, participant: string, status: ParticipantStatus): AggregatorState {
  const record = state.participants.find(({ id }) => id === participant);
  if (!record) throw new RangeError(`there is no participant ${participant}`);
  const next = replaced(state, { ...record, status, lastIteration: status === "left" ? state.iteration : record.lastIteration });
  return status === "live" ? next : { ...next, planes: next.planes.map((plane) => withoutBlock(plane, participant)) };
}

function forgotten(state: AggregatorState, participant: string): AggregatorState {
  return {
    ...state,
    participants: state.participants.filter(({ id }) => id !== participant),
    planes: state.planes.map((plane) => withoutBlock(plane, participant)),
  };
}

function replaced(state: AggregatorState, record: ParticipantRecord): AggregatorState {
  return { ...state, participants: state.participants.map((other) => (other.id === record.id ? record : other)) };
}
