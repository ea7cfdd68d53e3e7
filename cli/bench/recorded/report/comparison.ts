// Two methods compared: the mean difference of their accuracies over lines, with a bootstrap over seeds and test rows, and the smallest
// difference that the design could have seen.

import { integerBelow, type Rng, randomStream } from "../../../../shared/math/random.ts";
import type { RecordedReading } from "../evaluate.ts";
import type { RecordedCell } from "../run-line.ts";

export interface Arm {
  readonly method: string;
  readonly people: number;
  readonly budget: number;
  readonly reading: RecordedReading;
}

export interface MethodComparison {
  readonly mean: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** What would be found four times in five, at a level of one in twenty. */
  readonly detectable: number;
  readonly byLine: readonly {
    readonly line: string;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    readonly seeds: number;
  }[];
}

const REPEATS = 1000;
const DETECTABLE = 2.8;

export type Matrix = ReadonlyMap<number, Float64Array>;

/** Rows right by line and seed. */
export function matrices(cells: readonly RecordedCell[], arm: Arm): Map<string, Map<number, Float64Array>> {
  const found = new Map<string, Map<number, Float64Array>>();
  for (const cell of cells) {
    if (cell.method !== arm.method || cell.people !== arm.people || cell.budget !== arm.budget || cell.reading !== arm.reading) continue;
    const line = found.get(cell.line) ?? new Map<number, Float64Array>();
    line.set(cell.seed, cell.right);
    found.set(cell.line, line);
  }
  return found;
}

/** a - b on the lines that have both; undefined where none has. Same numbers of people: seeds are paired. Test rows always are. */
export function compareArms(cells: readonly RecordedCell[], a: Arm, b: Arm): MethodComparison | undefined {
  const [left, right] = [matrices(cells, a), matrices(cells, b)];
  const lines = [...left.keys()].filter((line) => right.has(line)).sort();
  const sampled = lines.flatMap((line) => {
    const [mine, other] = [left.get(line), right.get(line)];
    if (!mine || !other) return [];
    const rng = randomStream("bootstrap", line, a.method, b.method, a.people, b.people);
    const parts = a.people === b.people ? paired(mine, other, rng) : unpaired(mine, other, rng);
    return parts ? [{ line, ...parts }] : [];
  });
  if (sampled.length === 0) return undefined;
  const samples = Array.from(
    { length: REPEATS },
    (_, k) => sampled.reduce((sum, { samples: own }) => sum + (own[k] ?? 0), 0) / sampled.length,
  );
  const mean = sampled.reduce((sum, part) => sum + part.mean, 0) / sampled.length;
  return {
    mean,
    ...interval(samples),
    detectable: DETECTABLE * deviation(samples),
    byLine: sampled.map(({ line, mean: own, samples: drawn, seeds }) => ({ line, mean: own, ...interval(drawn), seeds })),
  };
}

/** Accuracy of one arm, with its interval. */
export function accuracyOf(cells: readonly RecordedCell[], arm: Arm): MethodComparison | undefined {
  const found = matrices(cells, arm);
  const sampled = [...found]
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([line, rows]) => {
      const zero = new Map([...rows].map(([seed, values]) => [seed, new Float64Array(values.length)]));
      const parts = paired(rows, zero, randomStream("bootstrap", line, arm.method, arm.people));
      return { line, mean: parts?.mean ?? 0, samples: parts?.samples ?? [], seeds: rows.size };
    });
  if (sampled.length === 0) return undefined;
  const samples = Array.from(
    { length: REPEATS },
    (_, k) => sampled.reduce((sum, { samples: own }) => sum + (own[k] ?? 0), 0) / sampled.length,
  );
  return {
    mean: sampled.reduce((sum, part) => sum + part.mean, 0) / sampled.length,
    ...interval(samples),
    detectable: DETECTABLE * deviation(samples),
    byLine: sampled.map(({ line, mean, samples: drawn, seeds }) => ({ line, mean, ...interval(drawn), seeds })),
  };
}

/** Accuracy of one arm by line, without intervals. */
export function meansByLine(cells: readonly RecordedCell[], arm: Arm): Map<string, number> {
  return new Map([...matrices(cells, arm)].map(([line, rows]) => [line, meanOf([...rows.values()])]));
}

interface Sampled {
  readonly mean: number;
  readonly samples: readonly number[];
  readonly seeds: number;
}

function paired(a: Matrix, b: Matrix, rng: Rng): Sampled | undefined {
  const differences = [...a].flatMap(([seed, rows]) => {
    const other = b.get(seed);
    return other ? [rows.map((value, i) => value - (other[i] ?? 0))] : [];
  });
  if (differences.length === 0) return undefined;
  return { mean: meanOf(differences), samples: resampled(differences, rng), seeds: differences.length };
}

/** Rows resampled alike in both, seeds each by themselves. */
function unpaired(a: Matrix, b: Matrix, rng: Rng): Sampled {
  const [mine, other] = [[...a.values()], [...b.values()]];
  const weigh = rowWeights(mine[0]?.length ?? 0, rng);
  const samples = Array.from({ length: REPEATS }, () => {
    const weights = weigh();
    return sampleMean(mine, weights, rng) - sampleMean(other, weights, rng);
  });
  return { mean: meanOf(mine) - meanOf(other), samples, seeds: Math.min(mine.length, other.length) };
}

function resampled(matrix: readonly Float64Array[], rng: Rng): number[] {
  const weigh = rowWeights(matrix[0]?.length ?? 0, rng);
  return Array.from({ length: REPEATS }, () => sampleMean(matrix, weigh(), rng));
}

/** Draws how often each row is taken, as a share; the array is filled anew each time. */
function rowWeights(rows: number, rng: Rng): () => Float64Array {
  const weights = new Float64Array(rows);
  return () => {
    weights.fill(0);
    for (let i = 0; i < rows; i++) {
      const pick = integerBelow(rng, rows);
      weights[pick] = (weights[pick] ?? 0) + 1 / rows;
    }
    return weights;
  };
}

function sampleMean(matrix: readonly Float64Array[], weights: Float64Array, rng: Rng): number {
  let sum = 0;
  for (let s = 0; s < matrix.length; s++) {
    const rows = matrix[integerBelow(rng, matrix.length)];
    if (rows) for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (rows[i] ?? 0);
  }
  return sum / matrix.length;
}

function meanOf(matrix: readonly Float64Array[]): number {
  return matrix.reduce((sum, rows) => sum + rows.reduce((total, value) => total + value, 0) / rows.length, 0) / matrix.length;
}

function interval(samples: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = [...samples].sort((x, y) => x - y);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}

function deviation(samples: readonly number[]): number {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  return Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, samples.length - 1));
}
