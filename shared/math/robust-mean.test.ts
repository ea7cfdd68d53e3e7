// Robust means agree with results by hand, and a minority can move them only so far.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianOf, type RobustKind, robustMean, type WeightedRow } from "./robust-mean.ts";

const row = (values: readonly number[], weights: readonly number[] = values.map(() => 1)) => ({
  values: Float64Array.from(values),
  weights: Float64Array.from(weights),
});
const scalar = (kind: RobustKind, values: readonly number[], trim = 0.2): number =>
  robustMean(
    kind,
    values.map((value) => row([value])),
    1,
    trim,
  )[0] ?? Number.NaN;

describe("robust mean", () => {
  it("[A34a] [A34b] [A34d] by hand", () => {
    expect(medianOf([])).toBe(0);
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([10, 9, 1, 2])).toBe(5.5);
    expect(scalar("mean", [1, 2, 6])).toBe(3);
    expect(scalar("median", [1, 2, 6])).toBe(2);
    // ceil(5 * .2) = 1 from each end: (2 + 3 + 4) / 3.
    expect(scalar("trimmed", [-100, 4, 2, 3, 50])).toBe(3);
    // ceil(4 * .49) = 2 from each end leaves nobody: the median.
    expect(scalar("trimmed", [0, 1, 3, 50], 0.49)).toBe(2);
    expect(scalar("trimmed", [5], 0)).toBe(5);
    // Median 0; distances 1, 0, 9, median 1; 9 is clipped to 1, the mean is 0; then distances to 0 again: 0.
    expect(scalar("centred-clipping", [-1, 0, 9])).toBe(0);
    // Median 1.5, distances 1.5 .5 .5 8.5, radius 1: (.5 + 1 + 2 + 2.5) / 4 = 1.5: a fixed point.
    expect(scalar("centred-clipping", [0, 1, 2, 10])).toBeCloseTo(1.5, 15);
  });

  it("[A34] weights count, and a coordinate nobody knows is 0", () => {
    const rows = [row([2, 7], [3, 0]), row([6, 7], [1, 0])];
    for (const kind of ["mean", "trimmed"] as const) expect([...robustMean(kind, rows, 2, 0)]).toEqual([3, 0]);
    expect([...robustMean("median", rows, 2, 0)]).toEqual([4, 0]);
    expect(robustMean("centred-clipping", rows, 2, 0)[1]).toBe(0);
    expect(robustMean("mean", [], 2, 0)).toEqual(new Float64Array(2));
    // A coordinate that a sender does not know does not make it an outlier.
    const blind = [row([0, 999], [1, 0]), row([1, 0]), row([2, 0])];
    expect([...robustMean("centred-clipping", blind, 2, 0)]).toEqual([1, 0]);
  });

  it("[A34c] the screened mean leaves out what is further off than two median distances, and weighs the rest", () => {
    // Median 2; distances 2, 1, 0, 1, 98 have the median 1: all but 100 are within 2 of it.
    const rows = [row([0]), row([1], [2]), row([2]), row([3]), row([100])];
    expect(robustMean("screened", rows, 1, 0)[0]).toBe((0 + 2 * 1 + 2 + 3) / 5);
    // At exactly two median distances it still counts: median 0, distances 2, 1, 0, 1, 2.
    expect(scalar("screened", [-2, -1, 0, 1, 2])).toBe(0);
    expect(scalar("screened", [-2, -1, 0, 1, 2.25])).toBe(-2 / 4);
  });

  it("[A34d] centred clipping moves once from the median, by clipped distances", () => {
    // In two dimensions, so that distances are Euclidean over the row: centre (0,0) has distances 5, 0, 1; radius 1.
    // The first row counts as (.6, .8), so the mean is ((.6 + 0 - 1)/3, (.8 + 0 + 0)/3).
    const got = robustMean("centred-clipping", [row([3, 4]), row([0, 0]), row([-1, 0])], 2, 0);
    // A dozen roundings of numbers below 10.
    expect(got[0]).toBeCloseTo(-0.4 / 3, 13);
    expect(got[1]).toBeCloseTo(0.8 / 3, 13);
  });

  it("[A34] one liar of five cannot leave the range of the honest, however it lies; with the mean it can", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (honest, lie) => {
          const [low, high] = [Math.min(...honest), Math.max(...honest)];
          for (const kind of ["trimmed", "median"] as const) {
            const mean = scalar(kind, [...honest, lie]);
            expect(mean).toBeGreaterThanOrEqual(low - 1e-12);
            expect(mean).toBeLessThanOrEqual(high + 1e-12);
          }
          // Clipping bounds the liar's pull by the radius, itself at most the honest spread: three moves of a fifth of it.
          // Screened values lie within two median distances of the median; with the median kept too, their mean is nearer.
          for (const kind of ["centred-clipping", "screened"] as const) {
            const centre = scalar(kind, [...honest, lie]);
            expect(centre).toBeGreaterThanOrEqual(low - (high - low) - 1e-12);
            expect(centre).toBeLessThanOrEqual(high + (high - low) + 1e-12);
          }
        },
      ),
    );
    expect(scalar("mean", [0, 0, 0, 0, 1e9])).toBe(2e8);
  });

  it("[A34] agrees with the mean where all say the same, in any order", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 1, max: 12 }), (value, n) => {
        for (const kind of ["mean", "trimmed", "median", "screened", "centred-clipping"] as const) {
          // n additions of a number below 5 and one division.
          expect(
            scalar(
              kind,
              Array.from({ length: n }, () => value),
            ),
          ).toBeCloseTo(value, 13);
        }
      }),
    );
  });

  it("[A34] to the last bit what its definition gives, written down coordinate by coordinate", () => {
    // Few different values, both zeros among them: equals must stay in the order of the rows, or sums change in the last place.
    const value = fc.oneof(fc.constantFrom(0, -0, 1, -1, 0.1, 10), fc.double({ min: -10, max: 10, noNaN: true }));
    const weight = fc.oneof(fc.constantFrom(0, 0.3, 1, 2), fc.double({ min: 0, max: 50, noNaN: true }));
    const size = 3;
    const several = (entry: fc.Arbitrary<number>) => fc.array(entry, { minLength: size, maxLength: size });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(several(value), several(weight)), { maxLength: 40 }),
        fc.double({ min: 0, max: 0.49, noNaN: true }),
        (drawn, trim) => {
          const rows = drawn.map(([values, weights]) => row(values, weights));
          // It does not matter which of the two zeros, 0 and -0, is the median.
          const bits = (vector: Float64Array): readonly bigint[] => [...new BigUint64Array(vector.map((entry) => entry + 0).buffer)];
          for (const kind of ["mean", "trimmed", "median", "screened"] as const) {
            const expected = Float64Array.from({ length: size }, (_, j) => defined(kind, rows, j, trim));
            expect(bits(robustMean(kind, rows, size, trim))).toEqual(bits(expected));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Item = { readonly value: number; readonly weight: number };

function defined(kind: RobustKind, rows: readonly WeightedRow[], j: number, trim: number): number {
  const known = rows.map((each) => ({ value: each.values[j] ?? 0, weight: each.weights[j] ?? 0 })).filter(({ weight }) => weight > 0);
  const ascending = [...known].sort((a, b) => a.value - b.value);
  const centre = middle(known.map(({ value }) => value));
  const distance = ({ value }: Item): number => Math.abs(value - centre);
  const cut = Math.ceil(known.length * trim);
  if (kind === "median" || (kind === "trimmed" && known.length <= 2 * cut)) return centre;
  if (kind === "trimmed") return weighted(ascending.slice(cut, known.length - cut));
  if (kind === "screened") return weighted(known.filter((item) => distance(item) <= 2 * middle(known.map(distance))));
  return weighted(known);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

function weighted(items: readonly Item[]): number {
  let [sum, total] = [0, 0];
  for (const { value, weight } of items) {
    sum += value * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}
