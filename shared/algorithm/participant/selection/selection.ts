// Selects the prompt with which a participant ends [A37]. The incumbents and the likeliest choices of Z and q race on training and
// validation examples. The initial prompt always takes part, so the result is not worse than the owner's prompt.

import {
  type AnsweredRow,
  labelOffsets,
  lossWithOffsets,
  promptLoss,
  rightness,
  sharpenedLoss,
  sharpnessOf,
} from "../../../prompt/loss.ts";
import { ABSENT, initialLowerChoice } from "../../../prompt/search-space.ts";
import { shrinkageOf, slotwise } from "../../level.ts";
import type { View } from "../../state.ts";
import {
  type AnswersByChoice,
  answeredRows,
  mergedAnswers,
  type ReceivedAnswer,
  type RowAnswers,
  refusedBeside,
  type WantedAnswer,
} from "../answers.ts";
import { drawableLevels, type TuningProblem } from "../problem.ts";
import { cheapestChoice, choiceKey, type JointChoice, likeliestChoice } from "../sampling.ts";
import { RACE_FACTOR } from "../step-rows.ts";
import type { TuningState } from "../tuning-state.ts";
import { beats, type Contender, holds } from "./prompt-comparison.ts";

/** A selection under way, as plain data. */
export interface SelectionProgress {
  /** The initial prompt first. */
  readonly candidates: readonly JointChoice[];
  readonly stages: readonly (readonly number[])[];
  readonly stage: number;
  readonly racing: readonly number[];
  /** By choiceKey. null means that the model refused. */
  readonly answers: AnswersByChoice;
}

/** The score of a prompt on some rows. */
export interface RowScore {
  /** A count; where answers are no labels, the sum of their scores. */
  readonly correct: number;
  readonly total: number;
  /** The mean cross-entropy over the rows, in nats. Each row counts the same. */
  readonly loss: number;
}

export interface Selected {
  readonly choice: JointChoice;
  /** Shape [labels]; all 0 for the plain loss. */
  readonly labelOffsets: readonly number[];
  /** No candidate was better than the initial prompt: `choice` is the initial prompt, perhaps with offsets. */
  readonly baselineKept: boolean;
}

/** So many prompts stay to the end, beside the initial one [A37f]. */
const FINALISTS = 2;
/** The first stage has so many rows, or two of each class if that is more [A37e]: the classes come in pairs. */
const FIRST_ROWS = 12;

/**
 * `view` is the newest consensus: the likeliest choice of its Z is a candidate. `start` has what the starting prompt has answered already
 * [A36c].
 */
export function beginSelection(
  problem: TuningProblem,
  tuning: TuningState & { readonly start?: RowAnswers },
  view: View,
): SelectionProgress {
  const kept = [...tuning.promising, ...tuning.incumbents];
  const initial = initialChoice(problem);
  // Where it was drawn as other prompts are, it may have been asked about other rows, too.
  const drawn = kept.filter((entry) => choiceKey(entry) === choiceKey(initial)).flatMap(({ answers }) => answers);
  const known = { ...initial, answers: [...(tuning.start ?? []), ...drawn] };
  return beginRace(problem, candidatesOf(problem, tuning, view), [...kept, known]);
}

/**
 * Begins a race of candidates, best bets first, as many as the problem allows [A37c]. `known` has earlier answers, which are not asked for
 * again.
 */
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
 * The candidates, best bets first: the consensus, the cheapest by the participant's own table, its incumbents, and its most promising
 * prompts [A37a]. With elites, the best of the promising ones come before all others [A37b].
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

/** The number of rows of the first stage, if there are so many. */
export function rowsOfFirstStage({ space }: Pick<TuningProblem, "space">): number {
  return Math.max(FIRST_ROWS, 2 * space.task.labels.length);
}

function stageSizes({ selectionRows, space }: Pick<TuningProblem, "selectionRows" | "space">): number[] {
  const sizes: number[] = [];
  for (let size = rowsOfFirstStage({ space }); size < selectionRows.length; size *= RACE_FACTOR) sizes.push(size);
  return [...sizes, selectionRows.length];
}

/** The queries that the current stage still needs, each once [A36a]; none if the selection is complete. */
export function wantedForSelection(progress: SelectionProgress): WantedAnswer[] {
  const rows = progress.stages[progress.stage] ?? [];
  return progress.racing.flatMap((k) => {
    const choice = progress.candidates[k];
    if (!choice) return [];
    const known = progress.answers.get(choiceKey(choice));
    return rows.filter((row) => !known?.has(row)).map((row) => ({ choice, row }));
  });
}

/**
 * The most queries that a selection can cost [A36a]. On the rows in `known`, all candidates except the initial prompt are scored already.
 */
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

