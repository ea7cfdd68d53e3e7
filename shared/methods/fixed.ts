// Methods that tune nothing: the owner's prompt as it is, with a chain-of-thought instruction, with random demonstrations, and with the
// nearest ones.

import { initialLevel, type LevelShape } from "../algorithm/level.ts";
import type { TuningProblem } from "../algorithm/participant/problem.ts";
import { createProblem, drawableLevels, promptContent } from "../algorithm/participant/problem.ts";
import { byDistribution, drawChoice } from "../algorithm/participant/sampling.ts";
import { initialChoice } from "../algorithm/participant/selection/selection.ts";
import { randomStream } from "../math/random.ts";
import { initialLowerChoice, searchSpaceOf } from "../prompt/search-space.ts";
import type { Task } from "../prompt/task.ts";
import type { Method, MethodInput, MethodShare } from "./method.ts";
import { nearestFirst } from "./nearest.ts";

/** The owner's prompt without any demonstration or phrase. */
export const manual: Method = async (input) =>
  input.shares.map((share, v) => {
    const problem = problemOf(input, share, v);
    const content = promptContent(problem, initialChoice(problem));
    return { contentFor: () => content, queries: 0 };
  });

/**
 * Adds the instruction of Kojima et al. 2022 to the task's own. Label probabilities are read at once, so the model writes nothing down
 * before its answer: this is the instruction without the chain.
 */
export const zeroShotChainOfThought: Method = async (input) => {
  const prompts = await manual(input);
  return prompts.map(({ contentFor, queries }) => ({
    contentFor: (query) => ({ ...contentFor(query), phrases: ["Let's think step by step."] }),
    queries,
  }));
};

/** Few-shot baselines usually show at most so many demonstrations in all, but at least one of each class. */
const FEW = 8;

/** Draws private demonstrations once, in random order: eight, or as many as the tuned methods show. */
export function randomDemonstrations(count: "few" | "as-tuned"): Method {
  return async (input) => {
    const { task } = input;
    const privateShots = count === "few" ? fewShots(task) : task.privateShots;
    return input.shares.map((share, v) => {
      const problem = problemOf({ ...input, task: { ...task, privateShots } }, share, v);
      const { space } = problem;
      const uniform = (shape: LevelShape): Float64Array => initialLevel(shape, { optimiser: "plain" }).distribution;
      const levels = drawableLevels(problem, uniform(space), uniform(problem.upperShape));
      const rng = randomStream(problem.seed, "random demonstrations");
      const upper = drawChoice(rng, levels.upper, byDistribution(levels.upper, 0));
      const drawn = drawChoice(rng, levels.lower, byDistribution(levels.lower, 0));
      const lower = [...initialLowerChoice(space)].map((initial, i) =>
        space.slots[i]?.kind === "order" ? (drawn[i] ?? initial) : initial,
      );
      const content = promptContent(problem, { lower, upper });
      return { contentFor: () => content, queries: 0 };
    });
  };
}

/**
 * KATE (Liu et al. 2022) shows each query its nearest examples of the pool, the nearest last: as many as others show, whatever their class.
 */
export const nearestDemonstrations: Method = async (input) =>
  input.shares.map((share, v) => {
    const problem = problemOf(input, share, v);
    const content = promptContent(problem, initialChoice(problem));
    const count = problem.upperShape.slots.length;
    const { labels } = input.task;
    return {
      contentFor: (query) => {
        const nearest = nearestFirst(share.pool, query).slice(0, count).reverse();
        const demonstrations = nearest.flatMap((i) => {
          const example = share.pool[i];
          return example ? [{ text: example.text, text2: example.text2, label: labels.indexOf(example.label) }] : [];
        });
        return { ...content, demonstrations };
      },
      queries: 0,
    };
  });

/** The number of demonstrations of each class if there are few. */
export function fewShots({ privateShots, labels }: Pick<Task, "privateShots" | "labels">): number {
  return Math.min(privateShots, Math.max(1, Math.floor(FEW / labels.length)));
}

function problemOf(input: MethodInput, share: MethodShare, v: number): TuningProblem {
  const { settings, model } = input;
  const space = searchSpaceOf(input.task);
  return createProblem({ space, settings, layout: model.capabilities.layout, alone: true, ...share, test: [], seed: `${input.seed}/${v}` });
}
