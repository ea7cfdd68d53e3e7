// The options of a simulation, and its result.

import type { AggregatorEvent } from "../algorithm/aggregator/aggregator.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState } from "../algorithm/state.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import type { DelayModel } from "./delay-model.ts";
import type { ScoreAt } from "./rounds.ts";
import type { Tuner } from "./tuner.ts";

/** Participants close their tabs without a word and come back. Times are exponential; the first participant always comes back. */
export interface Churn {
  readonly meanPresentMs: number;
  readonly meanAbsentMs: number;
  /** The share of departures that are for good, in [0, 1]. */
  readonly forGood: number;
}

/** The shares of messages that the network loses, and that it delivers twice; both in [0, 1). */
export interface Faults {
  readonly loss: number;
  readonly duplicate: number;
}

export interface SimulationOptions {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly seed: string;
  readonly participants: readonly Tuner[];
  readonly delay: DelayModel;
  /** The duration of one query, which the delay model multiplies. */
  readonly queryMs: number;
  /** The time that a message takes one way. */
  readonly networkMs: number;
  /** After so long a silence a participant is suspended; null means never, as in the paper. */
  readonly leaseMs: number | null;
  readonly churn?: Churn;
  readonly faults?: Faults;
  /** If given, phi comes from synchronous exchanges, and this is how each participant scores one. Their messages are never lost. */
  readonly rounds?: readonly ScoreAt[];
  /** How much faster than others a participant steps; 1 by default. */
  readonly pace?: (participant: number) => number;
  readonly maxMs: number;
  /** Called after each event that changed the aggregator's state; true ends the run. */
  readonly until?: (state: AggregatorState, nowMs: number) => boolean;
  /** Called after each event of the aggregator with the state before and after; may throw. */
  readonly onEvent?: (event: AggregatorEvent, before: AggregatorState, after: AggregatorState) => void;
}

export interface SimulationResult {
  readonly reason: "until" | "time" | "idle";
  readonly atMs: number;
  readonly state: AggregatorState;
  readonly digest: string;
  readonly log: readonly AggregatorEvent[];
  readonly refused: Readonly<Record<string, number>>;
  /** The number of answered contributions of each participant, which must be what the aggregator merged. */
  readonly answered: readonly number[];
  /** The queries of all steps and exchanges. */
  readonly queries: number;
  /** The exchanges for phi, their queries, and the virtual time for which everybody waited for them. */
  readonly rounds: { readonly exchanges: number; readonly queries: number; readonly waitedMs: number };
  /** How often participants fetched their state: after a stale contribution, or after joining late. */
  readonly resyncs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}
