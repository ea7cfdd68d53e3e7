// Tests of two prompts on the same rows ([A48d]): an exact one for right and wrong answers, resampling for losses.

import { mean } from "./mean.ts";
import { integerBelow, type Rng } from "./random.ts";

/**
 * McNemar's test, exact (McNemar 1947, Psychometrika 12, p. 153): of the rows that only one of two prompts answers right, as many should be
 * the one's as the other's if the prompts are equal. Two-sided p-value in (0, 1]; 1 without such rows.
 * `gained`, `lost`: whole numbers of rows, at least 0. @throws RangeError for others. Cost: linear in their sum.
 */
export function exactMcNemar(gained: number, lost: number): number {
  if (!Number.isInteger(gained) || !Number.isInteger(lost) || gained < 0 || lost < 0)
    throw new RangeError(`gained and lost must be counts, got ${gained} and ${lost}`);
  const n = gained + lost;
  const fewer = Math.min(gained, lost);
  // log of C(n, k) / 2^n, summed from the smallest k: no overflow for any n.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

export interface MeanInterval {
  readonly mean: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** Resamplings of the rows: the ends of an interval of 95 % then rest on 50 of them each. */
const RESAMPLES = 2_000;

/**
 * Mean of paired differences with the percentile bootstrap's interval (Efron 1979, Ann. Statist. 7, p. 1): rows are drawn with replacement.
 * null without differences. Cost: 2,000 times their number.
 */
export function bootstrapMean(differences: readonly number[], rng: Rng): MeanInterval | null {
  const n = differences.length;
  if (n === 0) return null;
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[integerBelow(rng, n)] ?? 0;
    return sum / n;
  }).sort((a, b) => a - b);
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { mean: mean(differences), low: at(0.025), high: at(0.975) };
}
