// Beside drawn prompts, a step tries neighbours of the incumbents, and leaves some out in a search space that is soon known.

import { describe, expect, it } from "vitest";
import type { TaskInput } from "../../prompt/task.ts";
import { runSteps } from "../testing/run-steps.ts";
import { problemOf } from "../testing/toy-problem.ts";
import { choiceKey } from "./sampling.ts";
import { promptsOfStep } from "./step-prompts.ts";
import { initialTuning, uniformView } from "./tuning.ts";

const taskOf = (over: Partial<TaskInput>): TaskInput => ({
  name: "toy",
  labels: ["up", "down"],
  example: "[VAR] [SENTENCE1] ->",
  labelWords: [["up"], ["down"]],
  privateShots: 0,
  ...over,
});
/** Six prompts in all. */
const tiny = taskOf({ labelWords: [["up", "rise"], ["down"]], phrases: [["think", "look"]] });

describe("neighbours", () => {
  it("[A4b] half of them are of the best incumbent, a quarter of the second, and so on; the last has the rest", () => {
    const problem = problemOf({
      task: taskOf({ phrases: Array.from({ length: 8 }, () => ["one", "two", "three"]) }),
      setting: { sampling: "distribution", samplesPerStep: 64 },
    });
    // Incumbent k shows candidate k in all eight slots. A neighbour has two changes at most, so it shows whose neighbour it is.
    const incumbents = [0, 1, 2, 3].map((k) => ({ lower: [...Array<number>(8).fill(k), 0, 0], upper: [], answers: [], loss: k }));
    const state = { ...initialTuning(problem, uniformView(problem)), incumbents };
    const count = [0, 0, 0, 0];
    for (let step = 0; step < 60; step++) {
      const { choices, onDistribution } = promptsOfStep(problem, { ...state, step }, []);
      for (const { lower } of choices.slice(onDistribution)) {
        const of = [0, 1, 2, 3].find((k) => lower.slice(0, 8).filter((j) => j === k).length >= 6) ?? Number.NaN;
        count[of] = (count[of] ?? 0) + 1;
      }
    }
    const total = count.reduce((sum, n) => sum + n, 0);
    // There are 60 x 32 neighbours, except those that eight attempts did not make new. Four standard errors of a half are .046.
    expect(total).toBeGreaterThan(1_800);
    [0.5, 0.25, 0.125, 0.125].forEach((share, k) => {
      expect(Math.abs((count[k] ?? 0) / total - share)).toBeLessThan(0.046);
    });
  });

  it("[A4e] where there is no new one a neighbour is left out", () => {
    const problem = problemOf({ task: tiny, setting: { racePeriod: 1, sampling: "distribution", samplesPerStep: 12 } });
    const last = runSteps(problem, 4).at(-1)?.planned;
    const near = (last?.choices ?? []).slice(last?.onDistribution).map(choiceKey);
    expect(last?.onDistribution).toBe(6);
    expect(near.length).toBeLessThan(6);
    expect(new Set(near).size).toBe(near.length);
  });
});

it("[A4e] where there is no new one a recombination is taken as it is", () => {
  // 24 prompts, of which twenty make elites.
  const small = taskOf({
    labelWords: [["up", "rise"], ["down"]],
    phrases: [
      ["a", "b"],
      ["c", "d", "e"],
    ],
  });
  const problem = problemOf({ task: small, setting: { sampling: "elite", samplesPerStep: 20 } });
  const { before, planned } = runSteps(problem, 12).at(-1) ?? {};
  expect(before?.promising).toHaveLength(24);
  const known = new Set(before?.promising.map(choiceKey));
  const recombined = (planned?.choices ?? []).filter((_, k) => planned?.origins[k] === "elites");
  expect(planned?.choices).toHaveLength(20);
  expect(recombined.length).toBeGreaterThan(0);
  expect(recombined.every((choice) => known.has(choiceKey(choice)))).toBe(true);
});
