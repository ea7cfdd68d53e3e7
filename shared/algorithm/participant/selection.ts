// Which prompt a participant ends with [A37]: the incumbents and the likeliest choices of Z and q race on training and validation
// examples, the initial prompt always among them, so that the result is not worse than what the owner began with.

import {
  type AnsweredRow,
  labelOffsets,
  lossWithOffsets,
  predictedLabel,
  promptLoss,
  sharpenedLoss,
  sharpnessOf,
} from "../../prompt/loss.ts";
import { ABSENT, initialLowerChoice } from "../../prompt/search-space.ts";
import { shrinkageOf, slotwise } from "../level.ts";
import type { View } from "../state.ts";
import {
  type AnswersByChoice,
  answeredRows,
  mergedAnswers,
  type ReceivedAnswer,
  type RowAnswers,
  refusedBeside,
  type WantedAnswer,
} from "./answers.ts";
import { drawableLevels, type TuningProblem } from "./problem.ts";
import { beats, type Contender, holds } from "./prompt-comparison.ts";
import { cheapestChoice, choiceKey, type JointChoice, likeliestChoice } from "./sampling.ts";
import { RACE_FACTOR } from "./step-rows.ts";
import type { TuningState } from "./tuning-state.ts";

/** A selection under way; plain data. */
export interface SelectionProgress {
  /** The initial prompt first. */
  readonly candidates: readonly JointChoice[];
  readonly stages: readonly (readonly number[])[];
  readonly stage: number;
  readonly racing: readonly number[];
  /** By choiceKey; null: refused. */
  readonly answers: AnswersByChoice;
}

/** How a prompt did on some rows. */
export interface RowScore {
  readonly correct: number;
  readonly total: number;
  /** Mean cross-entropy in nats over the rows, each counting the same. */
  readonly loss: number;
}

export interface Selected {
  readonly choice: JointChoice;
  /** Shape [labels]; all 0 for the plain loss. */
  readonly labelOffsets: readonly number[];
  /** No candidate was better than the initial prompt: `choice` is the initial prompt, perhaps with offsets. */
  readonly baselineKept: boolean;
}

/** Prompts that stay to the end, beside the initial one [A37f]. */
const FINALISTS = 2;
/** Rows of the first stage, or two of each class where that is more [A37e]: the classes come in pairs. */
const FIRST_ROWS = 12;

/** `view`: the newest consensus; the likeliest choice of its Z is a candidate. */
export function beginSelection(problem: TuningProblem, tuning: TuningState, view: View): SelectionProgress {
  return beginRace(problem, candidatesOf(problem, tuning, view), [...tuning.promising, ...tuning.incumbents]);
}

/** Any candidates, best bets first, as many as the problem has room for [A37c]; what was asked of some of them before is not asked again. */
export function beginRace(
  problem: TuningProblem,
  choices: readonly JointChoice[],
  known: readonly (JointChoice & { readonly answers: RowAnswers })[],
): SelectionProgress {
  const all = [initialChoice(problem), ...choices];
  const candidates = all
    .filter((choice, i) => all.findIndex((other) => choiceKey(other) === choiceKey(choice)) === i)
    .slice(0, problem.selectionCandidates + 1);
  return {
    candidates: candidates.map(({ lower, upper }) => ({ lower, upper })),
    stages: stageSizes(problem).map((size) => problem.selectionRows.slice(0, size)),
    stage: 0,
    racing: candidates.map((_, k) => k),
    answers: new Map(known.map((entry) => [choiceKey(entry), new Map(entry.answers)])),
  };
}

export function initialChoice(problem: TuningProblem): JointChoice {
  return { lower: [...initialLowerChoice(problem.space)], upper: problem.upperShape.slots.map(() => ABSENT) };
}

/**
 * Best bets first: what everybody thinks, what the participant's own table says, its incumbents, and what it tried with most promise [A37a]; with
 * elites the best of the latter before all else [A37b].
 */
