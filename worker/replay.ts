// The log is the truth: applying its events to the initial state gives the stored state, bit for bit.

import { type AggregatorEvent, applyEvent, initialAggregatorState } from "../shared/algorithm/aggregator.ts";
import type { Settings } from "../shared/algorithm/settings.ts";
import type { AggregatorState } from "../shared/algorithm/state.ts";
import type { SearchSpace } from "../shared/prompt/search-space.ts";

/** Cost: one merge per contribution. */
export function replay(space: SearchSpace, settings: Settings, events: Iterable<AggregatorEvent>): AggregatorState {
  let state = initialAggregatorState(space);
  for (const event of events) state = applyEvent(space, settings, state, event).state;
  return state;
}
