// The policy gradient is compared with exact enumeration and with its published variants.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../math/random.ts";
import { drawWithFloor, withFloor } from "../math/simplex.ts";
import { policyGradient, updateGradientMean } from "./estimator.ts";
import { initialLevel } from "./level.ts";
import { batchOf, enumerate, shapeOf } from "./testing/bare-level.ts";
import { randomDistribution } from "./testing/toy.ts";

describe("policy gradient", () => {
  it("[A10] by hand: N = 2, L = (1, 3), p = (.25, .75), two samples, all four draws", () => {
    const shape = shapeOf(2);
    const expected = [0, 0];
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const weight = (a === 0 ? 0.25 : 0.75) * (b === 0 ? 0.25 : 0.75);
      const gradient = policyGradient(shape, Float64Array.of(0.25, 0.75), batchOf([a, b], [1 + 2 * a, 1 + 2 * b]), 0);
      expected.forEach((_, j) => {
        expected[j] = (expected[j] ?? 0) + weight * (gradient[j] ?? 0);
      });
    }
    // c - Lbar = (1, 3) - 2.5.
    expect(expected[0]).toBeCloseTo(-1.5, 15);
    expect(expected[1]).toBeCloseTo(0.5, 15);
  });

  it("[A10a] unbiased for the gradient at the floored distribution: every pair of draws of two slots enumerated", () => {
    const sizes = [3, 2];
    const shape = shapeOf(...sizes);
    const floor = 0.2;
    const rng = randomStream("enumerate");
    const p = Float64Array.of(...randomDistribution(rng, 3), ...randomDistribution(rng, 2));
    // Losses a float32 holds exactly, with an interaction between the slots.
    const loss = (choice: readonly number[]): number =>
      ((choice[0] ?? 0) * 3 + (choice[1] ?? 0) * 5 + (choice[0] ?? 0) * (choice[1] ?? 0) * 7) / 8;
    const probability = (i: number, j: number): number => withFloor(p[(shape.slots[i]?.offset ?? 0) + j] ?? 0, floor, sizes[i] ?? 1);
    const all = enumerate(sizes, probability);
    const expected = new Float64Array(shape.dimension);
    for (const a of all) {
      for (const b of all) {
        const gradient = policyGradient(shape, p, batchOf([...a.choice, ...b.choice], [loss(a.choice), loss(b.choice)]), floor);
        gradient.forEach((value, at) => {
          expected[at] = (expected[at] ?? 0) + a.weight * b.weight * value;
        });
      }
    }
    const mean = all.reduce((sum, { choice, weight }) => sum + weight * loss(choice), 0);
    shape.slots.forEach((slot, i) => {
      for (let j = 0; j < slot.size; j++) {
        const given = all.filter(({ choice }) => choice[i] === j);
        const cost = given.reduce((sum, { choice, weight }) => sum + (weight / probability(i, j)) * loss(choice), 0);
        // 36 products of numbers below 100.
        expect(expected[slot.offset + j]).toBeCloseTo(cost - mean, 12);
      }
    });
  });

  it("[A10a] Monte Carlo agrees with the enumerated costs of three slots of four within four standard errors", () => {
    const sizes = [4, 4, 4];
    const shape = shapeOf(...sizes);
    const rng = randomStream("monte-carlo");
    const table = Array.from({ length: 64 }, () => Math.fround(rng() * 4));
    const loss = (choice: readonly number[]): number => table[(choice[0] ?? 0) * 16 + (choice[1] ?? 0) * 4 + (choice[2] ?? 0)] ?? 0;
    const p = Float64Array.from([...Array(3)].flatMap(() => [...randomDistribution(rng, 4)]));
    const floor = 0.05;
    const rows = shape.slots.map((slot) => p.subarray(slot.offset, slot.offset + 4));
    const probability = (i: number, j: number): number => withFloor(rows[i]?.[j] ?? 0, floor, 4);
    const all = enumerate(sizes, probability);
    const mean = all.reduce((sum, { choice, weight }) => sum + weight * loss(choice), 0);
    const batches = 4000;
    const sum = new Float64Array(12);
    const squares = new Float64Array(12);
    for (let b = 0; b < batches; b++) {
      const samples = Array.from({ length: 10 }, () => rows.map((row) => drawWithFloor(rng, row, floor)));
      const gradient = policyGradient(shape, p, batchOf(samples.flat(), samples.map(loss)), floor);
      gradient.forEach((value, at) => {
        sum[at] = (sum[at] ?? 0) + value / batches;
        squares[at] = (squares[at] ?? 0) + (value * value) / batches;
      });
    }
    shape.slots.forEach((slot, i) => {
      for (let j = 0; j < 4; j++) {
        const at = slot.offset + j;
        const given = all.filter(({ choice }) => choice[i] === j);
        const cost = given.reduce((total, { choice, weight }) => total + (weight / probability(i, j)) * loss(choice), 0) - mean;
        const error = Math.sqrt(((squares[at] ?? 0) - (sum[at] ?? 0) ** 2) / batches);
        expect(Math.abs((sum[at] ?? 0) - cost)).toBeLessThan(4 * error);
      }
    });
  });

  it("[A10b] BDPL's score (+1/p chosen, -1/p all others) is exactly twice ours, and leave-one-out is the same estimator", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer(), (count, seed) => {
        const rng = randomStream("variants", seed);
        const shape = shapeOf(4);
        const p = randomDistribution(rng, 4);
        const floor = 0.1;
        const samples = Array.from({ length: count }, () => drawWithFloor(rng, p, floor));
        const losses = samples.map(() => Math.fround(rng() * 4));
        const ours = policyGradient(shape, p, batchOf(samples, losses), floor);
        const mean = losses.reduce((a, b) => a + b, 0) / count;
        for (let j = 0; j < 4; j++) {
          const tilde = withFloor(p[j] ?? 0, floor, 4);
          let negative = 0;
          let leaveOneOut = 0;
          samples.forEach((sample, k) => {
            const loss = losses[k] ?? 0;
            negative += (((loss - mean) / (count - 1)) * (sample === j ? 1 : -1)) / tilde;
            leaveOneOut += sample === j ? (loss - (mean * count - loss) / (count - 1)) / count / tilde : 0;
          });
          // Entries reach 4 * 9 / .025 = 1440, times 2^-53, a dozen operations: below 1e-11; typically 1e-13.
          expect(Math.abs(negative - 2 * (ours[j] ?? 0))).toBeLessThanOrEqual(1e-11);
          expect(Math.abs(leaveOneOut - (ours[j] ?? 0))).toBeLessThanOrEqual(1e-11);
        }
      }),
    );
  });

  it("[A10c] uses on-distribution samples only, needs two, and is bounded by I/(I-1) range N/e", () => {
    const shape = shapeOf(2);
    const p = Float64Array.of(0.5, 0.5);
    expect([...policyGradient(shape, p, batchOf([0, 1, 1], [1, 2, 9], 2), 0.5)]).toEqual([-1, 1]);
    expect([...policyGradient(shape, p, batchOf([0, 1], [1, 2], 1), 0.5)]).toEqual([0, 0]);
    const corner = policyGradient(shape, Float64Array.of(0, 1), batchOf([0, 1], [4, 0]), 0.02);
    expect(Math.max(...corner.map(Math.abs))).toBeLessThanOrEqual((2 / 1) * 4 * (2 / 0.02));
  });

  it("[A10d] its running mean counts every step once, with forgetting", () => {
    const shape = shapeOf(2);
    const empty = initialLevel(shape, { optimiser: "plain" }).table;
    const once = updateGradientMean(shape, empty, Float64Array.of(3, -1), 0.5);
    const twice = updateGradientMean(shape, once, Float64Array.of(1, 1), 0.5);
    expect([...twice.sum]).toEqual([2.5, 0.5]);
    expect([...twice.weight]).toEqual([1.5, 1.5]);
    const tied = {
      slots: [
        { size: 2, offset: 0, table: 0 },
        { size: 2, offset: 2, table: 0 },
      ],
      dimension: 4,
      tableSize: 2,
    };
    const both = updateGradientMean(tied, empty, Float64Array.of(3, -1, 5, 1), 0.5);
    expect([...both.sum]).toEqual([8, 0]);
    expect([...both.weight]).toEqual([2, 2]);
  });
});
