// The plan of a run within what it may still ask: the problem as large as budget and limits allow, and the cost of its parts.

import type { RowAnswers } from "../../../shared/algorithm/participant/answers.ts";
import { nextStepCost, plannedFor } from "../../../shared/algorithm/participant/budget-plan.ts";
import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { selectionCost } from "../../../shared/algorithm/participant/selection/selection.ts";
import type { ParticipantOptions } from "../participant.ts";
import { TESTED_PROMPTS } from "../participant.ts";
import { budgetPerAnswer } from "./open-participant.ts";

export interface RunPlan {
  readonly problem: TuningProblem;
  /** In queries, as the budget counts them. */
  readonly step: number;
  readonly selection: number;
  /** Outside the budget of queries, within the limits. */
  readonly test: number;
}

export interface RunSoFar {
  /** Queries that the limits allow the whole run; the test's are taken off [A45e]. */
  readonly allowed: number;
  /** Steps that are finished. */
  readonly steps: number;
}

/** Anew for every step: what a query takes is known better and better. */
export function planRun(
  problem: TuningProblem,
  options: Pick<ParticipantOptions, "budgetQueries" | "languageModel"> & { readonly startAnswers?: RowAnswers },
  { allowed, steps }: RunSoFar,
): RunPlan {
  const perAnswer = budgetPerAnswer(options.languageModel, problem);
  const test = TESTED_PROMPTS * problem.test.length * perAnswer;
  const planned = plannedFor(problem, Math.floor(Math.min(options.budgetQueries, Math.max(0, allowed - test)) / perAnswer));
  const raced = new Set(planned.selectionRows);
  // The race does not ask again what the starting prompt has answered already [A36c].
  const known = (options.startAnswers ?? []).filter(([row]) => raced.has(row)).length;
  return {
    problem: planned,
    step: nextStepCost(planned, steps) * perAnswer,
    selection: (selectionCost(planned) - known) * perAnswer,
    test,
  };
}