function candidatesOf(problem: TuningProblem, { lower, upper, incumbents, promising }: TuningState, view: View): readonly JointChoice[] {
  const { space, upperShape, settings, sampling, alone } = problem;
  const consensus = drawableLevels(problem, Float64Array.from(view.z), upper.distribution);
  const own = drawableLevels(problem, lower.distribution, upper.distribution);
  if (settings.estimator === "policy-gradient") {
    const shown = likeliestChoice(own.upper);
    return [
      { lower: likeliestChoice(consensus.lower), upper: shown },
      { lower: likeliestChoice(own.lower), upper: shown },
      ...incumbents,
      ...promising,
    ];
  }
  const shown = cheapestChoice(own.upper, slotwise(upperShape, upper.table, shrinkageOf(settings)));
  const cheapest = { lower: cheapestChoice(own.lower, slotwise(space, lower.table, shrinkageOf(settings))), upper: shown };
  const shared = likeliestChoice(consensus.lower);
  const [best, ...others] = promising;
  if (sampling === "elite" && best)
    return [
      best,
      ...others.slice(0, 1),
      ...incumbents,
      alone ? cheapest : { lower: shared, upper: best.upper },
      ...others.slice(1, 2),
      cheapest,
      ...others,
    ];
  return [{ lower: shared, upper: shown }, cheapest, ...incumbents, ...promising];
}

/** Rows of the first stage, where there are so many. */
export function rowsOfFirstStage({ space }: Pick<TuningProblem, "space">): number {
  return Math.max(FIRST_ROWS, 2 * space.task.labels.length);
}

function stageSizes({ selectionRows, space }: Pick<TuningProblem, "selectionRows" | "space">): number[] {
  const sizes: number[] = [];
  for (let size = rowsOfFirstStage({ space }); size < selectionRows.length; size *= RACE_FACTOR) sizes.push(size);
  return [...sizes, selectionRows.length];
}

/** Queries the current stage still needs, each once [A36a]; empty when the selection is complete. */
export function wantedForSelection(progress: SelectionProgress): WantedAnswer[] {
  const rows = progress.stages[progress.stage] ?? [];
  return progress.racing.flatMap((k) => {
    const choice = progress.candidates[k];
    if (!choice) return [];
    const known = progress.answers.get(choiceKey(choice));
    return rows.filter((row) => !known?.has(row)).map((row) => ({ choice, row }));
  });
}

/** Most queries a selection costs [A36a]; `known`: rows that all candidates but the initial prompt have been scored on already. */
export function selectionCost(
  problem: Pick<TuningProblem, "selectionRows" | "selectionCandidates" | "space">,
  known: ReadonlySet<number> = new Set(),
): number {
  let racing = problem.selectionCandidates;
  let before = 0;
  let cost = problem.selectionRows.length;
  for (const size of stageSizes(problem)) {
    cost += racing * problem.selectionRows.slice(before, size).filter((row) => !known.has(row)).length;
    before = size;
    racing = survivors(racing);
  }
  return cost;
}

/** The model refuses candidate k where it answers the initial prompt: it is out of the race, however good what is left of it [A37h]. */
function isRefused(progress: SelectionProgress, k: number, rows: readonly number[]): boolean {
  const [answers, initial] = [k, 0].map((at) => {
    const choice = progress.candidates[at];
    return choice && progress.answers.get(choiceKey(choice));
  });
  return refusedBeside(answers, initial, rows);
}

function survivors(racing: number): number {
  return Math.min(racing, Math.max(FINALISTS, Math.ceil(racing / RACE_FACTOR)));
}

export function withSelectionAnswers(
  problem: TuningProblem,
  progress: SelectionProgress,
  answered: readonly ReceivedAnswer[],
): SelectionProgress {
  const next = { ...progress, answers: mergedAnswers(progress.answers, answered), stage: progress.stage + 1 };
  const rows = progress.stages[progress.stage] ?? [];
  const others = progress.racing.filter((k) => k !== 0);
  const complete = others.filter((k) => isComplete(next, k, rows));
  // Cut short before anybody was asked about all rows: what the stages before found stands [A37g].
  const ranked = complete.length === 0 ? others : rankedOf(problem, next, complete, rows);
  return { ...next, racing: [0, ...ranked.slice(0, survivors(others.length))] };
}

/** Best first, all on the same rows; without those that the model refuses. */
function rankedOf(problem: TuningProblem, progress: SelectionProgress, racing: readonly number[], rows: readonly number[]): number[] {
  return racing
    .map((k) => ({ k, loss: selectionLoss(problem, progress, k, rows) }))
    .filter(({ k, loss }) => Number.isFinite(loss) && !isRefused(progress, k, rows))
    .sort((a, b) => a.loss - b.loss || a.k - b.k)
    .map(({ k }) => k);
}

