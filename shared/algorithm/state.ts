// The states of participant and aggregator, as plain readonly records. A step returns a new record that shares what did not change, so a
// caller can see by identity which parts it has to store.

import type { Scale } from "./scale.ts";

/**
 * The running sums of the count form [A11]: `sum` is A, `weight` is n. There is one entry per candidate; slots with the same candidates
 * share.
 */
export interface CostTable {
  readonly sum: Float64Array;
  readonly weight: Float64Array;
}

/** Adam's moments. They exist only with `optimiser: "adam"`. */
export interface Moments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** One level of one participant: its distribution (p or q), and its knowledge of the candidates' costs. */
export interface LevelState {
  /** The distributions of all slots side by side. */
  readonly distribution: Float64Array;
  readonly table: CostTable;
  readonly moments: Moments | null;
  /** The variance of a step's on-distribution losses, averaged over steps like the table; 0 before the first step. */
  readonly lossVariance: number;
  /** The number of steps so far. Adam's bias correction needs it. */
  readonly steps: number;
}

/**
 * The consensus of one iteration as one participant sees it. It is float32, because both sides must compute with the very numbers that
 * crossed the wire.
 */
export interface View {
  readonly iteration: number;
  readonly z: Float32Array;
  /** Gam^(v) = sum_l lambda^l a^l(v), plus theta^(v) if the outer dual is on. */
  readonly pull: Float32Array;
}

/** The samples that a participant tried in one step, and their losses [A18]. */
export interface Contribution {
  readonly participant: string;
  readonly epoch: number;
  /** 1, 2, 3 and so on within an epoch, without gaps. */
  readonly seq: number;
  /** The iteration of the view that the step used. */
  readonly base: number;
  /** J: one candidate per slot, one sample after the other. Shape [samples x slots]. */
  readonly samples: Uint16Array;
  /** The loss of each sample, float32. Shape [samples]. */
  readonly losses: Float32Array;
  /** So many samples, the first ones, were drawn from the distributions; the others are near incumbents. */
  readonly onDistribution: number;
  readonly scale: Scale;
  readonly queries: number;
  readonly tokens: number;
  /** Only the owner's charts use it; the algorithm computes nothing from it. */
  readonly accuracy?: AccuracyCounts | undefined;
}

/** Counts the answers, without offsets, of the samples that were drawn from the distributions, on the step's first rows. */
export interface AccuracyCounts {
  /** The number of right answers, in [0, asked]. */
  readonly right: number;
  readonly asked: number;
}

export type ParticipantStatus = "live" | "suspended" | "left";

export interface ParticipantRecord {
  readonly id: string;
  /** The participant's place in the order of joining, from 0. Sums run in this order, never in that of arrival. */
  readonly number: number;
  readonly epoch: number;
  /** The sequence number of the epoch that was merged last; 0 before the first. */
  readonly seq: number;
  readonly status: ParticipantStatus;
  readonly level: LevelState;
  /** theta^(v), which is all zero if the outer dual is off. Shape [dimension]. */
  readonly consensusDual: Float64Array;
  /** The view of the participant's last contribution. */
  readonly view: View;
  /** The view of the last reply, which the participant may use from now on. */
  readonly offered: View;
  /** True if its contribution waits for an iteration, which happens only with minActive above 1. */
  readonly active: boolean;
  /** The scale of its table; null while the table is empty. */
  readonly scale: Scale | null;
  /** The iteration of its last merge; if it left, the iteration at which it did. */
  readonly lastIteration: number;
  readonly merges: number;
  readonly queries: number;
  readonly tokens: number;
  /** Its last vote on the public texts; left out before the first. `labels` has a class per text, or -1 for an abstention [A50b]. */
  readonly ballot?: { readonly round: number; readonly labels: Int8Array };
}

/** The votes on public texts, beside the ballots that the participants' records have [A52]. */
export interface VotesState {
  /** The round that is open, from 1. */
  readonly round: number;
  /** The class that earlier rounds gave each text, or -1. Shape [texts]. */
  readonly settled: Int8Array;
  /** What the owner decided by hand: a class, -1 for no demonstration, -2 to leave it to the votes. Shape [texts]. */
  readonly byOwner: Int8Array;
}

/** A cut of one slot [A25]: the sum over blocks w of <s_w, x_w - phi_w> is at most epsilon. The blocks are z and one per participant. */
export interface CuttingPlane {
  readonly id: number;
  /** Slot index. */
  readonly slot: number;
  /** The iteration at which it was added. */
  readonly born: number;
  /** lambda, in [0, dualLimit]. */
  readonly dual: number;
  /** lambda before the last dual step. A plane is dropped only if both are small. */
  readonly previousDual: number;
  readonly epsilon: number;
  readonly consensus: PlaneBlock;
  /** The blocks by participant id. A participant without a block counts as s = 0. */
  readonly participants: ReadonlyMap<string, PlaneBlock>;
}

export interface PlaneBlock {
  /** s_w: signs in {-1, 0, 1}. Shape [N_i]. */
  readonly sign: Int8Array;
  /** <s_w, phi_w>. It is kept per block so that a block can be taken out [A26]. */
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
  /** The consensus variable Z. Shape [dimension]. */
  readonly z: Float64Array;
  /** In order of joining. */
  readonly participants: readonly ParticipantRecord[];
  /** Sorted by id. */
  readonly planes: readonly CuttingPlane[];
  readonly nextPlane: number;
  readonly counters: AggregatorCounters;
  /** Only in a task with public texts. */
  readonly votes?: VotesState;
}
