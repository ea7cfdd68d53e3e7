// The table agrees with results by hand and keeps its bounds, and so does the variance in which costs are measured.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../math/random.ts";
import { updateTable, varianceOf } from "./estimator.ts";
import { initialLevel, slotCosts } from "./level.ts";
import { batchOf, shapeOf } from "./testing/bare-level.ts";
import { phraseSpace, randomBatch, settingsOf, spaceOf } from "./testing/toy.ts";

describe("table", () => {
  const settings = settingsOf({ tableForgetting: 0.5, tableShrinkage: 2 });

  it("[A11] [A11b] on an empty table it is the count form word for word", () => {
    const shape = shapeOf(2);
    const level = initialLevel(shape, settings);
    const table = updateTable(shape, level, batchOf([0, 1, 1], [1, 2, 3], 1), settings, 4.6);
    expect([...table.sum]).toEqual([-1, 1]);
    expect([...table.weight]).toEqual([1, 2]);
    expect([...slotCosts(table, { size: 2, offset: 0, table: 0 }, 2)]).toEqual([-1 / 3, 1 / 4]);
  });

  it("[A11a] backfitting by hand: what the other slots explain is not credited to this one", () => {
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

  it("[A11d] slots of one table add to the same entries", () => {
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

  it("[A11c] |A| <= range n and |cost| < range, whatever is sent for however long", () => {
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
          // One rounding per step, of what is all but forgotten to a multiple of the smallest number.
          expect(Math.abs(sum)).toBeLessThanOrEqual(4 * (level.table.weight[at] ?? 0) * (1 + 1e-14) + 64 * Number.MIN_VALUE);
        });
        for (const slot of space.slots) for (const cost of slotCosts(level.table, slot, 1e-3)) expect(Math.abs(cost)).toBeLessThan(4);
      }),
      { numRuns: 50 },
    );
  });

  it("[A11c] a target is clipped to the range on both sides", () => {
    const shape = shapeOf(2);
    const level = { ...initialLevel(shape, settings), table: { sum: Float64Array.of(8, -8), weight: Float64Array.of(2, 2) } };
    // Costs (2, -2), losses 5 and 0: explained 2 and -2, rests 3 and 2, level 2.5: targets 2.5 and -2.5, clipped to 2.
    const table = updateTable(shape, level, batchOf([0, 1], [5, 0]), settings, 2);
    expect([...table.sum]).toEqual([6, -6]);
  });

  it("[A11a] learns an additive loss exactly, where the plain count form credits a candidate with its company", () => {
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

it("[A12a] sample variance with n - 1, 0 for fewer than two, first losses only", () => {
  expect(varianceOf(Float32Array.of(1, 3, 100), 2)).toBe(2);
  expect(varianceOf(Float32Array.of(1, 2, 3, 4), 4)).toBeCloseTo(5 / 3, 15);
  expect(varianceOf(Float32Array.of(5, 9), 1)).toBe(0);
  expect(varianceOf(new Float32Array(0), 0)).toBe(0);
});
