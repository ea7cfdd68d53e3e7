// One participant of a method. It has a problem that fits the budget, asks the model and counts the queries, and races its prompts at the
// end.

import { planBudget } from "../algorithm/participant/budget-plan.ts";
import { createProblem, promptContent, type TuningProblem } from "../algorithm/participant/problem.ts";
import type { JointChoice } from "../algorithm/participant/sampling.ts";
import {
  beginSelection,
  finishSelection,
  type SelectionProgress,
  selectionCost,
  wantedForSelection,
  withSelectionAnswers,
} from "../algorithm/participant/selection/selection.ts";
import type { TuningState } from "../algorithm/participant/tuning-state.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { View } from "../algorithm/state.ts";
import type { LanguageModel } from "../prompt/language-model.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import { promptAnswers } from "../simulation/prompt-answers.ts";
import type { AskModel } from "../simulation/tuner.ts";
import type { MethodPrompt, MethodShare } from "./method.ts";

export interface Member {
  readonly problem: TuningProblem;
  /** Asks the model, and counts the queries. */
  readonly answer: AskModel;
  readonly spent: () => number;
}

export interface MemberInput {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly share: MethodShare;
  readonly alone: boolean;
  readonly budgetQueries: number;
  readonly seed: string;
  readonly model: LanguageModel;
}

/** @throws RangeError if the budget does not even allow the race at the end. Nothing is asked then. */
export function createMember({ space, settings, share, alone, budgetQueries, seed, model }: MemberInput): Member {
  const input = { space, settings, layout: model.capabilities.layout, alone, ...share, test: [], seed };
  const problem = createProblem({ ...input, ...planBudget(createProblem(input), budgetQueries) });
  const least = selectionCost(problem);
  if (!Number.isInteger(budgetQueries) || budgetQueries < least)
    throw new RangeError(`budgetQueries must be a whole number of at least ${least} for this participant's examples, not ${budgetQueries}`);
  const ask = promptAnswers(problem, model);
  let queries = 0;
  return {
    problem,
    spent: () => queries,
    answer(wanted) {
      queries += wanted.length;
      return ask(wanted);
    },
  };
}

/** Selects a prompt as production does. */
export function selected(member: Member, tuning: TuningState, view: View): Promise<MethodPrompt> {
  return raced(member, beginSelection(member.problem, tuning, view));
}

export async function raced({ problem, answer, spent }: Member, begun: SelectionProgress): Promise<MethodPrompt> {
  let progress = begun;
  while (progress.stage < progress.stages.length)
    progress = withSelectionAnswers(problem, progress, await answer(wantedForSelection(progress)));
  return fixedPrompt(problem, finishSelection(problem, progress).choice, spent());
}

/** The same content for every query. */
function fixedPrompt(problem: TuningProblem, choice: JointChoice, queries: number): MethodPrompt {
  const content = promptContent(problem, choice);
  return { contentFor: () => content, queries };
}
