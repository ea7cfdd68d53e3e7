// A budget decides how many prompts a step looks at, and how many prompts and rows the race at the end has.

import { describe, expect, it } from "vitest";
import { problemOf } from "../testing/toy-problem.ts";
import { leastBudget, planBudget, plannedFor } from "./budget-plan.ts";
import { createProblem, type Sampling, samplingOf, type TuningProblem } from "./problem.ts";
import { selectionCost } from "./selection/selection.ts";
import { stepCost } from "./step-rows.ts";

const problem = problemOf();
const candidates = problem.space.dimension + problem.upperShape.dimension;

describe("budget plan", () => {
  it("[A45c] fewer than eight queries for each candidate of both levels make elites; asked for by name, the budget does not matter", () => {
    expect(samplingFor(problem, 8 * candidates - 1)).toBe("elite");
    expect(samplingFor(problem, 8 * candidates)).toBe("thompson");
    expect(problem.sampling).toBe("thompson");
    for (const sampling of ["elite", "thompson", "distribution"] as const)
      for (const budget of [100, 10_000]) expect(samplingFor(problemOf({ setting: { sampling } }), budget)).toBe(sampling);
  });

  it("[A45] [A45a] [A45b] the race at the end gets 30 % and the rest allows 16 steps, where both can be", () => {
    for (const budget of [300, 600, 2_000, 10_000]) {
      const plan = planBudget(problem, budget);
      const planned = plannedFor(problem, budget);
      expect(selectionCost(planned)).toBeLessThanOrEqual(
        Math.max(0.3 * budget, selectionCost({ ...planned, selectionCandidates: 3, selectionRows: planned.selectionRows.slice(0, 8) })),
      );
      expect(plan.samplesPerStep === 4 || 16 * stepCost(planned) <= budget - selectionCost(planned)).toBe(true);
    }
    expect(planBudget(problem, 10_000)).toEqual({
      scarce: false,
      samplesPerStep: 12,
      lookQueries: 1_000,
      selectionRows: 20,
      selectionCandidates: 9,
    });
  });

  it("[A45] a problem planned for a budget is the one built for it", () => {
    const whole = createProblem(problemInput());
    for (const budget of [0, 300, 10_000])
      expect(plannedFor(whole, budget)).toEqual(createProblem({ ...problemInput(), ...planBudget(whole, budget) }));
  });

  it("[A45d] the least budget allows one step and the race", () => {
    const least = leastBudget(problem);
    const plan = planBudget(problem, least);
    const planned = createProblem({ ...problemInput(), ...plan });
    expect(stepCost(planned) + selectionCost(planned)).toBeLessThanOrEqual(least);
  });
});

function problemInput(): Parameters<typeof createProblem>[0] {
  const examplesOf = (rows: readonly number[]) => rows.map((row) => problem.rows[row]?.example ?? { text: "", label: "up" });
  const { space, settings, layout, alone, seed } = problem;
  const train = examplesOf(problem.rows.map((_, row) => row).slice(0, 13));
  return { space, settings, layout, alone, seed, train, pool: problem.pool.flat(), validation: examplesOf(problem.validation), test: [] };
}

function samplingFor(problem: TuningProblem, budget: number): Sampling {
  return samplingOf(problem.settings, planBudget(problem, budget).scarce);
}
