// Virtual time: what is scheduled in a simulation, and the clock that goes from one event to the next.

import { createEventQueue } from "./event-queue.ts";

/**
 * `who` counts the participants from 0. `visit` is the visit of the participant that the event was meant for: in a later one it means
 * nothing.
 */
export type SimulationEvent =
  /** A step has been scored. */
  | { readonly type: "finish"; readonly who: number; readonly visit: number }
  /** A message reaches the aggregator. */
  | { readonly type: "uplink"; readonly who: number; readonly text: string }
  /** A message reaches a participant. */
  | { readonly type: "downlink"; readonly who: number; readonly visit: number; readonly text: string }
  /** A message has been unanswered for as long as production waits before it repeats one. */
  | { readonly type: "resend"; readonly who: number; readonly visit: number; readonly text: string }
  /** An exchange for phi asks for a participant's losses, and gets them. */
  | { readonly type: "ask" | "scored"; readonly who: number; readonly visit: number; readonly round: number }
  /** A tab is closed, opened again, or has been silent for a lease. */
  | { readonly type: "depart" | "return" | "lease"; readonly who: number; readonly visit: number };

/** `idle`: nothing is scheduled any more. `time`: nothing is scheduled before the end. */
export type Tick = { readonly type: "event"; readonly event: SimulationEvent } | { readonly type: "idle" | "time" };

export class VirtualClock {
  readonly #queue = createEventQueue<SimulationEvent>();
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events of the same time happen in the order in which they were scheduled. @throws RangeError when the delay is not a finite number. */
  after(delayMs: number, event: SimulationEvent): void {
    this.#queue.schedule(this.#nowMs + delayMs, event);
  }

  /** @throws RangeError when the time is not a finite number. */
  at(atMs: number, event: SimulationEvent): void {
    this.#queue.schedule(atMs, event);
  }

  /** Goes to the next event, at most to `endMs`. */
  advance(endMs: number): Tick {
    const next = this.#queue.next();
    if (!next) return { type: "idle" };
    this.#nowMs = Math.min(next.atMs, endMs);
    return next.atMs > endMs ? { type: "time" } : { type: "event", event: next.event };
  }
}
