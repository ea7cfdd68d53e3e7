// Which rows a step looks at, and what that costs.

import type { Problem } from "./problem.ts";

/** Each stage looks at this many times the rows of the one before, on one in this many prompts. */
export const RACE_FACTOR = 3;

/** Queries a step costs at most, for budgets. */
export function stepCost(problem: Problem): number {
  let prompts = problem.samplesPerStep;
  let before = 0;
  let cost = 0;
  for (const rows of stagesOf(problem, Math.max(0, problem.settings.racePeriod - 1))) {
    cost += prompts * (rows.length - before);
    before = rows.length;
    prompts = Math.ceil(prompts / RACE_FACTOR);
  }
  return cost;
}

/** Rows of the stages: rowsPerClass of every class, moving on with each step, then three times as many, up to all of `fit`. */
export function stagesOf(problem: Problem, step: number): number[][] {
  const { fit } = problem;
  const classes = new Set(fit.map((row) => problem.rows[row]?.label)).size;
  const first = Math.min(fit.length, classes * problem.settings.rowsPerClass);
  const start = (step * first) % fit.length;
  const balanced = balancedFrom(problem, start);
  const stages: number[][] = [];
  const { racePeriod } = problem.settings;
  if (racePeriod === 0 || step % racePeriod !== racePeriod - 1) return [balanced.slice(0, first)];
  for (let size = first; ; size = Math.min(fit.length, size * RACE_FACTOR)) {
    stages.push(balanced.slice(0, size));
    if (size === fit.length) return stages;
  }
}

/** `fit` from a starting place on, rearranged so that the classes still take turns where a class is short. */
function balancedFrom(problem: Problem, start: number): number[] {
  const rotated = [...problem.fit.slice(start), ...problem.fit.slice(0, start)];
  const turns = new Map<number, number>();
  return rotated
    .map((row, i) => {
      const label = problem.rows[row]?.label ?? 0;
      const turn = turns.get(label) ?? 0;
      turns.set(label, turn + 1);
      return { row, turn, i };
    })
    .sort((a, b) => a.turn - b.turn || a.i - b.i)
    .map(({ row }) => row);
}
