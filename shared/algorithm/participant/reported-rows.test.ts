// A participant reports to others only losses that cover many rows, whatever the owner of the task sets.

import { describe, expect, it } from "vitest";
import { runSteps } from "../testing/run-steps.ts";
import { examples, problemOf } from "../testing/toy-problem.ts";
import { REPORTED_ROWS, stagesOf } from "./step-rows.ts";

const SAMPLINGS = ["elite", "thompson", "distribution"] as const;

const together = (up: number, down: number, sampling: (typeof SAMPLINGS)[number] = "distribution") =>
  problemOf({ alone: false, train: examples("train", up, down), setting: { sampling, rowsPerClass: 1 } });

describe("reported losses", () => {
  it.each(SAMPLINGS)("[A18d] %s: a loss covers at least four rows of both classes, though the task asks for one of each", (sampling) => {
    for (const [up, down] of [
      [20, 20],
      [15, 3],
      [30, 2],
      [9, 4],
    ] as const) {
      const problem = together(up, down, sampling);
      for (let step = 0; step < 12; step++) {
        const rows = stagesOf(problem, step)[0] ?? [];
        expect(rows.length).toBeGreaterThanOrEqual(REPORTED_ROWS);
        expect(new Set(rows.map((row) => problem.rows[row]?.label)).size).toBe(2);
      }
    }
  });

  it("[A18d] the rows come in fixed groups: two losses are of the same rows, or have none in common", () => {
    for (const [up, down] of [
      [20, 20],
      [7, 6],
      [30, 3],
    ] as const) {
      const problem = together(up, down);
      const groups = Array.from({ length: 20 }, (_, step) => new Set(stagesOf(problem, step)[0]));
      for (const one of groups) {
        for (const other of groups) {
          const common = [...one].filter((row) => other.has(row)).length;
          expect([0, one.size]).toContain(common);
        }
      }
    }
  });

  it("[A18d] who has fewer rows reports on all of them", () => {
    expect(stagesOf(together(2, 1), 4)[0]).toHaveLength(3);
    expect(stagesOf(together(3, 0), 4)[0]).toHaveLength(3);
  });

  it("[A18e] what is reported is a multiple of 1/64, and what a participant that is alone computes keeps its bits", () => {
    const lossesOf = (alone: boolean) =>
      runSteps(problemOf({ alone, train: examples("train", 10, 10) }), 4).flatMap(({ contribution }) => [...(contribution?.losses ?? [])]);
    const onGrid = (loss: number): boolean => Number.isInteger(loss * 64);
    expect(lossesOf(false).length).toBeGreaterThan(20);
    expect(lossesOf(false).every(onGrid)).toBe(true);
    expect(lossesOf(true).every(onGrid)).toBe(false);
  });
});
