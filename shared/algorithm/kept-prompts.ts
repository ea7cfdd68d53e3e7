// Prompts that a participant keeps from step to step: the best of those raced to all training rows, and the most promising tried.

import { type Answers, answeredLoss } from "./answers.ts";
import { shrinkageOf, slotwise } from "./level.ts";
import type { Problem } from "./problem.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";
import type { StepProgress, TuningState } from "./tuning.ts";

const INCUMBENTS = 4;
/** Prompts kept for the race at the end. */
const PROMISING = 32;
/** Share of a prompt's own deviation from its parts that is believed after the first rows, in [0, 1]. */
const OWN_SHARE = 0.25;
/** A prompt scored on a few rows. */
export interface Tried extends JointChoice {
  /** Its loss less the level of its step: what other prompts would have had on the same rows. */
  readonly relativeLoss: number;
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

/**
 * The prompts with the lowest expected loss: what the tables say of their parts, and a share of what the prompt itself did better or worse than
 * that, since a few rows tell little of it.
 */
export function updatedPromising(problem: Problem, state: TuningState, progress: StepProgress): Tried[] {
  const { settings, space, upperShape } = problem;
  const lower = slotwise(space, state.lower.table, shrinkageOf(settings));
  const upper = slotwise(upperShape, state.upper.table, shrinkageOf(settings));
  const explained = (choice: JointChoice): number =>
    space.slots.reduce((sum, { offset }, i) => sum + (lower[offset + (choice.lower[i] ?? 0)] ?? 0), 0) +
    upperShape.slots.reduce((sum, { offset }, u) => sum + (upper[offset + (choice.upper[u] ?? 0)] ?? 0), 0);
  const first = progress.stages[0] ?? [];
  const scored = progress.choices.flatMap((choice) => {
    const loss = answeredLoss(problem, progress.answers.get(choiceKey(choice)), first);
    return Number.isFinite(loss) ? [{ choice, loss, explained: explained(choice) }] : [];
  });
  const level = scored.reduce((sum, entry) => sum + (entry.loss - entry.explained) / scored.length, 0);
  const tried = scored.map(({ choice, loss }): Tried => {
    const answers = progress.answers.get(choiceKey(choice));
    return { ...choice, relativeLoss: loss - level, answers: [...(answers ?? [])].flatMap(([row, a]) => (a ? [[row, a] as const] : [])) };
  });
  const expected = (entry: Tried): number => {
    const parts = explained(entry);
    return parts + OWN_SHARE * (entry.relativeLoss - parts);
  };
  const keys = new Set<string>();
  return [...state.promising, ...tried]
    .map((entry) => ({ entry, loss: expected(entry) }))
    .sort((a, b) => a.loss - b.loss)
    .map(({ entry }) => entry)
    .filter((entry) => !keys.has(choiceKey(entry)) && keys.add(choiceKey(entry)))
    .slice(0, PROMISING);
}
