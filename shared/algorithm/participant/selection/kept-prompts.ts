// The prompts that a participant keeps from step to step: the best of those that raced to all training rows, and the most promising ones.

import { shrinkageOf, slotwise } from "../../level.ts";
import { answeredLoss, refusedBeside } from "../answers.ts";
import type { TuningProblem } from "../problem.ts";
import { choiceKey, type JointChoice } from "../sampling.ts";
import type { Incumbent, StepProgress, Tried, TuningState } from "../tuning-state.ts";
import { estimatedLosses } from "./prompt-estimates.ts";

const INCUMBENTS = 4;
/** So many promising prompts are kept, to make new ones of and for the race at the end [A41]. */
const KEPT = 64;
/** After the first rows, this share of a prompt's own deviation from its parts is believed, in [0, 1] [A41a]. */
const OWN_SHARE = 0.25;

/** The best of the prompts that raced to all of `fit`, old and new. Without races there are none [A5e]. */
export function updatedIncumbents(problem: TuningProblem, state: TuningState, progress: StepProgress): readonly Incumbent[] {
  if (problem.settings.racePeriod === 0) return state.incumbents;
  const known = new Set(state.incumbents.map(choiceKey));
  const complete = progress.choices.flatMap((choice) => {
    const key = choiceKey(choice);
    const answers = progress.answers.get(key);
    if (known.has(key) || !problem.fit.every((row) => answers?.has(row)) || isRefused(progress, key, problem.fit)) return [];
    known.add(key);
    const kept = problem.fit.map((row) => [row, answers?.get(row) ?? null] as const);
    return [{ ...choice, answers: kept, loss: answeredLoss(problem, answers, problem.fit) }];
  });
  return [...state.incumbents, ...complete].sort((a, b) => a.loss - b.loss).slice(0, INCUMBENTS);
}

/** The prompts of the lowest expected losses, best first, each once. */
export function updatedPromising(problem: TuningProblem, state: TuningState, progress: StepProgress): Tried[] {
  const tried = new Map<string, Tried>(state.promising.map((entry) => [choiceKey(entry), entry]));
  for (const entry of triedIn(problem, state, progress)) {
    const key = choiceKey(entry);
    tried.set(key, { ...entry, origin: tried.get(key)?.origin ?? entry.origin });
  }
  const entries = [...tried.values()];
  const losses = problem.sampling === "elite" ? estimatedLosses(problem, entries) : expectedByTables(problem, state, entries);
  return entries
    .map((entry, k) => ({ entry, loss: losses[k] ?? 0 }))
    .sort((a, b) => a.loss - b.loss)
    .slice(0, KEPT)
    .map(({ entry }) => entry);
}

function triedIn(problem: TuningProblem, state: TuningState, progress: StepProgress): readonly Tried[] {
  const first = progress.stages[0] ?? [];
  const losses = progress.choices.map((choice) => answeredLoss(problem, progress.answers.get(choiceKey(choice)), first));
  const parts = explainedBy(problem, state);
  const scored = progress.choices.flatMap((choice, k) =>
    Number.isFinite(losses[k]) && !isRefused(progress, choiceKey(choice), first) ? [{ choice, k, loss: losses[k] ?? 0 }] : [],
  );
  const level = scored.reduce((sum, { choice, loss }) => sum + (loss - parts(choice)) / scored.length, 0);
  return scored.map(({ choice: { lower, upper }, k, loss }) => ({
    lower,
    upper,
    origin: progress.origins[k] ?? "elites",
    relativeLoss: loss - level,
    answers: [...(progress.answers.get(choiceKey({ lower, upper })) ?? [])],
  }));
}

/** True if the model refuses the prompt on rows on which other prompts of the step were answered [A41e]. */
function isRefused(progress: StepProgress, key: string, rows: readonly number[]): boolean {
  const answered = new Map<number, readonly number[]>();
  for (const choice of progress.choices) {
    const answers = progress.answers.get(choiceKey(choice));
    for (const row of rows) {
      const logProbs = answers?.get(row);
      if (logProbs) answered.set(row, logProbs);
    }
  }
  return refusedBeside(progress.answers.get(key), answered, rows);
}

/**
 * The tables' costs of a prompt's parts, plus a share of the prompt's own deviation from them. A few rows tell little about the deviation.
 */
function expectedByTables(problem: TuningProblem, state: TuningState, entries: readonly Tried[]): readonly number[] {
  const parts = explainedBy(problem, state);
  return entries.map((entry) => (1 - OWN_SHARE) * parts(entry) + OWN_SHARE * entry.relativeLoss);
}

/**
 * The tables' costs of a prompt's parts. They are 0 with the policy gradient, whose score estimates are far noisier than any cost [A41b].
 */
function explainedBy({ settings, space, upperShape }: TuningProblem, state: TuningState): (choice: JointChoice) => number {
  if (settings.estimator === "policy-gradient") return () => 0;
  const lower = slotwise(space, state.lower.table, shrinkageOf(settings));
  const upper = slotwise(upperShape, state.upper.table, shrinkageOf(settings));
  return (choice) =>
    space.slots.reduce((sum, { offset }, i) => sum + (lower[offset + (choice.lower[i] ?? 0)] ?? 0), 0) +
    upperShape.slots.reduce((sum, { offset }, u) => sum + (upper[offset + (choice.upper[u] ?? 0)] ?? 0), 0);
}
