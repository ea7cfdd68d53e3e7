// Thompson sampling on the table as a sampling rule, to compare with: each prompt takes, slot by slot, the candidate whose cost drawn from
// N(c, sigma^2 / (n + kappa0)) is lowest (K.3). On-distribution samples only; everything else is the production step.

import { type LevelShape, rowOf, shrinkageOf, slotCosts } from "../algorithm/level.ts";
import { spreadOf } from "../algorithm/local-step.ts";
import type { Problem } from "../algorithm/problem.ts";
import type { LevelState } from "../algorithm/state.ts";
import { levelDigest } from "../algorithm/state-digest.ts";
import { beginStep, finishStep, initialTuning, type StepProgress, uniformView, wantedAnswers, withAnswers } from "../algorithm/tuning.ts";
import { type Rng, randomStream } from "../math/random.ts";
import { normal } from "./delay-model.ts";
import type { Answer, HonestTuner } from "./tuner.ts";

export function createThompsonTuner(problem: Problem, answer: Answer): HonestTuner {
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
      const state = { ...tuning, view };
      const rng = randomStream(problem.seed, "thompson", tuning.step + 1);
      const planned = beginStep(problem, state);
      const choices = planned.choices.map(() => ({
        lower: drawn(rng, problem, problem.space, tuning.lower),
        upper: drawn(rng, problem, problem.upperShape, tuning.upper),
      }));
      let progress: StepProgress = { ...planned, choices, stages: planned.stages.slice(0, 1) };
      const wanted = wantedAnswers(progress);
      queries += wanted.length;
      progress = withAnswers(problem, progress, await answer(wanted));
      const finished = finishStep(problem, state, progress);
      // The prompt it would return is the lowest estimate of every slot: a distribution that says so.
      const { lower, upper } = finished.state;
      tuning = {
        ...finished.state,
        lower: { ...lower, distribution: decided(problem, problem.space, lower) },
        upper: { ...upper, distribution: decided(problem, problem.upperShape, upper) },
      };
      return finished.contribution && { ...finished.contribution, queries: wanted.length };
    },
  };
}

function drawn(rng: Rng, { settings }: Problem, shape: LevelShape, level: LevelState): number[] {
  const spread = spreadOf(level);
  return shape.slots.map((slot) => {
    const costs = slotCosts(level.table, slot, shrinkageOf(settings));
    return lowest(
      costs.map(
        (cost, j) => cost + (spread * normal(rng)) / Math.sqrt((level.table.weight[slot.table + j] ?? 0) + settings.tableShrinkage),
      ),
    );
  });
}

function decided({ settings }: Problem, shape: LevelShape, level: LevelState): Float64Array {
  const distribution = new Float64Array(shape.dimension);
  for (const slot of shape.slots) {
    rowOf(distribution, slot)[lowest(slotCosts(level.table, slot, shrinkageOf(settings)))] = 1;
  }
  return distribution;
}

function lowest(values: Float64Array): number {
  let best = 0;
  for (let j = 1; j < values.length; j++) if ((values[j] ?? 0) < (values[best] ?? 0)) best = j;
  return best;
}
