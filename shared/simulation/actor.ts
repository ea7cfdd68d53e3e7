// One participant of a simulation: where it stands, and what can happen to it.

import { uniformView } from "../algorithm/participant/tuning.ts";
import type { View } from "../algorithm/state.ts";
import type { Rng } from "../math/random.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import type { StepResult, Tuner } from "./tuner.ts";

/** What is scheduled in virtual time. `visit` is the one it was meant for. */
export type SimulationEvent =
  | { readonly type: "finish"; readonly who: number; readonly visit: number }
  | { readonly type: "uplink"; readonly who: number; readonly text: string }
  | { readonly type: "downlink"; readonly who: number; readonly visit: number; readonly text: string }
  | { readonly type: "resend"; readonly who: number; readonly visit: number; readonly text: string }
  | { readonly type: "ask" | "scored"; readonly who: number; readonly visit: number; readonly round: number }
  | { readonly type: "depart" | "return" | "lease"; readonly who: number; readonly visit: number };

export interface Actor {
  readonly tuner: Tuner;
  readonly rng: Rng;
  view: View;
  epoch: number;
  seq: number;
  /** Raised at each coming and going: messages and timers of an earlier visit mean nothing. */
  visit: number;
  present: boolean;
  /** Result under way and when it would be ready; then the message, until it is answered. */
  working: { readonly result: StepResult; readonly durationMs: number; readyMs: number } | null;
  outbox: string | null;
  /** The contribution in the outbox, or sent before a resync. */
  pending: StepResult | null;
  answered: number;
  /** An exchange it is asked for while it is at work, and the losses of the last one it scored. */
  asked: number | null;
  scored: { readonly round: number; readonly result: StepResult; readonly readyMs: number } | null;
}

export function absentActor(tuner: Tuner, { space, rng }: { readonly space: SearchSpace; readonly rng: Rng }): Actor {
  return {
    tuner,
    rng,
    view: uniformView({ space }),
    epoch: 0,
    seq: 0,
    visit: 0,
    present: false,
    working: null,
    outbox: null,
    pending: null,
    answered: 0,
    asked: null,
    scored: null,
  };
}
