// How sure a share of right answers is: Wilson's score interval (Wilson 1927, JASA 22, p. 209), good for few and for extreme counts.

/** 95 %. */
const Z = 1.959964;

/** [low, high] within [0, 1] for `correct` of `total`. @throws RangeError when total is 0. */
export function intervalOf(correct: number, total: number): readonly [number, number] {
  if (!(total > 0)) throw new RangeError(`total must be above 0, got ${total}`);
  const share = correct / total;
  const scale = 1 + (Z * Z) / total;
  const middle = (share + (Z * Z) / (2 * total)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
