// BDPL (Diao et al., arXiv 2201.08531) and its federated forms: the policy gradient tunes a fragment of words, and there are no
// demonstrations. With one participant this is BDPL, with all of them in every round, averaged, FedAvg-BDPL, with one per round FedOne
// (arXiv 2506.14929).

import { initialLevel } from "../algorithm/level.ts";
import { localStep } from "../algorithm/local-step.ts";
import { answeredLoss } from "../algorithm/participant/answers.ts";
import { drawableLevels, type TuningProblem } from "../algorithm/participant/problem.ts";
import { byDistribution, drawChoice, type JointChoice, likeliestChoice } from "../algorithm/participant/sampling.ts";
import { beginRace, selectionCost } from "../algorithm/participant/selection/selection.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { LevelState } from "../algorithm/state.ts";
import { randomStream } from "../math/random.ts";
import { searchSpaceOf } from "../prompt/search-space.ts";
import { createMember, type Member, raced } from "./member.ts";
import type { Method, MethodInput } from "./method.ts";

export interface BdplOptions {
  /** Participants that step in a round. */
  readonly active: "all" | "one";
}

/**
 * The settings of the source, except for the learning rate: at its 1e-4, Adam moves no coordinate by more than .003 in the thirty rounds
 * that a few hundred queries allow. A round scores I = 10 prompts on one row of each class, so that there are rounds to learn from.
 */
const SETTINGS: Partial<Settings> = {
  loss: "plain",
  estimator: "policy-gradient",
  sampling: "distribution",
  geometry: "euclidean",
  optimiser: "adam",
  stepLower: 3e-2,
  samplesPerStep: 10,
  rowsPerClass: 1,
  tableForgetting: 0,
};

export function bdpl({ active }: BdplOptions): Method {
  return async (input) => {
    const settings = { ...input.settings, ...SETTINGS };
    const space = searchSpaceOf(fragmentTask(input));
    const members = input.shares.map((share, v) =>
      createMember({ ...input, space, settings, share, alone: true, seed: `${input.seed}/${v}` }),
    );
    const order = randomStream(input.seed, "order");
    let levels = members.map(() => initialLevel(space, settings));
    let consensus = initialLevel(space, settings).distribution;
    const likeliest: JointChoice[] = [];
    for (let round = 0; ; round++) {
      const able = members.flatMap((member, v) => (affords(member, input.budgetQueries) ? [v] : []));
      if (able.length === 0) break;
      const chosen = active === "all" ? able : [able[Math.floor(order() * able.length)] ?? 0];
      for (const v of chosen) {
        const member = members[v];
        const level = levels[v];
        if (!member || !level) continue;
        const stepped = await step(member, { ...level, distribution: consensus }, settings, round);
        levels = levels.map((kept, other) => (other === v ? stepped : kept));
      }
      consensus = meanOf(chosen.flatMap((v) => levels[v]?.distribution ?? []));
      const [any] = members;
      if (any) likeliest.unshift({ lower: likeliestChoice(drawableLevels(any.problem, consensus, new Float64Array(0)).lower), upper: [] });
    }
    // In place of early stopping, the latest likeliest prompts race at the end.
    return Promise.all(members.map((member) => raced(member, beginRace(member.problem, likeliest, []))));
  };
}

/** Puts n-gram slots in place of the task's whole phrases, and takes its demonstrations away. */
export function fragmentTask({ task, minedPhrases }: MethodInput): MethodInput["task"] {
  return { ...task, phrases: minedPhrases.map((slot) => [...slot]), privateShots: 0, publicShots: 0 };
}

function affords({ problem, spent }: Member, budget: number): boolean {
  return spent() + problem.samplesPerStep * rowsOf(problem, 0).length + selectionCost(problem) <= budget;
}

async function step({ problem, answer }: Member, level: LevelState, settings: Settings, round: number): Promise<LevelState> {
  const { space, lossRange, samplesPerStep } = problem;
  const { lower } = drawableLevels(problem, level.distribution, new Float64Array(0));
  const rng = randomStream(problem.seed, "round", round);
  const rows = rowsOf(problem, round);
  const choices = Array.from({ length: samplesPerStep }, () => ({
    lower: drawChoice(rng, lower, byDistribution(lower, settings.samplingFloor)),
    upper: [],
  }));
  const losses: number[] = [];
  for (const choice of choices) {
    const answered = await answer(rows.map((row) => ({ choice, row })));
    losses.push(answeredLoss(problem, new Map(answered.map(({ row, logProbs }) => [row, logProbs && Array.from(logProbs)])), rows));
  }
  const batch = {
    samples: Uint16Array.from(choices.flatMap((choice) => choice.lower)),
    losses: Float32Array.from(losses),
    onDistribution: choices.length,
  };
  return localStep({ shape: space, settings, level, batch, stepSize: settings.stepLower, lossRange }, null);
}

/** One row of each class; each round goes on where the last one ended. */
function rowsOf({ fit, rows }: TuningProblem, round: number): number[] {
  const classes = new Set(fit.map((row) => rows[row]?.label)).size;
  const start = (round * classes) % fit.length;
  return [...fit.slice(start), ...fit.slice(0, start)].slice(0, classes);
}

function meanOf(distributions: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = distributions;
  return first.map((_, j) => distributions.reduce((sum, p) => sum + (p[j] ?? 0) / distributions.length, 0));
}
