// Digests that show whether two sides have the same bits: a participant and the aggregator, or a log and the stored state.

import { digestOf, digestOfVectors } from "../math/digest.ts";
import { scaleText } from "./scale.ts";
import type { AggregatorState, LevelState, ParticipantRecord, View } from "./state.ts";

/** The digest of one participant's p and table. Equal digests mean equal bits [A38c]. */
export function levelDigest(level: LevelState): string {
  return digestOfVectors([level.distribution, level.table.sum, level.table.weight, Float64Array.of(level.lossVariance, level.steps)]);
}

/** The digest of everything that the aggregator knows of a task. A replayed log must give the same [A35b]. */
export function stateDigest(state: AggregatorState): string {
  const { iteration, nextPlane, counters: c } = state;
  const vectors = [
    Float64Array.of(iteration, nextPlane, c.merged, c.stale, c.planesAdded, c.planesDropped, c.stalenessSum, c.stalenessMax),
    state.z,
    ...(state.votes
      ? [Float64Array.of(state.votes.round), Float64Array.from(state.votes.settled), Float64Array.from(state.votes.byOwner)]
      : []),
    ...state.participants.flatMap(vectorsOf),
    ...state.planes.flatMap((plane) => [
      Float64Array.of(plane.id, plane.slot, plane.born, plane.dual, plane.previousDual, plane.epsilon, plane.consensus.offset),
      Float64Array.from(plane.consensus.sign),
      ...[...plane.participants.values()].flatMap((block) => [Float64Array.of(block.offset), Float64Array.from(block.sign)]),
    ]),
  ];
  const names = [
    ...state.participants.flatMap(({ id, status, scale }) => [id, status, scaleText(scale)]),
    ...state.planes.flatMap((plane) => [...plane.participants.keys()]),
  ];
  return digestOf(JSON.stringify([digestOfVectors(vectors), ...names])).slice(0, 32);
}

function vectorsOf(record: ParticipantRecord): Float64Array[] {
  const { number, epoch, seq, active, lastIteration, merges, queries, tokens, level } = record;
  return [
    Float64Array.of(number, epoch, seq, active ? 1 : 0, lastIteration, merges, queries, tokens, level.lossVariance, level.steps),
    level.distribution,
    level.table.sum,
    level.table.weight,
    level.moments?.first ?? new Float64Array(0),
    level.moments?.second ?? new Float64Array(0),
    record.consensusDual,
    ...vectorsOfView(record.view),
    ...vectorsOfView(record.offered),
    ...(record.ballot ? [Float64Array.of(record.ballot.round), Float64Array.from(record.ballot.labels)] : []),
  ];
}

function vectorsOfView(view: View): Float64Array[] {
  return [Float64Array.of(view.iteration), Float64Array.from(view.z), Float64Array.from(view.pull)];
}
