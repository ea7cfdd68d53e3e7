// The log is the truth: applying its events to the state it starts from gives the stored state, bit for bit.

import { type AggregatorEvent, applyEvent, initialAggregatorState } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { Settings } from "../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { SearchSpace } from "../../shared/prompt/search-space.ts";

export interface Replay {
  readonly space: SearchSpace;
  readonly settings: Settings;
  /** Where the log starts: the initial state, or the snapshot of when it was last restarted. */
  readonly from: AggregatorState | undefined;
  readonly events: Iterable<AggregatorEvent>;
}

/** Cost: one merge per contribution. */
export function replay({ space, settings, from, events }: Replay): AggregatorState {
  let state = from ?? initialAggregatorState(space);
  for (const event of events) state = applyEvent(space, settings, state, event).state;
  return state;
}
