// The arithmetic of a merge alone: the same contributions pass through the aggregator's pure function, without wire or storage.

import { setImmediate } from "node:timers/promises";
import { applyEvent, initialAggregatorState } from "../../../shared/algorithm/aggregator/aggregator.ts";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../../shared/algorithm/state.ts";
import { decodeContribution } from "../../../shared/protocol/codec.ts";
import type { LoadTask } from "./aggregator-contributions.ts";

/** Milliseconds of each step after the first `warmUp` of every participant. Participants take turns. */
export async function stepTimes({ space, contributions }: LoadTask, warmUp: number): Promise<number[]> {
  let state: AggregatorState = initialAggregatorState(space);
  const names = contributions.map((_, p) => `p${p}`);
  for (const participant of names) state = applyEvent(space, defaultSettings, state, { type: "join", participant }).state;
  const times: number[] = [];
  for (let i = 0; i < (contributions[0]?.length ?? 0); i++) {
    names.forEach((participant, p) => {
      const message = contributions[p]?.[i];
      const base = state.participants[p]?.offered.iteration ?? 0;
      const contribution = message && decodeContribution({ ...message, base }, participant);
      if (!contribution) throw new RangeError("a contribution cannot be read");
      const began = performance.now();
      state = applyEvent(space, defaultSettings, state, { type: "contribute", contribution }).state;
      if (i >= warmUp) times.push(performance.now() - began);
    });
    // Connections that are kept may end meanwhile, and whoever never hears of it uses them again.
    await setImmediate();
  }
  return times;
}
