// How a query budget is spread: what is kept for the end, and how many prompts a step may look at so that there are enough steps.

import type { Problem } from "../../shared/algorithm/problem.ts";
import { selectionCost } from "../../shared/algorithm/selection.ts";
import { stepCost } from "../../shared/algorithm/tuning.ts";

/** Steps a budget should allow at least, if need be with fewer samples a step: learning needs repetition more than width. */
const STEPS_WANTED = 8;
const SAMPLES_LEAST = 6;

/** Samples per step for a budget: as many as the task wants, or as few as leave room for STEPS_WANTED steps; at least 6. */
export function samplesFor(problem: Problem, budgetQueries: number): number {
  const perStep = (budgetQueries - selectionCost(problem)) / STEPS_WANTED;
  let samples = problem.settings.samplesPerStep;
  while (samples > SAMPLES_LEAST && stepCost({ ...problem, samplesPerStep: samples }) > perStep) samples--;
  return samples;
}

/** Fewest queries that allow one step and a selection. */
export function leastBudget(problem: Problem): number {
  return stepCost({ ...problem, samplesPerStep: SAMPLES_LEAST }) + selectionCost(problem);
}
