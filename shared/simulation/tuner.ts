// What a simulated participant does between two views of the consensus: one step. The honest one runs the production steps; an attacker
// sends what it likes, which can only be samples and bounded losses.

import { localStep } from "../algorithm/local-step.ts";
import type { ReceivedAnswer, WantedAnswer } from "../algorithm/participant/answers.ts";
import { createNovelty } from "../algorithm/participant/exhaustion.ts";
import type { TuningProblem } from "../algorithm/participant/problem.ts";
import { stepCost } from "../algorithm/participant/step-rows.ts";
import { beginStep, finishStep, initialTuning, uniformView, wantedAnswers, withAnswers } from "../algorithm/participant/tuning.ts";
import type { StepProgress, TuningState } from "../algorithm/participant/tuning-state.ts";
import type { LevelState, View } from "../algorithm/state.ts";
import { levelDigest } from "../algorithm/state-digest.ts";

export interface StepResult {
  /** Shape [samples x slots]. */
  readonly samples: Uint16Array;
  readonly losses: Float32Array;
  readonly onDistribution: number;
  readonly queries: number;
}

export interface Tuner {
  readonly problem: TuningProblem;
  /** One step from this view; null when the participant has done all it wanted to. */
  step(view: View): StepResult | null | Promise<StepResult | null>;
  /** Digest of p and table, which must be the aggregator's; null for who does not keep account. */
  digest(): string | null;
  /** Takes p and table over from the aggregator: the two have come apart. What it has not merged yet is done again, on its newest view. */
  restore(lower: LevelState, pending: { readonly result: StepResult; readonly view: View } | null): void;
}

export type AskModel = (wanted: readonly WantedAnswer[]) => readonly ReceivedAnswer[] | Promise<readonly ReceivedAnswer[]>;

export interface HonestTuner extends Tuner {
  step(view: View): Promise<StepResult | null>;
  readonly tuning: TuningState;
  /** Queries asked so far. */
  readonly queries: number;
}

export interface TunerLimits {
  /** More looks than this at the better prompts of a step are left out. */
  readonly stages?: number;
  /** No step is begun that might cost more than is left. */
  readonly queries?: number;
}

export function createTuner(problem: TuningProblem, answer: AskModel, limits: TunerLimits = {}): HonestTuner {
  const { stages = Number.POSITIVE_INFINITY, queries: budget = Number.POSITIVE_INFINITY } = limits;
  let tuning = initialTuning(problem, uniformView(problem));
  let queries = 0;
  const novelty = createNovelty();
  return {
    problem,
    get tuning() {
      return tuning;
    },
    get queries() {
      return queries;
    },
    digest: () => levelDigest(tuning.lower),
    restore(lower, pending) {
      const { space, settings, lossRange } = problem;
      const input = { shape: space, settings, level: lower, stepSize: settings.stepLower, lossRange };
      tuning = { ...tuning, lower: pending ? localStep({ ...input, batch: pending.result }, pending.view) : lower };
    },
    async step(view) {
      const before = queries;
      if (before + stepCost(problem) > budget || novelty.exhausted()) return null;
      const state: TuningState = { ...tuning, view };
      const planned = beginStep(problem, state);
      let progress: StepProgress = { ...planned, stages: planned.stages.slice(0, stages) };
      while (progress.stage < progress.stages.length) {
        const wanted = wantedAnswers(progress);
        queries += wanted.length;
        novelty.ask(wanted);
        progress = withAnswers(problem, progress, await answer(wanted));
      }
      novelty.endStep();
      const finished = finishStep(problem, state, progress);
      if (!finished.contribution) throw new RangeError("no prompt of a simulated step could be scored");
      tuning = finished.state;
      return { ...finished.contribution, queries: queries - before };
    },
  };
}
