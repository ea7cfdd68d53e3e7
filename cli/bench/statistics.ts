// Means with intervals, and straight lines, for the benches.

import { mean } from "../../shared/math/mean.ts";

export interface Estimate {
  readonly mean: number;
  /** Half-width of the 95 % interval; 0 for a single value. */
  readonly half: number;
}

/** Two-sided 97.5 % quantiles of Student's t by degrees of freedom, 1 to 30. */
const T_QUANTILES = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
  2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Mean of at least one value, with Student's interval. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const middle = mean(values);
  if (n < 2) return { mean: middle, half: 0 };
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1);
  return { mean: middle, half: (T_QUANTILES[n - 2] ?? 1.96) * Math.sqrt(variance / n) };
}

export function shownEstimate({ mean, half }: Estimate, digits: number): string {
  return `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`;
}

/** Least-squares slope of y over x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const x0 = mean(points.map(([x]) => x));
  const y0 = mean(points.map(([, y]) => y));
  const across = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return across / points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}
