// Spreads a query budget: it keeps a part for the race at the end, and limits the prompts of a step so that there are enough steps.

import { lookCost } from "./first-look.ts";
import { samplingOf, type TuningProblem } from "./problem.ts";
import { rowsOfFirstStage, selectionCost } from "./selection/selection.ts";
import { stepCost } from "./step-rows.ts";

/** A budget should allow so many steps, if need be with fewer samples each [A45a]: learning needs repetition more than width. */
const STEPS_WANTED = 16;
const SAMPLES_LEAST = 4;
/** The race at the end may take this share of the budget, in (0, 1) [A45], and gets one row for so many queries. */
const SELECTION_SHARE = 0.3;
const QUERIES_PER_ROW = 16;
const ROWS_LEAST = 8;
/** With more labels than this, the race needs at least the rows of its first stage, or it would not see all classes [A45b]. */
const FEW_LABELS = 6;
const CANDIDATES_LEAST = 3;

/** The first look at instructions may take this share of the budget, in (0, 1) [A55a]. */
const LOOK_SHARE = 0.1;

/** With fewer queries per candidate of the search space than this, single candidates cannot be told apart [A45c]: see decision 0050. */
const QUERIES_PER_CANDIDATE = 8;

export interface BudgetPlan {
  readonly scarce: boolean;
  readonly samplesPerStep: number;
  readonly lookQueries: number;
  readonly selectionRows: number;
  readonly selectionCandidates: number;
}

/** The plan has as many rows, candidates and samples per step as the task wants, or fewer if the budget does not allow them. */
export function planBudget(problem: TuningProblem, budgetQueries: number): BudgetPlan {
  const { settings, space, upperShape } = problem;
  const candidates = problem.open?.reduce((sum, open) => sum + open, 0) ?? space.dimension;
  const scarce = budgetQueries < QUERIES_PER_CANDIDATE * (candidates + upperShape.dimension);
  const sampling = samplingOf(settings, scarce);
  const step = (samplesPerStep: number): number => stepCost({ ...problem, sampling, samplesPerStep });
  const fewest = Math.min(SAMPLES_LEAST, settings.samplesPerStep);
  const least = leastRows(problem);
  const allowed = Math.max(least, Math.floor(budgetQueries / QUERIES_PER_ROW));
  let rows = Math.min(problem.selectionRows.length, allowed);
  let selectionCandidates = problem.selectionCandidates;
  const race = (): number => selectionCost({ ...problem, selectionRows: problem.selectionRows.slice(0, rows), selectionCandidates });
  const tooMuch = (): boolean => race() > SELECTION_SHARE * budgetQueries || race() + step(fewest) > budgetQueries;
  while (selectionCandidates > CANDIDATES_LEAST && tooMuch()) selectionCandidates--;
  while (rows > least && tooMuch()) rows--;
  const lookQueries = Math.floor(Math.max(0, Math.min(LOOK_SHARE * budgetQueries, budgetQueries - race())));
  const look = lookCost({ ...problem, sampling, lookQueries });
  let { samplesPerStep } = settings;
  while (samplesPerStep > SAMPLES_LEAST && STEPS_WANTED * step(samplesPerStep) > budgetQueries - race() - look) samplesPerStep--;
  return { scarce, samplesPerStep, lookQueries, selectionRows: rows, selectionCandidates };
}

/** The problem with no more samples, rows and candidates than its budget allows. */
export function plannedFor(problem: TuningProblem, budgetQueries: number): TuningProblem {
  const { scarce, samplesPerStep, lookQueries, selectionRows, selectionCandidates } = planBudget(problem, budgetQueries);
  const sampling = samplingOf(problem.settings, scarce);
  return {
    ...problem,
    sampling,
    samplesPerStep,
    lookQueries,
    selectionCandidates,
    selectionRows: problem.selectionRows.slice(0, selectionRows),
  };
}

/** The most queries that the next step can cost, after so many steps: the first may be a look at instructions [A55]. */
export function nextStepCost(problem: TuningProblem, steps: number): number {
  return steps === 0 ? Math.max(lookCost(problem), stepCost(problem)) : stepCost(problem);
}

/** The least budget, which allows one step and a selection [A45d]. */
export function leastBudget(problem: TuningProblem): number {
  const selectionRows = problem.selectionRows.slice(0, leastRows(problem));
  const samplesPerStep = Math.min(SAMPLES_LEAST, problem.settings.samplesPerStep);
  const sampling = samplingOf(problem.settings, true);
  return (
    stepCost({ ...problem, sampling, samplesPerStep }) + selectionCost({ ...problem, selectionRows, selectionCandidates: CANDIDATES_LEAST })
  );
}

function leastRows({ space }: TuningProblem): number {
  return space.task.labels.length > FEW_LABELS ? rowsOfFirstStage({ space }) : ROWS_LEAST;
}