/** Whether a candidate was asked about all rows; refusals are answers. */
function isComplete({ candidates, answers }: SelectionProgress, k: number, rows: readonly number[]): boolean {
  const choice = candidates[k];
  const own = choice && answers.get(choiceKey(choice));
  return rows.every((row) => own?.has(row));
}

/**
 * Ends a selection. The best prompt is taken unless it is worse than the initial prompt beyond noise (one standard error of the paired
 * differences), bare or with offsets, over training and validation rows together or over the validation rows [A37i]: a few dozen rows prove little,
 * and hundreds of queries have spoken for it. Else the initial prompt, with its offsets where they are better over all rows, too [A37l]. Offsets
 * are estimated here whatever the loss [A42c]. Each at its own temperature [A37m]: a prompt with demonstrations may be the less certain and
 * yet the more often right, and who takes the likeliest label never notices.
 */
export function finishSelection(problem: TuningProblem, progress: SelectionProgress): Selected {
  const rows = problem.selectionRows;
  const [, best = 0] = progress.racing;
  const zero = problem.space.task.labels.map(() => 0);
  const contender = (k: number, offsets: readonly number[]): Contender => {
    const sharpness = sharpnessOf(rowsOf(problem, progress, k, rows), offsets);
    return {
      k,
      offsets,
      losses: new Map(
        rows.flatMap((row) => rowsOf(problem, progress, k, [row]).map((one) => [row, sharpenedLoss(one, offsets, sharpness)] as const)),
      ),
    };
  };
  const withOffsets = (k: number): Contender => contender(k, Array.from(offsetsFor(problem, rowsOf(problem, progress, k, rows))));
  const bare = contender(0, zero);
  const initial = withOffsets(0);
  const tuned = withOffsets(best);
  const chosen =
    best !== 0 && holds(problem, tuned, bare) && holds(problem, tuned, initial) ? tuned : beats(problem, initial, bare) ? initial : bare;
  return { choice: progress.candidates[chosen.k] ?? { lower: [], upper: [] }, labelOffsets: chosen.offsets, baselineKept: chosen.k === 0 };
}

/** Accuracy and loss of answered rows under given offsets. */
export function scoreRows(rows: readonly AnsweredRow[], offsets: readonly number[]): RowScore {
  return {
    correct: rows.filter((row) => predictedLabel(row.logProbs, offsets) === row.label).length,
    total: rows.length,
    loss: meanLoss(rows, offsets),
  };
}

/** Label offsets for deployment: estimated on all rows given; all 0 where they have one class only. */
function offsetsFor(problem: TuningProblem, rows: readonly AnsweredRow[]): Float64Array {
  return labelOffsets(rows, problem.space.task.labels.length);
}

/** Answers of one candidate that a selection has gathered. */
export function selectionAnswers(progress: SelectionProgress, choice: JointChoice): RowAnswers {
  return [...(progress.answers.get(choiceKey(choice)) ?? [])];
}

/** Each row counts the same: skewed validation examples are what the participant will meet. */
function meanLoss(rows: readonly AnsweredRow[], offsets: readonly number[]): number {
  if (rows.length === 0) return Number.NaN;
  return rows.reduce((sum, row) => sum + lossWithOffsets("calibrated", [row], offsets) / rows.length, 0);
}

/**
 * What a prompt is worth to those who can apply offsets and to those who have text only: the mean of both losses, unless the task wants offsets
 * [A42].
 */
function selectionLoss(problem: TuningProblem, progress: SelectionProgress, k: number, rows: readonly number[]): number {
  const kind = problem.settings.loss === "calibrated" ? "calibrated" : "balanced";
  const answered = rowsOf(problem, progress, k, rows);
  return answered.length > 0 ? promptLoss(kind, answered, problem.space.task.labels.length) : Number.NaN;
}

function rowsOf(problem: TuningProblem, progress: SelectionProgress, k: number, rows: readonly number[]): AnsweredRow[] {
  const choice = progress.candidates[k];
  return choice ? answeredRows(problem, progress.answers.get(choiceKey(choice)), rows) : [];
}
