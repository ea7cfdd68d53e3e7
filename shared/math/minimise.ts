// Finds the minimum of a smooth convex function of a few dozen numbers by L-BFGS with a backtracking line search (Nocedal and Wright,
// Numerical Optimization, algorithms 7.4 and 3.1). It uses plain arithmetic, so every engine gets the same minimum if the function is the
// same.

/** Returns the value at `x` and writes its gradient into `gradient`, which has the length of `x`. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** The search stops when no entry of the gradient is larger than this. Default 1e-7. */
  readonly tolerance?: number;
  /** The search stops after so many iterations. Default 200. */
  readonly iterations?: number;
}

/** The curvature of so many steps is remembered. */
const MEMORY = 8;
/** A step must keep this share of what the slope promises (Armijo). */
const SUFFICIENT = 1e-4;
/** After so many halvings a direction is given up: nothing but rounding is left to gain. */
const HALVINGS = 40;

/** Returns the point at which the search stopped. `start` stays as it is. */
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
    // Without any curvature the first step has unit length at most.
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

/** Multiplies minus the gradient by the remembered inverse curvature, in two loops. */
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
