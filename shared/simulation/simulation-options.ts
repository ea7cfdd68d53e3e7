// What a simulation is told, and what it tells.

import type { AggregatorEvent } from "../algorithm/aggregator/aggregator.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState } from "../algorithm/state.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import type { DelayModel } from "./delay-model.ts";
import type { ScoreAt } from "./rounds.ts";
import type { Tuner } from "./tuner.ts";

/** Tabs that are closed without a word. Times are exponential; the first participant always comes back. */
export interface Churn {
  readonly meanPresentMs: number;
  readonly meanAbsentMs: number;
  /** Share of departures that are for good, in [0, 1]. */
  readonly forGood: number;
}

/** Messages that the network loses or delivers twice, as shares in [0, 1). */
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
  /** Duration of one query before the delay model. */
  readonly queryMs: number;
  /** One way. */
  readonly networkMs: number;
  /** Silence after which a participant is suspended; null: never, as in the paper. */
  readonly leaseMs: number | null;
  readonly churn?: Churn;
  readonly faults?: Faults;
  /** phi by synchronous exchanges: how each participant scores one. Their messages are never lost. Absent: `settings.phi`. */
  readonly rounds?: readonly ScoreAt[];
  /** How much more often than others a participant sends, 1 by default. */
  readonly pace?: (participant: number) => number;
  readonly maxMs: number;
  /** Called after each event of the aggregator; true ends the run. */
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
  /** Contributions answered, by participant: must be what the aggregator merged. */
  readonly answered: readonly number[];
  /** Of steps and of exchanges. */
  readonly queries: number;
  /** Exchanges for phi, their queries, and the virtual time that everybody waited for them. */
  readonly rounds: { readonly exchanges: number; readonly queries: number; readonly waitedMs: number };
  /** How often a participant fetched its state, after a stale contribution or joining late. */
  readonly resyncs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}
