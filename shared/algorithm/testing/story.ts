// Tells a task's life event by event. The tests of the aggregator share it.

import { randomStream } from "../../math/random.ts";
import { type AggregatorEvent, applyEvent, initialAggregatorState } from "../aggregator/aggregator.ts";
import type { Settings, SettingsInput } from "../settings.ts";
import type { Contribution } from "../state.ts";
import { nextContribution, randomBatch, spaceOf } from "./toy.ts";

const space = spaceOf();
/** Settings with which planes are added from the first iterations on, and their duals move. */
export const EAGER: SettingsInput = { cutPeriod: 2, cutTolerance: 0.01, dualStep: 0.5, consensusDualStep: 0.1 };

/** A task of the toy space, with the log of its events. */
export function story(settings: Settings, ...participants: string[]) {
  let state = initialAggregatorState(space);
  const log: AggregatorEvent[] = [];
  const rng = randomStream("story");
  const tell = (event: AggregatorEvent) => {
    log.push(event);
    const outcome = applyEvent(space, settings, state, event);
    state = outcome.state;
    return outcome.replies;
  };
  for (const participant of participants) tell({ type: "join", participant });
  return {
    log,
    state: () => state,
    record: (id: string) => {
      const record = state.participants.find((other) => other.id === id);
      if (!record) throw new RangeError(id);
      return record;
    },
    tell,
    contribute: (id: string, over: Partial<Contribution> = {}) =>
      tell({ type: "contribute", contribution: nextContribution(state, id, { ...randomBatch(rng, space, 6), ...over }) }),
  };
}
