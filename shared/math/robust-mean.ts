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
 * trimmed [A34a]: drops the ceil(n * trim) lowest and highest of the n senders that know the coordinate, or takes the median where too few would
 * be left; median [A34b]: weighted by nothing; screened [A34c]: drops what is further from the median than twice the median distance, so the
 * further a lie the less it does; centred-clipping ([A34d]; Karimireddy et al. 2021): the mean of the rows with their distance from the
 * coordinate median clipped to the median distance. Once: each further pass would let liars drag the centre by another radius.
 */
export function robustMean(kind: RobustKind, rows: readonly WeightedRow[], size: number, trim: number): Float64Array {
  if (kind === "centred-clipping") return centredClipping(rows, size);
  const means = new Float64Array(size);
  // One buffer for all coordinates: what is known of one, in the order of the rows.
  const known = { values: new Float64Array(rows.length), weights: new Float64Array(rows.length), room: new Float64Array(rows.length) };
  const { values, weights } = known;
  for (let j = 0; j < size; j++) {
    let count = 0;
    for (const row of rows) {
      const weight = row.weights[j] ?? 0;
      // The next overwrites what says nothing.
      values[count] = row.values[j] ?? 0;
      weights[count] = weight;
      count += Number(weight > 0);
    }
    means[j] = meanOf(kind, known, count, trim);
  }
  return means;
}

/** Middle value, the mean of the two middle ones for an even count, 0 for none. */
export function medianOf(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values), values.length);
}

/** The same of the first `count` of `values`, which it reorders. */
export function medianInPlace(values: Float64Array, count: number): number {
  if (count === 0) return 0;
  const middle = count >> 1;
  const upper = selected(values, count, middle);
  if (count % 2 === 1) return upper;
  // What stands before the middle is no larger than `upper`, or an equal of it stands there too.
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) before = Math.max(before, Math.min(values[i] ?? 0, upper));
  return (before + upper) / 2;
}

/**
 * What sorting the first `count` would put at `rank` (quickselect with a median of three). Then nothing before `rank` is larger, or an equal is
 * among it. Partitions without a branch on the values, which no processor predicts: twice as fast as sorting two dozen.
 */
function selected(values: Float64Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const [first, last] = [values[low] ?? 0, values[high] ?? 0];
    const between = (low + high) >> 1;
    const pivot = Math.max(Math.min(first, last), Math.min(Math.max(first, last), values[between] ?? 0));
    const at = pivot === first ? low : pivot === last ? high : between;
    values[at] = last;
    let lower = low;
    let equal = 0;
    for (let i = low; i < high; i++) {
      const value = values[i] ?? 0;
      values[i] = values[lower] ?? 0;
      values[lower] = value;
      lower += Number(value < pivot);
      equal += Number(value === pivot);
    }
    values[high] = values[lower] ?? 0;
    values[lower] = pivot;
    if (rank >= lower && rank <= lower + equal) return pivot;
    if (rank < lower) high = lower - 1;
    else low = lower + 1;
  }
  return values[low] ?? 0;
}

interface Known {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Room for what a median reorders. */
  readonly room: Float64Array;
}

/** Of the first `count`, whose order it may change. */
function meanOf(kind: RobustKind, known: Known, count: number, trim: number): number {
  const { values, weights } = known;
  if (kind === "median") return medianInPlace(values, count);
  if (kind === "mean") return weightedMean(values, weights, 0, count);
  if (kind === "screened") return screenedMean(known, count);
  const cut = Math.ceil(count * trim);
  if (count <= 2 * cut) return medianInPlace(values, count);
  sortTogether(values, weights, count);
  return weightedMean(values, weights, cut, count - cut);
}

/** Insertion sort of the first `count` by value, equals in their order. There are as many as participants: few. */
function sortTogether(values: Float64Array, weights: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const [value, weight] = [values[i] ?? 0, weights[i] ?? 0];
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) {
      values[at] = values[at - 1] ?? 0;
      weights[at] = weights[at - 1] ?? 0;
    }
    values[at] = value;
    weights[at] = weight;
  }
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

function screenedMean({ values, weights, room }: Known, count: number): number {
  for (let i = 0; i < count; i++) room[i] = values[i] ?? 0;
  const centre = medianInPlace(room, count);
  for (let i = 0; i < count; i++) room[i] = Math.abs((values[i] ?? 0) - centre);
  const limit = SCREEN * medianInPlace(room, count);
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
