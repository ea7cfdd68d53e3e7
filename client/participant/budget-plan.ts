// How a query budget is spread: what is kept for the selection at the end, and how many prompts a step may look at so that there are enough.

import type { Problem } from "../../shared/algorithm/problem.ts";
import { selectionCost } from "../../shared/algorithm/selection.ts";
import { stepCost } from "../../shared/algorithm/tuning.ts";

/** Steps a budget should allow at least, if need be with fewer samples a step: learning needs repetition more than width. */
const STEPS_WANTED = 8;
const SAMPLES_LEAST = 6;
/** Share of the budget that the selection may take, in (0, 1), and the validation rows it gets at least. */
const SELECTION_SHARE = 0.35;
const VALIDATION_LEAST = 4;

export interface BudgetPlan {
  readonly samplesPerStep: number;
  readonly validationRows: number;
}

/** As many validation rows and samples per step as the task wants, or as few as the budget's shares allow. */
export function planBudget(problem: Problem, budgetQueries: number): BudgetPlan {
  let validationRows = problem.validation.length;
  const selecting = (rows: number): number => selectionCost({ ...problem, validation: problem.validation.slice(0, rows) });
  while (validationRows > VALIDATION_LEAST && selecting(validationRows) > SELECTION_SHARE * budgetQueries) validationRows--;
  const perStep = (budgetQueries - selecting(validationRows)) / STEPS_WANTED;
  let samplesPerStep = problem.settings.samplesPerStep;
  while (samplesPerStep > SAMPLES_LEAST && stepCost({ ...problem, samplesPerStep }) > perStep) samplesPerStep--;
  return { samplesPerStep, validationRows };
}

/** Fewest queries that allow one step and a selection. */
export function leastBudget(problem: Problem): number {
  const validation = problem.validation.slice(0, VALIDATION_LEAST);
  const samplesPerStep = Math.min(SAMPLES_LEAST, problem.settings.samplesPerStep);
  return stepCost({ ...problem, samplesPerStep }) + selectionCost({ ...problem, validation });
}
