// Means of rows that some of the senders may have made up [A34]: weighted, per coordinate, in the order the rows are given.

export type RobustKind = "mean" | "trimmed" | "median" | "screened" | "centred-clipping";

/** One sender's row. A coordinate of weight 0 says nothing. */
export interface WeightedRow {
  /** Shape [size]. */
  readonly values: Float64Array;
  /** Non-negative. Shape [size]. */
  readonly weights: Float64Array;
}

/**
 * Robust mean of rows, 0 where nobody knows anything. Shape [size].
 * trimmed: drops the ceil(n * trim) lowest and highest of the n senders that know the coordinate, or takes the median where too few would
 * be left; median: weighted by nothing; screened: drops what is further from the median than twice the median distance, so the further a lie
 * the less it does; centred-clipping (Karimireddy et al. 2021): the mean of the rows with their distance from the
 * coordinate median clipped to the median distance. Once: each further pass would let liars drag the centre by another radius.
 */
export function robustMean(kind: RobustKind, rows: readonly WeightedRow[], size: number, trim: number): Float64Array {
  if (kind === "centred-clipping") return centredClipping(rows, size);
  return Float64Array.from({ length: size }, (_, j) => {
    const known = rows.flatMap((row) => ((row.weights[j] ?? 0) > 0 ? [{ value: row.values[j] ?? 0, weight: row.weights[j] ?? 0 }] : []));
    if (kind === "median") return medianOf(known.map(({ value }) => value));
    if (kind === "mean") return weightedMean(known);
    if (kind === "screened") return screenedMean(known);
    const cut = Math.ceil(known.length * trim);
    if (known.length <= 2 * cut) return medianOf(known.map(({ value }) => value));
    return weightedMean([...known].sort((a, b) => a.value - b.value).slice(cut, known.length - cut));
  });
}

/** Middle value, the mean of the two middle ones for an even count, 0 for none. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function weightedMean(items: readonly { readonly value: number; readonly weight: number }[]): number {
  let sum = 0;
  let total = 0;
  for (const { value, weight } of items) {
    sum += value * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

/** Two median distances are 1.35 standard deviations of normal values: four in five are kept, and at least half of any. */
const SCREEN = 2;

function screenedMean(items: Parameters<typeof weightedMean>[0]): number {
  const centre = medianOf(items.map(({ value }) => value));
  const limit = SCREEN * medianOf(items.map(({ value }) => Math.abs(value - centre)));
  return weightedMean(items.filter(({ value }) => Math.abs(value - centre) <= limit));
}

function centredClipping(rows: readonly WeightedRow[], size: number): Float64Array {
  const centre = robustMean("median", rows, size, 0);
  const distances = rows.map((row) => distanceTo(centre, row));
  const radius = medianOf(distances);
  const clipped = rows.map((row, r) => {
    const distance = distances[r] ?? 0;
    const keep = distance > radius && distance > 0 ? radius / distance : 1;
    return { weights: row.weights, values: row.values.map((value, j) => (centre[j] ?? 0) + keep * (value - (centre[j] ?? 0))) };
  });
  return robustMean("mean", clipped, size, 0);
}

/** Euclidean distance over the coordinates the row knows. */
function distanceTo(centre: Float64Array, row: WeightedRow): number {
  let sum = 0;
  row.values.forEach((value, j) => {
    if ((row.weights[j] ?? 0) > 0) sum += (value - (centre[j] ?? 0)) * (value - (centre[j] ?? 0));
  });
  return Math.sqrt(sum);
}
