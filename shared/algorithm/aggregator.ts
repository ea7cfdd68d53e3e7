// The aggregator as one pure function: what happens to a task's state when a participant joins, contributes, falls silent or leaves.
// The Durable Object stores, sends and calls this; the simulation calls the same function. No clock, no randomness, no await.

import type { SearchSpace } from "../prompt/search-space.ts";
import type { Settings } from "./settings.ts";
import type { AggregatorState, Contribution, View } from "./state.ts";

/** What can happen to a task. Logged in order: replaying the log from the initial state gives the same bits. */
export type AggregatorEvent =
  /** First join, or a new epoch for a participant whose state is to start afresh on the same table. */
  | { readonly type: "join"; readonly participant: string }
  | { readonly type: "contribute"; readonly contribution: Contribution }
  /** The lease ran out: not waited for, its blocks of the planes are taken out, its table keeps counting (E.3, G). */
  | { readonly type: "suspend"; readonly participant: string }
  /** It was heard of again. */
  | { readonly type: "resume"; readonly participant: string }
  /** It said goodbye: as suspended, and its table is forgotten after `tableLifetime` iterations. */
  | { readonly type: "leave"; readonly participant: string }
  /** It asks to be forgotten: table, p and planes' blocks go at once. */
  | { readonly type: "withdraw"; readonly participant: string };

/** Answer to a contribution. With minActive above 1 it comes when the iteration happens, perhaps caused by somebody else's event. */
export interface MergeReply {
  readonly participant: string;
  readonly epoch: number;
  readonly seq: number;
  /** Iteration that took the contribution in. */
  readonly iteration: number;
  /** Iterations between base and merge; 0 is fresh. */
  readonly staleness: number;
  /** `stale`: older than maxStaleness, so it fed the table only. */
  readonly verdict: "merged" | "stale";
  /** Digest of the participant's p and table as the aggregator has them. */
  readonly digest: string;
  readonly view: View;
}

export interface Outcome {
  readonly state: AggregatorState;
  readonly replies: readonly MergeReply[];
}

/** Why a contribution cannot be applied. Codes are those of shared/protocol/refusal.ts. */
export type ContributionFault =
  | { readonly code: "unknown-participant" }
  | { readonly code: "wrong-epoch"; readonly epoch: number }
  | { readonly code: "already-merged"; readonly seq: number }
  | { readonly code: "sequence-gap"; readonly expected: number }
  | { readonly code: "unknown-base"; readonly base: number }
  | { readonly code: "wrong-shape"; readonly detail: string }
  | { readonly code: "out-of-range"; readonly detail: string };

export declare function initialAggregatorState(space: SearchSpace): AggregatorState;

/** Checks everything `applyEvent` relies on; undefined means the contribution may be applied. */
export declare function checkContribution(
  space: SearchSpace,
  settings: Settings,
  state: AggregatorState,
  contribution: Contribution,
): ContributionFault | undefined;

/** @throws RangeError when the event does not fit the state (the caller has to check first). */
export declare function applyEvent(space: SearchSpace, settings: Settings, state: AggregatorState, event: AggregatorEvent): Outcome;
