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
  const means = new Float64Array(size);
  // One buffer for all coordinates: what is known of one, in the order of the rows.
  const known = { values: new Float64Array(rows.length), weights: new Float64Array(rows.length), sorted: new Float64Array(rows.length) };
  for (let j = 0; j < size; j++) {
    let count = 0;
    for (const row of rows) {
      const weight = row.weights[j] ?? 0;
      if (!(weight > 0)) continue;
      known.values[count] = row.values[j] ?? 0;
      known.weights[count++] = weight;
    }
    means[j] = meanOf(kind, known, count, trim);
  }
  return means;
}

/** Middle value, the mean of the two middle ones for an even count, 0 for none. */
export function medianOf(values: ArrayLike<number>): number {
  return sortedMedian(Float64Array.from(values), values.length);
}

/** The same of the first `count` of `values`, which it sorts. */
export function sortedMedian(values: Float64Array, count: number): number {
  sortFirst(values, count);
  return middleOf(values, count);
}

interface Known {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Room for a sorted copy of the values. */
  readonly sorted: Float64Array;
}

/** Of the first `count`, whose order `trimmed` changes. */
function meanOf(kind: RobustKind, { values, weights, sorted }: Known, count: number, trim: number): number {
  if (kind === "median") return sortedMedian(values, count);
  if (kind === "mean") return weightedMean(values, weights, 0, count);
  if (kind === "screened") {
    for (let i = 0; i < count; i++) sorted[i] = values[i] ?? 0;
    return screenedMean(values, weights, sorted, count);
  }
  const cut = Math.ceil(count * trim);
  sortFirst(values, count, weights);
  return count <= 2 * cut ? middleOf(values, count) : weightedMean(values, weights, cut, count - cut);
}

/** Insertion sort of the first `count`, equals in their order; `along` moves with them. There are as many as participants: few. */
function sortFirst(values: Float64Array, count: number, along?: Float64Array): void {
  for (let i = 1; i < count; i++) {
    const value = values[i] ?? 0;
    const other = along?.[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) {
      values[at] = values[at - 1] ?? 0;
      if (along) along[at] = along[at - 1] ?? 0;
    }
    values[at] = value;
    if (along) along[at] = other;
  }
}

function middleOf(sorted: Float64Array, count: number): number {
  if (count === 0) return 0;
  const middle = count >> 1;
  const upper = sorted[middle] ?? 0;
  return count % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function weightedMean(values: Float64Array, weights: Float64Array, from: number, to: number): number {
  let sum = 0;
  let total = 0;
  for (let i = from; i < to; i++) {
    const weight = weights[i] ?? 0;
    sum += (values[i] ?? 0) * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

/** Two median distances are 1.35 standard deviations of normal values: four in five are kept, and at least half of any. */
const SCREEN = 2;

/** `sorted`: the values again; it is sorted. */
function screenedMean(values: Float64Array, weights: Float64Array, sorted: Float64Array, count: number): number {
  const centre = sortedMedian(sorted, count);
  const limit = SCREEN * medianDistance(sorted, count, centre);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    if (!(Math.abs(value - centre) <= limit)) continue;
    const weight = weights[i] ?? 0;
    sum += value * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

/** Median distance of sorted values from their median: both sides' distances ascend from the middle, so they only have to be merged. */
function medianDistance(sorted: Float64Array, count: number, centre: number): number {
  const middle = count >> 1;
  let [below, above] = [middle - 1, middle];
  let [previous, distance] = [0, 0];
  for (let rank = 0; rank <= middle && rank < count; rank++) {
    previous = distance;
    const down = below >= 0 ? centre - (sorted[below] ?? 0) : Number.POSITIVE_INFINITY;
    const up = above < count ? (sorted[above] ?? 0) - centre : Number.POSITIVE_INFINITY;
    distance = Math.min(down, up);
    if (down < up) below--;
    else above++;
  }
  return count % 2 === 1 ? distance : (previous + distance) / 2;
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
