// Prompts that were asked about different rows are compared fairly.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../../math/random.ts";
import { problemOf } from "../../testing/toy-problem.ts";
import type { RowAnswers } from "../answers.ts";
import { estimatedLosses } from "./prompt-estimates.ts";

const problem = problemOf();

/** Answers that have these plain losses, in nats, by row, whatever the row's class. */
function answersOf(losses: ReadonlyMap<number, number>): RowAnswers {
  return [...losses].map(([row, loss]) => {
    const right = Math.exp(-loss);
    return [row, (problem.rows[row]?.label === 0 ? [right, 1 - right] : [1 - right, right]).map(Math.log)];
  });
}

describe("estimated losses", () => {
  it("[A41c] rows apart: a prompt is not the better for easy rows", () => {
    // Row 0 is easy (.2), row 1 hard (2.2). The second prompt is the better one on both of its rows, but has the higher mean.
    const prompts = [
      [
        [0, 0.2],
        [2, 1],
      ],
      [
        [1, 2],
        [2, 0.8],
      ],
      [
        [0, 0.2],
        [1, 2.2],
      ],
    ].map((rows) => ({ answers: answersOf(new Map(rows as [number, number][])) }));
    const [first = 0, second = 0, third = 0] = estimatedLosses(problem, prompts);
    expect(second).toBeLessThan(first);
    expect(second).toBeLessThan(third);
  });

  it("[A41d] shrinks by n / (n + 10) where all prompts know all rows", () => {
    const losses = [0.5, 0.9, 1.3];
    const rows = [0, 1, 2, 3, 4, 5];
    const prompts = losses.map((loss) => ({ answers: answersOf(new Map(rows.map((row) => [row, loss + 0.05 * row]))) }));
    const estimates = [...estimatedLosses(problem, prompts)];
    // At the fixed point, rows are means and qualities are shrunk: 6 / 16 of each difference is kept.
    expect((estimates[2] ?? 0) - (estimates[0] ?? 0)).toBeCloseTo(0.8 * (6 / 16), 6);
    expect(estimates.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 9);
  });

  it("[A41c] finds the best of many on few rows each better than raw means do", () => {
    const rng = randomStream("estimates");
    const gauss = (): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
    let estimated = 0;
    let raw = 0;
    for (let round = 0; round < 200; round++) {
      const easy = Array.from({ length: 13 }, () => 0.8 * gauss());
      const quality = Array.from({ length: 30 }, () => 0.15 * gauss());
      const losses = quality.map(
        (q, k) =>
          new Map(
            [0, 1, 2, 3].map((j) => {
              const row = (3 * k + j) % 13;
              return [row, Math.max(0.01, 3 + q + (easy[row] ?? 0) + 0.3 * gauss())] as const;
            }),
          ),
      );
      const best = (values: ArrayLike<number>): number => quality[[...Array.from(values)].indexOf(Math.min(...Array.from(values)))] ?? 0;
      estimated +=
        best(
          estimatedLosses(
            problem,
            losses.map((known) => ({ answers: answersOf(known) })),
          ),
        ) / 200;
      raw += best(losses.map((known) => [...known.values()].reduce((sum, x) => sum + x, 0))) / 200;
    }
    expect(estimated).toBeLessThan(raw - 0.03);
  });

  it("[A41d] nothing known is worth 0", () => {
    expect([...estimatedLosses(problem, [{ answers: [] }, { answers: answersOf(new Map([[0, 1]])) }])]).toEqual([0, 0]);
  });
});
