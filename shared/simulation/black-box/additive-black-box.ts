// The synthetic yardstick of docs/algorithm.md: a loss that is additive in the slots, plus pairs of neighbouring slots, plus noise per query.
// Its optimum is known, so the share of the achievable reduction can be told.

import { hash32, normal, type Rng } from "../../math/random.ts";

export interface BlackBoxOptions {
  /** M and N of the lower level. */
  readonly slots: number;
  readonly candidates: number;
  /** U and V of the upper level. */
  readonly demonstrationSlots: number;
  readonly demonstrations: number;
  /** Share of candidates with an effect; the others have none. */
  readonly density: number;
  /** Standard deviations of the effects and of the noise of one query. */
  readonly slotEffect: number;
  readonly demonstrationEffect: number;
  readonly pairEffect: number;
  readonly noise: number;
}

/** M=10, N=100, U=2, V=50: sparse small fragment effects, larger demonstration effects, pairs, noisy queries. */
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

/** So high that the best prompts stay above 0 and the usual ones below ln 100, the bounds of the plain loss. */
const LOSS_LEVEL = 3.4;

export interface BlackBox {
  readonly options: BlackBoxOptions;
  /** Expected loss of a choice, without noise. */
  expected(lower: ArrayLike<number>, upper: ArrayLike<number>): number;
  /** One noisy query: the query's own difficulty is shared by all prompts, the rest is not. */
  query(lower: ArrayLike<number>, upper: ArrayLike<number>, query: number, rng: Rng): number;
  /** Expected loss of a uniformly random choice. */
  readonly uniform: number;
  /** Lowest expected loss found by coordinate descent from many starts: the optimum, but for pairs. */
  readonly best: number;
}

export function createBlackBox(options: BlackBoxOptions, seed: number): BlackBox {
  const slot = (i: number, j: number): number =>
    (hash32(`d${seed},${i},${j}`) / 2 ** 32 < options.density ? options.slotEffect : 0) * normalOf(`s${seed},${i},${j}`);
  const demonstration = (u: number, k: number): number => options.demonstrationEffect * normalOf(`q${seed},${u},${k}`);
  const pair = (i: number, a: number, b: number): number => options.pairEffect * normalOf(`p${seed},${i},${a},${b}`);
  const slotTable = table(options.slots, options.candidates, slot);
  const demonstrationTable = table(options.demonstrationSlots, options.demonstrations, demonstration);
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
    query: (lower, upper, query, rng) => expected(lower, upper) + options.noise * (normalOf(`x${seed},${query}`) + normal(rng)),
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

function table(rows: number, columns: number, value: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
}

/** Standard normal that depends on the text only (sum of 12 uniforms). */
function normalOf(text: string): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += hash32(text, i + 1) / 2 ** 32;
  return sum;
}
