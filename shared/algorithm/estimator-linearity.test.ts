// A table of single candidates can be kept while p moves, because the expected loss is linear in each slot's distribution. This enumerates
// it.

import { describe, expect, it } from "vitest";
import { randomStream } from "../math/random.ts";
import { enumerate } from "./testing/bare-level.ts";
import { randomDistribution } from "./testing/toy.ts";

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

  it("[A9a] it drifts by at most half the range times the l1 moves of the other slots, for 1,000 random moves", () => {
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
