// What participant and aggregator remember, as plain readonly records. A step returns a new record and shares what did not change,
// so that a caller sees by identity which parts it has to store.

import type { Scale } from "./scale.ts";

/** Running sums of the count form [A11]: `sum` is A, `weight` is n. One entry per candidate; tied slots share entries. */
export interface CostTable {
  readonly sum: Float64Array;
  readonly weight: Float64Array;
}

/** Adam's moments, only with `optimiser: "adam"`. */
export interface Moments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** One level of one participant: its distribution (p, or q) and what is known of the candidates' costs. */
export interface LevelState {
  /** All slots' distributions side by side. */
  readonly distribution: Float64Array;
  readonly table: CostTable;
  readonly moments: Moments | null;
  /** Variance of the losses within a step's on-distribution samples, averaged over steps like the table; 0 before the first step. */
  readonly lossVariance: number;
  /** Steps taken; Adam's bias correction needs it. */
  readonly steps: number;
}

/**
 * What a participant knows of the consensus: the aggregator's state of one iteration, as sent.
 * float32, because both sides must compute with the very numbers that crossed the wire.
 */
export interface View {
  readonly iteration: number;
  readonly z: Float32Array;
  /** Gam^(v) = sum_l lambda^l a^l(v), plus theta^(v) where the outer dual is on. */
  readonly pull: Float32Array;
}

/** What was tried and how it scored [A18]. */
export interface Contribution {
  readonly participant: string;
  readonly epoch: number;
  /** 1, 2, 3... within an epoch, without gaps. */
  readonly seq: number;
  /** Iteration of the view that the step used. */
  readonly base: number;
  /** J: one candidate per slot, sample after sample. Shape [samples x slots]. */
  readonly samples: Uint16Array;
  /** Loss of each sample, float32. Shape [samples]. */
  readonly losses: Float32Array;
  /** The first so many samples were drawn from the distributions, the rest near incumbents. */
  readonly onDistribution: number;
  readonly scale: Scale;
  readonly queries: number;
  readonly tokens: number;
  /** For the owner's charts only: nothing is computed from it. */
  readonly accuracy?: AccuracyCounts | undefined;
}

/** Answers of the samples drawn from the distributions on the step's first rows, without offsets. */
export interface AccuracyCounts {
  /** In [0, asked]. */
  readonly right: number;
  readonly asked: number;
}

export type ParticipantStatus = "live" | "suspended" | "left";

export interface ParticipantRecord {
  readonly id: string;
  /** Order of joining, from 0. Sums run in this order, never in order of arrival. */
  readonly number: number;
  readonly epoch: number;
  /** Last merged sequence number of the epoch; 0 before the first. */
  readonly seq: number;
  readonly status: ParticipantStatus;
  readonly level: LevelState;
  /** theta^(v); all zero where the outer dual is off. Shape [dimension]. */
  readonly consensusDual: Float64Array;
  /** View of the participant's last contribution. */
  readonly view: View;
  /** View of the last reply, which the participant may use from now on. */
  readonly offered: View;
  /** Contributed since the last iteration and waits for it (only with minActive above 1). */
  readonly active: boolean;
  /** Scale of its table; null while there is none. */
  readonly scale: Scale | null;
  /** Iteration of the last merge, and of leaving for those who left. */
  readonly lastIteration: number;
  readonly merges: number;
  readonly queries: number;
  readonly tokens: number;
}

/** One cut of one slot [A25]: sum over blocks w of <s_w, x_w - phi_w> <= epsilon, blocks = z and one per participant. */
export interface CuttingPlane {
  readonly id: number;
  /** Slot index. */
  readonly slot: number;
  /** Iteration it was added at. */
  readonly born: number;
  /** lambda, in [0, dualLimit]. */
  readonly dual: number;
  /** lambda before the last dual step: a plane is dropped only when both are small. */
  readonly previousDual: number;
  readonly epsilon: number;
  readonly consensus: PlaneBlock;
  /** By participant id; a participant without a block counts as s = 0. */
  readonly participants: ReadonlyMap<string, PlaneBlock>;
}

export interface PlaneBlock {
  /** s_w: signs in {-1, 0, 1}. Shape [N_i]. */
  readonly sign: Int8Array;
  /** <s_w, phi_w>, kept per block so that a block can be taken out [A26]. */
  readonly offset: number;
}

export interface AggregatorCounters {
  readonly merged: number;
  readonly stale: number;
  readonly planesAdded: number;
  readonly planesDropped: number;
  readonly stalenessSum: number;
  readonly stalenessMax: number;
}

export interface AggregatorState {
  readonly iteration: number;
  /** Consensus variable Z. Shape [dimension]. */
  readonly z: Float64Array;
  /** In order of joining. */
  readonly participants: readonly ParticipantRecord[];
  /** Sorted by id. */
  readonly planes: readonly CuttingPlane[];
  readonly nextPlane: number;
  readonly counters: AggregatorCounters;
}
