// Distributions over the candidates of a slot: the projection onto the probability simplex, the mirror step, the floor and the draw.

import { exp } from "./exp-log.ts";
import type { Rng } from "./random.ts";

/**
 * The Euclidean projection onto the probability simplex ([A14]; Held, Wolfe and Crowder 1974): x' = max(0, x - nu) with sum 1. The paper's
 * min(1, .) can never bind. Cost: O(N log N).
 * @throws RangeError on an empty or non-finite vector.
 */
export function projectOntoSimplex(x: Float64Array, out: Float64Array = new Float64Array(x.length)): Float64Array {
  if (x.length === 0 || !x.every(Number.isFinite)) throw new RangeError("a vector to project must be finite and not empty");
  const descending = Float64Array.from(x).sort().reverse();
  let cumulative = 0;
  let threshold = 0;
  descending.forEach((value, k) => {
    cumulative += value;
    const candidate = (cumulative - 1) / (k + 1);
    if (value - candidate > 0) threshold = candidate;
  });
  for (let i = 0; i < x.length; i++) out[i] = Math.max(0, (x[i] ?? 0) - threshold);
  return out;
}

/** A mirror step mixes in this share of the uniform distribution, so that a distribution can always come back from a corner. */
const KEEP_ALIVE = 1e-6;

/**
 * The mirror step of the entropic geometry [A14a]: out = p * exp(-gradient), renormalised and mixed with 1e-6 of the uniform distribution.
 * `gradient` already contains the step size.
 * @throws RangeError on a non-finite gradient or a p without mass.
 */
export function mirrorStep(p: Float64Array, gradient: Float64Array, out: Float64Array = new Float64Array(p.length)): Float64Array {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < p.length; i++) if ((p[i] ?? 0) > 0) lowest = Math.min(lowest, gradient[i] ?? 0);
  if (!Number.isFinite(lowest)) throw new RangeError("a mirror step needs a distribution with mass and a finite gradient");
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    // The factor of a candidate without mass may be infinite.
    const value = (p[i] ?? 0) > 0 ? (p[i] ?? 0) * exp(lowest - (gradient[i] ?? 0)) : 0;
    out[i] = value;
    sum += value;
  }
  for (let i = 0; i < p.length; i++) out[i] = (1 - KEEP_ALIVE) * ((out[i] ?? 0) / sum) + KEEP_ALIVE / p.length;
  return out;
}

/** The probability with which a candidate is sampled: (1 - floor) p + floor / N [A3], so that no candidate is ever lost. */
export function withFloor(p: number, floor: number, size: number): number {
  return (1 - floor) * p + floor / size;
}

/** Draws an index from (1 - floor) p + floor / N. */
export function drawWithFloor(rng: Rng, p: ArrayLike<number>, floor: number): number {
  let rest = rng();
  for (let i = 0; i < p.length - 1; i++) {
    rest -= withFloor(p[i] ?? 0, floor, p.length);
    if (rest < 0) return i;
  }
  return p.length - 1;
}

/** The index of the largest entry, the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
