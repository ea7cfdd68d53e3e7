// What a simulated participant does between two views of the consensus: one step. The honest one runs the production steps; an attacker
// sends what it likes, which can only be samples and bounded losses.

import type { Problem } from "../algorithm/problem.ts";
import type { LevelState, View } from "../algorithm/state.ts";
import { levelDigest } from "../algorithm/state-digest.ts";
import {
  beginStep,
  finishStep,
  initialTuning,
  type StepProgress,
  type TuningState,
  uniformView,
  type WantedAnswer,
  wantedAnswers,
  withAnswers,
} from "../algorithm/tuning.ts";

export interface StepResult {
  /** Shape [samples x slots]. */
  readonly samples: Uint16Array;
  readonly losses: Float32Array;
  readonly onDistribution: number;
  readonly queries: number;
}

export interface Tuner {
  readonly problem: Problem;
  /** One step from this view. */
  step(view: View): StepResult | Promise<StepResult>;
  /** Digest of p and table, which must be the aggregator's; null for who does not keep account. */
  digest(): string | null;
  /** Takes p and table over from the aggregator: the two have come apart. */
  restore(lower: LevelState): void;
}

export type Answered = WantedAnswer & { readonly logProbs: ArrayLike<number> | null };
export type Answer = (wanted: readonly WantedAnswer[]) => readonly Answered[] | Promise<readonly Answered[]>;

export interface HonestTuner extends Tuner {
  readonly tuning: TuningState;
  /** Queries asked so far. */
  readonly queries: number;
}

/** `stages`: more looks than this at the better prompts of a step are left out; all of them by default. */
export function createTuner(problem: Problem, answer: Answer, stages = Number.POSITIVE_INFINITY): HonestTuner {
  let tuning = initialTuning(problem, uniformView(problem));
  let queries = 0;
  return {
    problem,
    get tuning() {
      return tuning;
    },
    get queries() {
      return queries;
    },
    digest: () => levelDigest(tuning.lower),
    restore(lower) {
      tuning = { ...tuning, lower };
    },
    async step(view) {
      const before = queries;
      const state: TuningState = { ...tuning, view };
      const planned = beginStep(problem, state);
      let progress: StepProgress = { ...planned, stages: planned.stages.slice(0, stages) };
      while (progress.stage < progress.stages.length) {
        const wanted = wantedAnswers(progress);
        queries += wanted.length;
        progress = withAnswers(problem, progress, await answer(wanted));
      }
      const finished = finishStep(problem, state, progress);
      if (!finished.contribution) throw new RangeError("no prompt of a simulated step could be scored");
      tuning = finished.state;
      return { ...finished.contribution, queries: queries - before };
    },
  };
}