/**
 * True if the model refuses candidate k on rows on which it answers the initial prompt. Then k is out of the race, however good it is
 * [A37h].
 */
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
  // If a limit ended the stage before any candidate was asked about all rows, the ranking of the stages before stands [A37g].
  const ranked = complete.length === 0 ? others : rankedOf(problem, next, complete, rows);
  return { ...next, racing: [0, ...ranked.slice(0, survivors(others.length))] };
}

/** The racing candidates, best first on the same rows, without those that the model refuses. */
function rankedOf(problem: TuningProblem, progress: SelectionProgress, racing: readonly number[], rows: readonly number[]): number[] {
  return racing
    .map((k) => ({ k, loss: selectionLoss(problem, progress, k, rows) }))
    .filter(({ k, loss }) => Number.isFinite(loss) && !isRefused(progress, k, rows))
    .sort((a, b) => a.loss - b.loss || a.k - b.k)
    .map(({ k }) => k);
}

/** True if a candidate was asked about all rows. A refusal is an answer. */
function isComplete({ candidates, answers }: SelectionProgress, k: number, rows: readonly number[]): boolean {
  const choice = candidates[k];
  const own = choice && answers.get(choiceKey(choice));
  return rows.every((row) => own?.has(row));
}

/**
 * Ends a selection. It takes the best prompt unless that is worse than the initial prompt beyond noise, which is one standard error of the
 * paired differences. The initial prompt counts bare and with offsets, over training and validation rows together and over the validation
 * rows [A37i]: a few dozen rows prove little, and hundreds of queries have spoken for the best prompt. Otherwise it takes the initial
 * prompt, with offsets if they are better over all rows [A37l]. Offsets are estimated here whatever the loss [A42c]. Each prompt is
 * compared at its own temperature [A37m]: a prompt with demonstrations may be less certain and yet more often right, and whoever takes the
 * likeliest label does not notice the temperature.
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
  if (bare.losses.size === 0) return unmeasured(problem, progress);
  const initial = withOffsets(0);
  const tuned = withOffsets(best);
  const chosen =
    best !== 0 && holds(problem, tuned, bare) && holds(problem, tuned, initial) ? tuned : beats(problem, initial, bare) ? initial : bare;
  return { choice: progress.candidates[chosen.k] ?? { lower: [], upper: [] }, labelOffsets: chosen.offsets, baselineKept: chosen.k === 0 };
}

/**
 * The outcome if a selection was ended before the initial prompt was asked about any row: the candidate that was asked about most rows
 * until then, the one of lower loss among equals [A37n]. Nothing shows that it is better, so it has no offsets.
 */
function unmeasured(problem: TuningProblem, progress: SelectionProgress): Selected {
  const labelOffsets = problem.space.task.labels.map(() => 0);
  const known = progress.candidates.map((_, k) => {
    const rows = rowsOf(problem, progress, k, problem.selectionRows);
    return { k, rows: rows.length, loss: rows.length > 0 ? meanLoss(rows, labelOffsets) : Number.POSITIVE_INFINITY };
  });
  const [best] = known.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows || a.loss - b.loss || a.k - b.k);
  const k = best?.k ?? 0;
  return { choice: progress.candidates[k] ?? { lower: [], upper: [] }, labelOffsets, baselineKept: k === 0 };
}

/** The accuracy and the loss of answered rows under these offsets. */
export function scoreRows(rows: readonly AnsweredRow[], offsets: readonly number[]): RowScore {
  return {
    correct: rows.reduce((sum, row) => sum + rightness(row, offsets), 0),
    total: rows.length,
    loss: meanLoss(rows, offsets),
  };
}

/** The label offsets for deployment, estimated on all these rows; all 0 if the rows have only one class. */
function offsetsFor(problem: TuningProblem, rows: readonly AnsweredRow[]): Float64Array {
  return labelOffsets(rows, problem.space.task.labels.length);
}

/** The answers that a selection has gathered of one candidate. */
export function selectionAnswers(progress: SelectionProgress, choice: JointChoice): RowAnswers {
  return [...(progress.answers.get(choiceKey(choice)) ?? [])];
}

/** Each row counts the same: if the validation examples are skewed, so are the texts that the participant will meet. */
function meanLoss(rows: readonly AnsweredRow[], offsets: readonly number[]): number {
  if (rows.length === 0) return Number.NaN;
  return rows.reduce((sum, row) => sum + lossWithOffsets("calibrated", [row], offsets) / rows.length, 0);
}

/**
 * The mean of the losses with and without offsets, for those who can apply offsets and those who cannot; only with offsets if the task
 * wants it [A42].
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
