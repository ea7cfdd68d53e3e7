// Robust means [A34]: some of the senders may have made up their rows. The means are weighted, per coordinate, in the order of the rows.

export type RobustKind = "mean" | "trimmed" | "median" | "screened" | "centred-clipping";

/** One sender's row. Coordinates of weight 0 are unknown to the sender. */
export interface WeightedRow {
  /** Shape [size]. */
  readonly values: Float64Array;
  /** Non-negative. Shape [size]. */
  readonly weights: Float64Array;
}

/**
 * The robust mean of rows; 0 for a coordinate that nobody knows. Shape [size].
 * trimmed [A34a] drops the ceil(n * trim) lowest and highest of the n senders that know the coordinate. If that leaves nobody, it is the
 * median. median [A34b] ignores the weights.
 * screened [A34c] drops values that are further from the median than twice the median distance: the further a lie is off, the less it does.
 * centred-clipping ([A34d]; Karimireddy et al. 2021) is the mean of the rows after their distance from the coordinate median is clipped to
 * the median distance. It clips once: each further pass would let liars drag the centre by another radius.
 */
export function robustMean(kind: RobustKind, rows: readonly WeightedRow[], size: number, trim: number): Float64Array {
  if (kind === "centred-clipping") return centredClipping(rows, size);
  const means = new Float64Array(size);
  // All coordinates share these buffers. They hold the known values of one coordinate, in the order of the rows.
  const known = { values: new Float64Array(rows.length), weights: new Float64Array(rows.length), room: new Float64Array(rows.length) };
  const { values, weights } = known;
  for (let j = 0; j < size; j++) {
    let count = 0;
    for (const row of rows) {
      const weight = row.weights[j] ?? 0;
      // The next row overwrites a value of weight 0.
      values[count] = row.values[j] ?? 0;
      weights[count] = weight;
      count += Number(weight > 0);
    }
    means[j] = meanOf(kind, known, count, trim);
  }
  return means;
}

/** The middle value; the mean of the two middle ones if their number is even; 0 for no value. */
export function medianOf(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values), values.length);
}

/** The median of the first `count` of `values`, which it reorders. */
export function medianInPlace(values: Float64Array, count: number): number {
  if (count === 0) return 0;
  const middle = count >> 1;
  const upper = selected(values, count, middle);
  if (count % 2 === 1) return upper;
  // Nothing before the middle is larger than `upper`, or a value equal to `upper` stands there too.
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) before = Math.max(before, Math.min(values[i] ?? 0, upper));
  return (before + upper) / 2;
}

/**
 * Finds the value that sorting the first `count` would put at `rank`, by quickselect with a median of three. Afterwards, nothing before
 * `rank` is larger, or an equal value is among it. It partitions without a branch on the values, which no processor could predict, and is
 * twice as fast as sorting two dozen values.
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
  /** Room for the values that a median reorders. */
  readonly room: Float64Array;
}

/** The mean of the first `count` values, whose order it may change. */
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

/** Sorts the first `count` by value, by insertion; equal values stay in their order. There are as few as there are participants. */
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

/** Two median distances are 1.35 standard deviations of normal values: four in five are kept, and of any values at least half. */
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

/** The Euclidean distance over the coordinates that the row knows. */
function distanceTo(centre: Float64Array, row: WeightedRow): number {
  let sum = 0;
  row.values.forEach((value, j) => {
    if ((row.weights[j] ?? 0) > 0) sum += (value - (centre[j] ?? 0)) * (value - (centre[j] ?? 0));
  });
  return Math.sqrt(sum);
}
