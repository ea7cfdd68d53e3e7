// Makes a tuning problem of a black box, so that the production steps run on it unchanged. Candidates are numbered words, and the "language
// model" answers with the log-probability that makes the plain loss equal to the black box's loss.

import * as v from "valibot";
import { createProblem, type TuningProblem } from "../../algorithm/participant/problem.ts";
import { choiceKey } from "../../algorithm/participant/sampling.ts";
import { type Settings, settingsSchema } from "../../algorithm/settings.ts";
import { randomStream } from "../../math/random.ts";
import { type SearchSpace, searchSpaceOf } from "../../prompt/search-space.ts";
import { type Example, taskSchema } from "../../prompt/task.ts";
import type { AskModel } from "../tuner.ts";
import type { BlackBox, BlackBoxOptions } from "./additive-black-box.ts";

const LABELS = ["a", "b"] as const;

/** The phrase slots come first, then the two label words, which are not tuned. */
export function blackBoxSpace(options: Pick<BlackBoxOptions, "slots" | "candidates" | "demonstrationSlots">): SearchSpace {
  const phrases = Array.from({ length: options.slots }, () => Array.from({ length: options.candidates - 1 }, (_, j) => `c${j + 1}`));
  const privateShots = options.demonstrationSlots / LABELS.length;
  if (!Number.isInteger(privateShots)) throw new RangeError("a black box needs an even number of demonstration slots");
  return searchSpaceOf(
    v.parse(taskSchema, {
      name: "black box",
      labels: LABELS,
      example: "[SENTENCE1]",
      labelWords: LABELS.map((l) => [l]),
      phrases,
      privateShots,
    }),
  );
}

/** The settings with the plain loss, which is the black box's own. */
export function blackBoxSettings(input: Partial<Settings> = {}): Settings {
  return v.parse(settingsSchema, { loss: "plain", ...input });
}

export interface BlackBoxProblemInput {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly demonstrations: number;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly alone: boolean;
  readonly seed: string;
}

export function blackBoxProblem(input: BlackBoxProblemInput): TuningProblem {
  const { space, settings, alone, seed } = input;
  const rows = (name: string, count: number): Example[] =>
    Array.from({ length: count }, (_, i) => ({ text: `${name}${i}`, label: LABELS[i % LABELS.length] ?? "a" }));
  return createProblem({
    space,
    settings,
    alone,
    seed,
    layout: "completion",
    train: rows("train", input.trainRows),
    validation: rows("validation", input.validationRows),
    pool: LABELS.flatMap((label) => Array.from({ length: input.demonstrations }, (_, k) => ({ text: `${label}${k}`, label }))),
    test: [],
  });
}

/** The same prompt and row always get the same answer, as from a language model at temperature 0. */
export function blackBoxAnswer(problem: TuningProblem, box: Pick<BlackBox, "query">): AskModel {
  return (wanted) =>
    wanted.map(({ choice, row }) => {
      const loss = Math.max(0, box.query(choice.lower, choice.upper, row, randomStream(problem.seed, "noise", choiceKey(choice), row)));
      const logProbs = LABELS.map((_, label) => (label === problem.rows[row]?.label ? -loss : 0));
      return { choice, row, logProbs };
    });
}
