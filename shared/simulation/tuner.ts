// A tuner makes one step of a simulated participant from a view of the consensus. The honest tuner runs the production steps; an attacker
// may make up its samples and losses.

import { localStep } from "../algorithm/local-step.ts";
import type { ReceivedAnswer, WantedAnswer } from "../algorithm/participant/answers.ts";
import { nextStepCost } from "../algorithm/participant/budget-plan.ts";
import { createNovelty } from "../algorithm/participant/exhaustion.ts";
import type { TuningProblem } from "../algorithm/participant/problem.ts";
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
  /** Makes one step from this view; null if the participant is done. */
  step(view: View): StepResult | null | Promise<StepResult | null>;
  /** The digest of p and table, which must be the aggregator's; null if the tuner keeps no p, as attackers do. */
  digest(): string | null;
  /**
   * Takes p and table over from the aggregator, because the two have come apart. The pending step is applied again, with the newest view.
   */
  restore(lower: LevelState, pending: { readonly result: StepResult; readonly view: View } | null): void;
  /** Its labels for the public texts, -1 to abstain, asked for once it has made its last step. A tuner without this never votes. */
  vote?(): readonly number[] | Promise<readonly number[]>;
}

export type AskModel = (wanted: readonly WantedAnswer[]) => readonly ReceivedAnswer[] | Promise<readonly ReceivedAnswer[]>;

export interface HonestTuner extends Tuner {
  step(view: View): Promise<StepResult | null>;
  readonly tuning: TuningState;
  /** Queries asked so far. */
  readonly queries: number;
}

export interface TunerLimits {
  /** A step has at most so many stages: looks at its better prompts on more rows. */
  readonly stages?: number;
  /** The query budget. No step is begun that might cost more than is left of it. */
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
      if (before + nextStepCost(problem, tuning.step) > budget || novelty.exhausted()) return null;
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
