// The minimum of a smooth convex function of a few dozen numbers: L-BFGS with a backtracking line search (Nocedal and Wright, Numerical
// Optimization, algorithms 7.4 and 3.1). Plain arithmetic, so the same on every engine as long as the function is.

/** Value at `x`, and its gradient written into `gradient`. Both have the length of `x`. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** It stops when no entry of the gradient is larger. Default 1e-7. */
  readonly tolerance?: number;
  /** Most iterations. Default 200. */
  readonly iterations?: number;
}

/** Steps whose curvature is remembered. */
const MEMORY = 8;
/** Share of the slope's promise that a step must keep (Armijo). */
const SUFFICIENT = 1e-4;
/** Halvings after which a direction is given up: nothing but rounding is left to gain. */
const HALVINGS = 40;

/** @returns where it stopped; `start` stays as it is. */
export function minimise(
  value: Smooth,
  start: ArrayLike<number>,
  { tolerance = 1e-7, iterations = 200 }: MinimiseOptions = {},
): Float64Array {
  const size = start.length;
  let x = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(size);
  let at = value(x, gradient);
  const history: { readonly step: Float64Array; readonly change: Float64Array; readonly scale: number }[] = [];
  for (let k = 0; k < iterations && largest(gradient) > tolerance; k++) {
    let direction = descent(gradient, history);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      history.length = 0;
      direction = gradient.map((g) => -g);
      slope = dot(direction, gradient);
    }
    // Without curvature a first step of unit length at most.
    let length = history.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let found = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < HALVINGS; tries++) {
      for (let i = 0; i < size; i++) next[i] = (x[i] ?? 0) + length * (direction[i] ?? 0);
      found = value(next, nextGradient);
      if (found <= at + SUFFICIENT * length * slope) break;
      length /= 2;
    }
    if (!(found < at)) break;
    const step = next.map((entry, i) => entry - (x[i] ?? 0));
    const change = nextGradient.map((entry, i) => entry - (gradient[i] ?? 0));
    const curvature = dot(step, change);
    if (curvature > 1e-14) {
      history.push({ step, change, scale: 1 / curvature });
      if (history.length > MEMORY) history.shift();
    }
    [x, gradient, at] = [next, nextGradient, found];
  }
  return x;
}

/** The two loops that multiply minus the gradient by the remembered inverse curvature. */
function descent(
  gradient: Float64Array,
  history: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly scale: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas = new Float64Array(history.length);
  for (let i = history.length - 1; i >= 0; i--) {
    const pair = history[i];
    if (!pair) continue;
    const alpha = pair.scale * dot(pair.step, q);
    alphas[i] = alpha;
    add(q, pair.change, -alpha);
  }
  const last = history.at(-1);
  if (last) {
    const gamma = 1 / (last.scale * dot(last.change, last.change));
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) * gamma;
  }
  history.forEach((pair, i) => {
    add(q, pair.step, (alphas[i] ?? 0) - pair.scale * dot(pair.change, q));
  });
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Adds `times` times `b` to `a`. */
function add(a: Float64Array, b: Float64Array, times: number): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? 0) + times * (b[i] ?? 0);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
