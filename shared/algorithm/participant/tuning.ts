// The participant's side of the algorithm: a step plans its model queries [A36], the caller runs them, the step applies the losses [A13].
// A step looks at many prompts on few rows and, if the task asks for races, at the better ones on more rows. The steps of a participant
// that is alone solve the centralised problem (Eq. 2).

import { mean } from "../../math/mean.ts";
import { type AnsweredRow, rightness } from "../../prompt/loss.ts";
import type { LevelBatch } from "../estimator.ts";
import { initialLevel } from "../level.ts";
import { localStep } from "../local-step.ts";
import type { AccuracyCounts, View } from "../state.ts";
import { answeredLoss, answeredRows, mergedAnswers, type ReceivedAnswer, type WantedAnswer } from "./answers.ts";
import { firstLook, foundByLook } from "./first-look.ts";
import type { TuningProblem } from "./problem.ts";
import { type Choice, choiceKey, type JointChoice } from "./sampling.ts";
import { updatedIncumbents, updatedPromising } from "./selection/kept-prompts.ts";
import { promptsOfStep } from "./step-prompts.ts";
import { RACE_FACTOR, stagesOf } from "./step-rows.ts";
import type { StepProgress, TuningState } from "./tuning-state.ts";

export interface FinishedStep {
  readonly state: TuningState;
  /** The batch to be contributed: lower-level samples [samples x slots] and float32 losses. Null if no prompt could be scored. */
  readonly contribution: { readonly samples: Uint16Array; readonly losses: Float32Array; readonly onDistribution: number } | null;
  /** The mean loss of the fresh prompts on the step's first rows. */
  readonly meanLoss: number;
  /** The right answers of the fresh prompts on these rows, without offsets. */
  readonly accuracy: AccuracyCounts;
}

export function initialTuning(problem: TuningProblem, view: View): TuningState {
  const lower = initialLevel(problem.space, problem.settings);
  return { step: 0, lower, upper: initialLevel(problem.upperShape, problem.settings), view, incumbents: [], promising: [] };
}

/** The view of a consensus to which nobody has contributed: Z is uniform and pulls nobody. */
export function uniformView(problem: Pick<TuningProblem, "space">): View {
  const { space } = problem;
  const z = Float32Array.from(initialLevel(space, { optimiser: "plain" }).distribution);
  return { iteration: 0, z, pull: new Float32Array(space.dimension) };
}

/**
 * Plans step `state.step + 1`. If every answer for its prompts on the rows whose turn it is is already known, the step moves on to the next
 * rows [A5a]. It may still ask nothing, if the prompts that it makes are all known by heart.
 */
export function beginStep(problem: TuningProblem, state: TuningState): StepProgress {
  const look = firstLook(problem, state);
  if (look) return look;
  let progress = planned(problem, state, 0);
  for (let ahead = 1; ahead < problem.fit.length && wantedAnswers(progress).length === 0; ahead++)
    progress = planned(problem, state, ahead);
  return progress;
}

function planned(problem: TuningProblem, state: TuningState, ahead: number): StepProgress {
  // The rows of the other steps go on as if there had been no look [A55d].
  const stages = stagesOf(problem, state.step - (state.look ? 1 : 0), ahead);
  const prompts = promptsOfStep(problem, state, stages[0] ?? []);
  // The answers to elites go on counting. Other samplings seldom draw the same prompt again, and then look at other rows.
  const kept = problem.sampling === "elite" ? [...state.promising, ...state.incumbents] : state.incumbents;
  const answers = new Map(kept.map((known) => [choiceKey(known), new Map(known.answers)]));
  return { ...prompts, stages, stage: 0, racing: prompts.choices.map((_, k) => k), answers };
}

/**
 * The queries that the stage still needs, each once [A36], prompt after prompt so that a prompt's prefix is reused; none if the step is
 * complete.
 */
export function wantedAnswers(progress: StepProgress): WantedAnswer[] {
  const rows = progress.stages[progress.stage] ?? [];
  const wanted: WantedAnswer[] = [];
  const asked = new Set<string>();
  for (const k of progress.racing) {
    const choice = progress.choices[k];
    if (!choice) continue;
    const key = choiceKey(choice);
    if (asked.has(key)) continue;
    asked.add(key);
    const known = progress.answers.get(key);
    for (const row of rows) if (!known?.has(row)) wanted.push({ choice, row });
  }
  return wanted;
}

/** Takes in the answers to all of `wantedAnswers`, ends the stage and picks the prompts that stay in the race [A5c]. */
export function withAnswers(problem: TuningProblem, progress: StepProgress, answered: readonly ReceivedAnswer[]): StepProgress {
  const next = { ...progress, answers: mergedAnswers(progress.answers, answered) };
  const ranked = progress.racing
    .map((k) => ({ k, loss: lossOf(problem, next, k, progress.stages[progress.stage] ?? []) }))
    .filter(({ loss }) => Number.isFinite(loss))
    .sort((a, b) => a.loss - b.loss || a.k - b.k);
  const distinct = ranked.filter(({ k }, i) => ranked.findIndex((other) => keyAt(next, other.k) === keyAt(next, k)) === i);
  return { ...next, stage: progress.stage + 1, racing: distinct.slice(0, Math.ceil(ranked.length / RACE_FACTOR)).map(({ k }) => k) };
}

