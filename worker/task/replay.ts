// Computes the state from the log. The log is the truth: its events, applied to the state from which it starts, give the stored state bit
// for bit.

import { type AggregatorEvent, applyEvent, initialAggregatorState } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { Settings } from "../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { SearchSpace } from "../../shared/prompt/search-space.ts";

export interface Replay {
  readonly space: SearchSpace;
  readonly settings: Settings;
  /** The state from which the log starts: the snapshot of its last restart, or undefined for the initial state. */
  readonly from: AggregatorState | undefined;
  readonly events: Iterable<AggregatorEvent>;
}

/** Cost: one merge per contribution. */
export function replay({ space, settings, from, events }: Replay): AggregatorState {
  let state = from ?? initialAggregatorState(space);
  for (const event of events) state = applyEvent(space, settings, state, event).state;
  return state;
}
