// Gradient estimators against exact enumeration, their published variants, and the bounds the table promises.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../math/random.ts";
import { drawWithFloor, withFloor } from "../math/simplex.ts";
import { type LevelBatch, policyGradient, updateGradientMean, updateTable, varianceOf } from "./estimator.ts";
import { initialLevel, slotCosts } from "./level.ts";
import { phraseSpace, randomBatch, randomDistribution, settingsOf, spaceOf } from "./testing/toy.ts";

/** A level of bare slots, without the label words of a task. */
function shapeOf(...sizes: number[]) {
  let offset = 0;
  const slots = sizes.map((size) => {
    offset += size;
    return { size, offset: offset - size, table: offset - size };
  });
  return { slots, dimension: offset, tableSize: offset };
}
const batchOf = (samples: readonly number[], losses: readonly number[], onDistribution = losses.length): LevelBatch => ({
  samples,
  losses: Float32Array.from(losses),
  onDistribution,
});
/** All joint choices with their probabilities under the floored distributions. */
function enumerate(sizes: readonly number[], probability: (slot: number, j: number) => number) {
  let all: { readonly choice: number[]; readonly weight: number }[] = [{ choice: [], weight: 1 }];
  sizes.forEach((size, i) => {
    all = all.flatMap(({ choice, weight }) =>
      Array.from({ length: size }, (_, j) => ({ choice: [...choice, j], weight: weight * probability(i, j) })),
    );
  });
  return all;
}

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

  it("[A10] unbiased for the gradient at the floored distribution: every pair of draws of two slots enumerated", () => {
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

  it("[A10] Monte Carlo agrees with the enumerated costs of three slots of four within four standard errors", () => {
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

  it("[A10] BDPL's score (+1/p chosen, -1/p all others) is exactly twice ours, and leave-one-out is the same estimator", () => {
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

  it("[A10] uses on-distribution samples only, needs two, and is bounded by I/(I-1) range N/e", () => {
    const shape = shapeOf(2);
    const p = Float64Array.of(0.5, 0.5);
    expect([...policyGradient(shape, p, batchOf([0, 1, 1], [1, 2, 9], 2), 0.5)]).toEqual([-1, 1]);
    expect([...policyGradient(shape, p, batchOf([0, 1], [1, 2], 1), 0.5)]).toEqual([0, 0]);
    const corner = policyGradient(shape, Float64Array.of(0, 1), batchOf([0, 1], [4, 0]), 0.02);
    expect(Math.max(...corner.map(Math.abs))).toBeLessThanOrEqual((2 / 1) * 4 * (2 / 0.02));
  });

  it("[A10] its running mean counts every step once, with forgetting", () => {
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

describe("linearity", () => {
  const sizes = [3, 3, 2, 3];
  const rng = randomStream("linearity");
  const losses = new Map(enumerate(sizes, () => 1).map(({ choice }) => [choice.join(), rng() * 4]));
  const range = Math.max(...losses.values()) - Math.min(...losses.values());
  const costs = (p: readonly Float64Array[], slot: number): number[] => {
    const all = enumerate(sizes, (i, j) => (i === slot ? 1 : (p[i]?.[j] ?? 0)));
    return Array.from({ length: sizes[slot] ?? 0 }, (_, j) =>
      all
        .filter(({ choice }) => choice[slot] === j)
        .reduce((sum, { choice, weight }) => sum + weight * (losses.get(choice.join()) ?? 0), 0),
    );
  };
  const draw = (): Float64Array[] => sizes.map((size) => randomDistribution(rng, size));

  it("[A9] the expected loss is <c_i, p_i>, and c_i does not depend on p_i", () => {
    const p = draw();
    const total = enumerate(sizes, (i, j) => p[i]?.[j] ?? 0).reduce(
      (sum, { choice, weight }) => sum + weight * (losses.get(choice.join()) ?? 0),
      0,
    );
    sizes.forEach((size, i) => {
      const cost = costs(p, i);
      expect(cost.reduce((sum, value, j) => sum + value * (p[i]?.[j] ?? 0), 0)).toBeCloseTo(total, 12);
      const moved = p.map((row, m) => (m === i ? randomDistribution(rng, size) : row));
      // The very same sums: not even a rounding differs.
      expect(costs(moved, i)).toEqual(cost);
    });
  });

  it("[A9] it drifts by at most half the range times the l1 moves of the other slots, for 1,000 random moves", () => {
    for (let k = 0; k < 1000; k++) {
      const [p, moved] = [draw(), draw()];
      const i = k % sizes.length;
      const before = costs(p, i);
      const drift = Math.max(...costs(moved, i).map((value, j) => Math.abs(value - (before[j] ?? 0))));
      let moves = 0;
      p.forEach((row, m) => {
        if (m !== i) moves += row.reduce((sum, value, j) => sum + Math.abs(value - (moved[m]?.[j] ?? 0)), 0);
      });
      expect(drift).toBeLessThanOrEqual((range / 2) * moves + 1e-12);
    }
  });
});

describe("table", () => {
  const settings = settingsOf({ tableForgetting: 0.5, tableShrinkage: 2 });

  it("[A11] on an empty table it is the count form word for word", () => {
    const shape = shapeOf(2);
    const level = initialLevel(shape, settings);
    const table = updateTable(shape, level, batchOf([0, 1, 1], [1, 2, 3], 1), settings, 4.6);
    expect([...table.sum]).toEqual([-1, 1]);
    expect([...table.weight]).toEqual([1, 2]);
    expect([...slotCosts(table, { size: 2, offset: 0, table: 0 }, 2)]).toEqual([-1 / 3, 1 / 4]);
  });

  it("[A11] backfitting by hand: what the other slots explain is not credited to this one", () => {
    const shape = shapeOf(2, 2);
    const level = {
      ...initialLevel(shape, settings),
      // Costs (1, -1) of slot 0 and (0, 2) of slot 1 with kappa0 2.
      table: { sum: Float64Array.of(4, -4, 0, 8), weight: Float64Array.of(2, 2, 2, 2) },
    };
    // Choices (0,1) and (1,0): explained 3 and -1; losses 4 and 1: rests 1 and 2, level 1.5; residuals -.5 and .5.
    const table = updateTable(shape, level, batchOf([0, 1, 1, 0], [4, 1]), settings, 10);
    expect([...table.sum]).toEqual([2 + 0.5, -2 - 0.5, 0 + 0.5, 4 + 1.5]);
    expect([...table.weight]).toEqual([2, 2, 2, 2]);
  });

  it("[A11] slots of one table add to the same entries", () => {
    const tied = {
      slots: [
        { size: 2, offset: 0, table: 0 },
        { size: 2, offset: 2, table: 0 },
      ],
      dimension: 4,
      tableSize: 2,
    };
    const table = updateTable(tied, initialLevel(tied, settings), batchOf([0, 1, 1, 0, 0, 0], [1, 2, 3]), settings, 10);
    expect([...table.sum]).toEqual([-1 + 0 + 1 + 1, -1 + 0]);
    expect([...table.weight]).toEqual([4, 2]);
  });

  it("[A11] |A| <= range n and |cost| < range, whatever is sent for however long", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, tableForgetting) => {
        const space = spaceOf();
        const rng = randomStream("bounded", seed);
        const own = settingsOf({ tableForgetting, tableShrinkage: 1e-3 });
        let level = initialLevel(space, own);
        for (let step = 0; step < 8; step++) {
          const batch = randomBatch(rng, space, 5);
          const extreme = { ...batch, losses: batch.losses.map((loss) => (loss > 2 ? 4 : 0)) };
          level = { ...level, table: updateTable(space, level, extreme, own, 4) };
        }
        level.table.sum.forEach((sum, at) => {
          // One rounding per step.
          expect(Math.abs(sum)).toBeLessThanOrEqual(4 * (level.table.weight[at] ?? 0) * (1 + 1e-14));
        });
        for (const slot of space.slots) for (const cost of slotCosts(level.table, slot, 1e-3)) expect(Math.abs(cost)).toBeLessThan(4);
      }),
      { numRuns: 50 },
    );
  });

  it("[A11] a target is clipped to the range on both sides", () => {
    const shape = shapeOf(2);
    const level = { ...initialLevel(shape, settings), table: { sum: Float64Array.of(8, -8), weight: Float64Array.of(2, 2) } };
    // Costs (2, -2), losses 5 and 0: explained 2 and -2, rests 3 and 2, level 2.5: targets 2.5 and -2.5, clipped to 2.
    const table = updateTable(shape, level, batchOf([0, 1], [5, 0]), settings, 2);
    expect([...table.sum]).toEqual([6, -6]);
  });

  it("[A11] learns an additive loss exactly, where the plain count form credits a candidate with its company", () => {
    const space = phraseSpace([3, 3]);
    const rng = randomStream("company");
    const own = settingsOf({ tableForgetting: 0.98, tableShrinkage: 1e-3 });
    const effect = [
      [0, 0.5, 1],
      [0, -1, -0.5],
    ];
    let level = initialLevel(space, own);
    for (let step = 0; step < 400; step++) {
      const batch = randomBatch(rng, space, 10);
      // Near an incumbent: candidate 1 of slot 0 is mostly tried beside the good candidate 1 of slot 1.
      for (let k = 0; k < 10; k++) if (batch.samples[4 * k] === 1 && rng() < 0.9) batch.samples[4 * k + 1] = 1;
      const losses = batch.losses.map(
        (_, k) => 2 + (effect[0]?.[batch.samples[4 * k] ?? 0] ?? 0) + (effect[1]?.[batch.samples[4 * k + 1] ?? 0] ?? 0),
      );
      level = { ...level, table: updateTable(space, level, { ...batch, losses }, own, 4) };
    }
    space.slots.slice(0, 2).forEach((slot, i) => {
      const cost = slotCosts(level.table, slot, 1e-3);
      for (let j = 1; j < 3; j++) {
        const wanted = (effect[i]?.[j] ?? 0) - (effect[i]?.[0] ?? 0);
        // No noise: what is left is kappa0 and the last of the forgetting, .98^400 = 3e-4.
        expect(Math.abs((cost[j] ?? 0) - (cost[0] ?? 0) - wanted)).toBeLessThan(0.01);
      }
    });
  });
});

it("[A12] sample variance with n - 1, 0 for fewer than two, first losses only", () => {
  expect(varianceOf(Float32Array.of(1, 3, 100), 2)).toBe(2);
  expect(varianceOf(Float32Array.of(1, 2, 3, 4), 4)).toBeCloseTo(5 / 3, 15);
  expect(varianceOf(Float32Array.of(5, 9), 1)).toBe(0);
  expect(varianceOf(new Float32Array(0), 0)).toBe(0);
});