/**
 * Applies a complete step to the tables, q, p [A13a] and the incumbents, and says what to contribute [A5g]. The policy gradient takes the
 * losses on the first rows [A10e], the table takes refined ones [A5f], both as float32 [A38].
 */
export function finishStep(problem: TuningProblem, state: TuningState, progress: StepProgress): FinishedStep {
  const first = progress.stages[0] ?? [];
  const policyGradient = problem.settings.estimator === "policy-gradient";
  const scored = progress.choices
    .map((choice, k) => ({
      choice,
      k,
      loss: policyGradient ? lossOf(problem, progress, k, first) : refinedLoss(problem, state, progress, k),
    }))
    .filter(({ k, loss }) => Number.isFinite(loss) && !(policyGradient && k >= progress.onDistribution));
  const onDistribution = scored.filter(({ k }) => k < progress.onDistribution).length;
  const losses = Float32Array.from(scored, ({ loss }) => reported(problem, loss));
  const incumbents = updatedIncumbents(problem, state, progress);
  const look = foundByLook(problem, progress) ?? state.look;
  const next = { ...state, step: state.step + 1, incumbents, ...(look ? { look } : {}) };
  if (scored.length < 2)
    return {
      state: next,
      contribution: null,
      meanLoss: Number.NaN,
      accuracy: { right: 0, asked: 0 },
    };
  const batchOf = (pick: (choice: JointChoice) => Choice): LevelBatch => ({
    samples: Uint16Array.from(scored.flatMap(({ choice }) => pick(choice))),
    losses,
    onDistribution,
  });
  const { settings, lossRange, space, upperShape } = problem;
  const common = { settings, lossRange };
  const lowerBatch = batchOf((choice) => choice.lower);
  const lower = localStep(
    { ...common, shape: space, level: state.lower, batch: lowerBatch, stepSize: settings.stepLower },
    problem.alone ? null : state.view,
  );
  const upperBatch = batchOf((choice) => choice.upper);
  const upper = localStep({ ...common, shape: upperShape, level: state.upper, batch: upperBatch, stepSize: settings.stepUpper }, null);
  const promising = updatedPromising(problem, { ...state, lower, upper }, progress);
  const fresh = scored.filter(({ k }) => k < progress.onDistribution);
  const own = fresh.map(({ k }) => lossOf(problem, progress, k, first));
  return {
    state: { ...next, lower, upper, promising },
    contribution: { samples: Uint16Array.from(lowerBatch.samples), losses, onDistribution },
    meanLoss: mean(own),
    accuracy: accuracyOf(
      problem,
      fresh.flatMap(({ choice }) => answeredRows(problem, progress.answers.get(choiceKey(choice)), first)),
    ),
  };
}

/** Losses that are sent are multiples of this, in nats. A mean of four rows varies by some .3 from one look to the next. */
const LOSS_GRID = 1 / 64;

/** A participant that is alone reports to nobody, and its losses keep their bits [A18e]. */
function reported({ alone, lossRange }: TuningProblem, loss: number): number {
  return Math.min(lossRange, Math.max(0, alone ? loss : Math.round(loss / LOSS_GRID) * LOSS_GRID));
}

function accuracyOf({ space }: TuningProblem, rows: readonly AnsweredRow[]): AccuracyCounts {
  const unbiased = new Float64Array(space.task.labels.length);
  const right = rows.reduce((sum, row) => sum + rightness(row, unbiased), 0);
  // A sum of scores is told as a whole number, as counts are.
  return { right: Math.round(right), asked: rows.length };
}

function keyAt(progress: StepProgress, k: number): string {
  const choice = progress.choices[k];
  return choice ? choiceKey(choice) : "";
}

function lossOf(problem: TuningProblem, progress: StepProgress, k: number, rows: readonly number[]): number {
  return answeredLoss(problem, progress.answers.get(keyAt(progress, k)), rows);
}

/**
 * A sample's loss on the first rows. If it raced on more, it is the loss of the reference (the best incumbent) on the first rows plus the
 * paired difference to the reference on all rows on which both were scored. That has the same expectation up to the rows drawn, less noise,
 * and no winner's curse.
 */
function refinedLoss(problem: TuningProblem, state: TuningState, progress: StepProgress, k: number): number {
  const first = progress.stages[0] ?? [];
  const plain = lossOf(problem, progress, k, first);
  const reference = state.incumbents[0];
  const answers = progress.answers.get(keyAt(progress, k));
  if (!reference || !answers) return plain;
  const known = new Map(reference.answers);
  const shared = [...answers.keys()].filter((row) => answers.get(row) && known.get(row)).sort((a, b) => a - b);
  if (shared.length <= first.length) return plain;
  return answeredLoss(problem, known, first) + answeredLoss(problem, answers, shared) - answeredLoss(problem, known, shared);
}
