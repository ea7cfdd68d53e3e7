// The synthetic yardstick of docs/algorithm.md: a loss that is a sum over slots, over pairs of neighbouring slots, and noise per query. Its
// optimum is known, and so is the share of the achievable reduction that a prompt reaches.

import { hash32, normal, type Rng } from "../../math/random.ts";
import { effectOf, effectTable } from "./effects.ts";

export interface BlackBoxOptions {
  /** M and N of the lower level. */
  readonly slots: number;
  readonly candidates: number;
  /** U and V of the upper level. */
  readonly demonstrationSlots: number;
  readonly demonstrations: number;
  /** The share of candidates that have an effect. */
  readonly density: number;
  /** Standard deviations of the effects and of the noise of one query. */
  readonly slotEffect: number;
  readonly demonstrationEffect: number;
  readonly pairEffect: number;
  readonly noise: number;
}

/**
 * M=10, N=100, U=2, V=50: effects of phrases are sparse and small, those of demonstrations larger; there are pairs, and queries are noisy.
 */
export const yardstick: BlackBoxOptions = {
  slots: 10,
  candidates: 100,
  demonstrationSlots: 2,
  demonstrations: 50,
  density: 0.2,
  slotEffect: 0.1,
  demonstrationEffect: 0.2,
  pairEffect: 0.03,
  noise: 0.3,
};

/** At this level the best prompts stay above 0 and the usual ones below ln 100, the bounds of the plain loss. */
const LOSS_LEVEL = 3.4;

export interface BlackBox {
  readonly options: BlackBoxOptions;
  /** The expected loss of a choice, which has no noise. */
  expected(lower: ArrayLike<number>, upper: ArrayLike<number>): number;
  /** The loss of one noisy query. All prompts share the query's own difficulty; the rest of the noise is theirs. */
  query(lower: ArrayLike<number>, upper: ArrayLike<number>, query: number, rng: Rng): number;
  /** The expected loss of a uniformly random choice. */
  readonly uniform: number;
  /** The lowest expected loss that coordinate descent finds from the best candidates without pairs. */
  readonly best: number;
}

export function createBlackBox(options: BlackBoxOptions, seed: number): BlackBox {
  const slot = (i: number, j: number): number =>
    (hash32(`d${seed},${i},${j}`) / 2 ** 32 < options.density ? options.slotEffect : 0) * effectOf(`s${seed},${i},${j}`);
  const demonstration = (u: number, k: number): number => options.demonstrationEffect * effectOf(`q${seed},${u},${k}`);
  const pair = (i: number, a: number, b: number): number => options.pairEffect * effectOf(`p${seed},${i},${a},${b}`);
  const slotTable = effectTable(options.slots, options.candidates, slot);
  const demonstrationTable = effectTable(options.demonstrationSlots, options.demonstrations, demonstration);
  const expected = (lower: ArrayLike<number>, upper: ArrayLike<number>): number => {
    let loss = LOSS_LEVEL;
    for (let i = 0; i < options.slots; i++) {
      loss += slotTable[i]?.[lower[i] ?? 0] ?? 0;
      if (i > 0) loss += pair(i, lower[i - 1] ?? 0, lower[i] ?? 0);
    }
    for (let u = 0; u < options.demonstrationSlots; u++) loss += demonstrationTable[u]?.[upper[u] ?? 0] ?? 0;
    return loss;
  };
  const mean = (rows: number[][]): number => rows.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0);
  const upperBest = demonstrationTable.map((row) => row.indexOf(Math.min(...row)));
  return {
    options,
    expected,
    query: (lower, upper, query, rng) => expected(lower, upper) + options.noise * (effectOf(`x${seed},${query}`) + normal(rng)),
    uniform: LOSS_LEVEL + mean(slotTable) + mean(demonstrationTable),
    best: coordinateDescent(options, expected, upperBest, slotTable),
  };
}

function coordinateDescent(options: BlackBoxOptions, expected: BlackBox["expected"], upper: number[], slotTable: number[][]): number {
  const lower = slotTable.map((row) => row.indexOf(Math.min(...row)));
  for (let sweep = 0; sweep < 5; sweep++) {
    for (let i = 0; i < options.slots; i++) {
      let best = lower[i] ?? 0;
      let bestLoss = expected(lower, upper);
      for (let j = 0; j < options.candidates; j++) {
        lower[i] = j;
        const loss = expected(lower, upper);
        if (loss < bestLoss) [best, bestLoss] = [j, loss];
      }
      lower[i] = best;
    }
  }
  return expected(lower, upper);
}
