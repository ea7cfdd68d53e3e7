// The arithmetic mean, which is the same on every engine because it sums in a fixed order.

/** Sums from the first value to the last. The mean of no value is NaN. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] ?? 0;
  return sum / values.length;
}
