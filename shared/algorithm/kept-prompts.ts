// Prompts that a participant keeps from step to step: the best of those raced to all training rows, and the most promising tried.

import { type Answers, answeredLoss } from "./answers.ts";
import type { Problem } from "./problem.ts";
import { estimatedLosses } from "./prompt-estimates.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";
import type { StepProgress, TuningState } from "./tuning.ts";

const INCUMBENTS = 4;
/** Prompts kept to build new ones from and for the race at the end. */
const KEPT = 64;

/** How a prompt was made: at large before there were elites, by the tables, or of elites. */
export type Origin = "first" | "table" | "elites";

/** A prompt scored on a few rows. */
export interface Tried extends JointChoice {
  readonly origin: Origin;
  readonly answers: Answers;
}

/** A prompt scored on all of `fit`. */
export interface Incumbent extends JointChoice {
  readonly answers: Answers;
  readonly loss: number;
}

/** The best of the prompts scored on all of `fit`, old and new. */
export function updatedIncumbents(problem: Problem, state: TuningState, progress: StepProgress): Incumbent[] {
  const known = new Set(state.incumbents.map(choiceKey));
  const complete = progress.choices.flatMap((choice) => {
    const key = choiceKey(choice);
    const answers = progress.answers.get(key);
    if (known.has(key) || !problem.fit.every((row) => answers?.get(row))) return [];
    known.add(key);
    const kept = problem.fit.flatMap((row) => {
      const logProbs = answers?.get(row);
      return logProbs ? [[row, logProbs] as const] : [];
    });
    return [{ ...choice, answers: kept, loss: answeredLoss(problem, answers, problem.fit) }];
  });
  return [...state.incumbents, ...complete].sort((a, b) => a.loss - b.loss).slice(0, INCUMBENTS);
}

/** The prompts of the lowest estimated loss, best first: those kept before, with what the step learned of them, and those it tried. */
export function updatedPromising(problem: Problem, state: TuningState, progress: StepProgress): Tried[] {
  const tried = new Map<string, Tried>(state.promising.map((entry) => [choiceKey(entry), entry]));
  for (const [k, { lower, upper }] of progress.choices.entries()) {
    const key = choiceKey({ lower, upper });
    const origin = tried.get(key)?.origin ?? progress.origins[k] ?? "elites";
    const answers = [...(progress.answers.get(key) ?? [])].flatMap(([row, a]) => (a ? [[row, a] as const] : []));
    if (answers.length > 0) tried.set(key, { lower, upper, origin, answers });
  }
  const entries = [...tried.values()];
  const losses = estimatedLosses(problem, entries);
  return entries
    .map((entry, k) => ({ entry, loss: losses[k] ?? 0 }))
    .sort((a, b) => a.loss - b.loss)
    .slice(0, KEPT)
    .map(({ entry }) => entry);
}
