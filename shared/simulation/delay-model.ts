// The time that a participant's step takes in virtual time, as a multiple of the common duration. It comes from seeded streams and from exp
// and log of shared/math, so every machine sees the same order of events.

import { exp, log } from "../math/exp-log.ts";
import { normal, type Rng } from "../math/random.ts";

export type DelayModel =
  /** All steps take the common duration. */
  | { readonly type: "constant" }
  /** Log-normal with mean 1; `sigma` is the standard deviation of the logarithm. */
  | { readonly type: "lognormal"; readonly sigma: number }
  /** Pareto with mean 1. `shape` is above 1; up to 2 the variance is infinite. */
  | { readonly type: "heavy-tail"; readonly shape: number }
  /** The first participant is slower by `factor`; the others are alike. */
  | { readonly type: "straggler"; readonly factor: number }
  /** With probability `share`, a step runs in a background tab, which the browser makes slower by `factor`. */
  | { readonly type: "background-tab"; readonly share: number; readonly factor: number };

/** The factor of one step, which is positive. `participant` counts from 0. */
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

/** An exponentially distributed time with this mean. */
export function exponential(meanMs: number, rng: Rng): number {
  return -meanMs * log(1 - rng());
}
