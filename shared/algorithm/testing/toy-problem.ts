// One participant's toy problem, and a made-up language model for it. The tests of tuning and selection share them.

import { hash32 } from "../../math/random.ts";
import type { Example, TaskInput } from "../../prompt/task.ts";
import type { WantedAnswer } from "../participant/answers.ts";
import { createProblem, type ProblemInput, type TuningProblem } from "../participant/problem.ts";
import { choiceKey } from "../participant/sampling.ts";
import type { SettingsInput } from "../settings.ts";
import { settingsOf, spaceOf, toyTask } from "./toy.ts";

export function examples(name: string, up: number, down: number): Example[] {
  return [
    ...Array.from({ length: up }, (_, i) => ({ text: `${name} up ${i}`, label: "up" })),
    ...Array.from({ length: down }, (_, i) => ({ text: `${name} down ${i}`, label: "down" })),
  ];
}

export function problemOf(
  over: Partial<ProblemInput> & { settings?: never; setting?: SettingsInput; task?: TaskInput } = {},
): TuningProblem {
  const { setting, task, ...rest } = over;
  return createProblem({
    space: spaceOf(task ?? toyTask),
    settings: settingsOf({ samplesPerStep: 12, ...setting }),
    layout: "completion",
    alone: true,
    train: examples("train", 7, 6),
    pool: examples("pool", 4, 3),
    validation: examples("validation", 3, 4),
    test: [],
    seed: "toy",
    ...rest,
  });
}

/** Made-up label log-probabilities. They depend on everything that a query shows, and a little on which answer is right. */
export function madeUpAnswer(problem: TuningProblem, { choice, row }: WantedAnswer): number[] {
  const right = problem.rows[row]?.label ?? 0;
  const shift = hash32(choiceKey(choice)) / 2 ** 32 + hash32(`${choiceKey(choice)}/${row}`) / 2 ** 32 - 0.6;
  const p = 1 / (1 + Math.exp(-2 * shift));
  return right === 0 ? [Math.log(p), Math.log(1 - p)] : [Math.log(1 - p), Math.log(p)];
}
