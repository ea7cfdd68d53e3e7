// How long a participant's step takes in virtual time, as a multiple of the common duration. Numbers from seeded streams and pure-JavaScript
// exp and log only, so that every machine sees the same order of events.

import { exp, log } from "../math/exp-log.ts";
import { normal, type Rng } from "../math/random.ts";

export type DelayModel =
  /** No spread. */
  | { readonly type: "constant" }
  /** Mean 1, `sigma` of the logarithm. */
  | { readonly type: "lognormal"; readonly sigma: number }
  /** Pareto with mean 1; `shape` above 1, the variance is infinite up to 2. */
  | { readonly type: "heavy-tail"; readonly shape: number }
  /** The first participant is slower by `factor`, the others are alike. */
  | { readonly type: "straggler"; readonly factor: number }
  /** A step falls into the background with probability `share`, where the browser makes it slower by `factor`. */
  | { readonly type: "background-tab"; readonly share: number; readonly factor: number };

/** Factor of one step, positive. `participant` counts from 0. */
export function delayFactor(model: DelayModel, participant: number, rng: Rng): number {
  switch (model.type) {
    case "constant":
      return 1;
    case "lognormal":
      return exp(model.sigma * normal(rng) - (model.sigma * model.sigma) / 2);
    case "heavy-tail":
      return ((model.shape - 1) / model.shape) * exp(-log(1 - rng()) / model.shape);
    case "straggler":
      return participant === 0 ? model.factor : 1;
    case "background-tab":
      return rng() < model.share ? model.factor : 1;
  }
}

/** Exponential with this mean. */
export function exponential(meanMs: number, rng: Rng): number {
  return -meanMs * log(1 - rng());
}
