// Exact p-values against tables and SciPy, the bootstrap against what it must cover.

import { describe, expect, it } from "vitest";
import { bootstrapMean, exactMcNemar } from "./paired-tests.ts";
import { normal, randomStream } from "./random.ts";

describe("exactMcNemar", () => {
  // scipy.stats.binomtest(gained, gained + lost).pvalue, SciPy.
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 0.0625],
    [6, 0, 0.03125],
    [8, 1, 0.0390625],
    [10, 10, 1],
    [30, 12, 0.007915897334896727],
    [3, 9, 0.14599609375],
  ])("[A48d] %i gained and %i lost: p = %f", (gained, lost, p) => {
    expect(exactMcNemar(gained, lost)).toBeCloseTo(p, 12);
    expect(exactMcNemar(lost, gained)).toBeCloseTo(p, 12);
  });

  it("does not overflow for many rows", () => {
    expect(exactMcNemar(40_000, 40_000)).toBe(1);
    expect(exactMcNemar(41_000, 39_000)).toBeLessThan(1e-10);
  });

  it.each([
    [-1, 2],
    [1.5, 2],
    [Number.NaN, 0],
  ])("refuses %f and %f", (gained, lost) => {
    expect(() => exactMcNemar(gained, lost)).toThrow(RangeError);
  });
});

describe("bootstrapMean", () => {
  it("has no interval without rows and a point for equal rows", () => {
    const rng = randomStream("test");
    expect(bootstrapMean([], rng)).toBeNull();
    expect(bootstrapMean([0.5, 0.5, 0.5], rng)).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it("[A48d] covers the true mean about as often as it says", () => {
    const rng = randomStream("coverage");
    const covered = Array.from({ length: 200 }, () => {
      const interval = bootstrapMean(
        Array.from({ length: 60 }, () => 0.3 + normal(rng)),
        rng,
      );
      return interval !== null && interval.low <= 0.3 && interval.high >= 0.3;
    }).filter(Boolean).length;
    // 95 % of 200 is 190; 60 rows cost the bootstrap about one point; four standard errors of 3.1 below that.
    expect(covered).toBeGreaterThan(175);
  });
});
