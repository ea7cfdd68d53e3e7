// With small budgets, new prompts are made of the best so far, and prompts are compared on the same rows.

import { describe, expect, it } from "vitest";
import { runSteps } from "../testing/run-steps.ts";
import { problemOf } from "../testing/toy-problem.ts";
import type { TuningProblem } from "./problem.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";
import { promptsOfStep } from "./step-prompts.ts";
import { FIRST_PROMPTS, mostFirstRows } from "./step-rows.ts";
import { beginStep, initialTuning, uniformView } from "./tuning.ts";
import type { Origin, Tried } from "./tuning-state.ts";

const elite = (over: Parameters<typeof problemOf>[0] = {}): TuningProblem =>
  problemOf({ ...over, setting: { sampling: "elite", samplesPerStep: 10, ...over.setting } });

/** The number of slots in which a choice shows a candidate that no parent shows there. */
function changes(choice: JointChoice, parents: readonly JointChoice[]): number {
  return (["lower", "upper"] as const).reduce(
    (sum, level) => sum + choice[level].filter((candidate, slot) => !parents.some((parent) => parent[level][slot] === candidate)).length,
    0,
  );
}

describe("elites", () => {
  it("[A44] [A44a] after the first twenty prompts new ones take every slot from one of the best five, but for at most two changed slots", () => {
    const steps = runSteps(elite(), 12);
    const first = FIRST_PROMPTS / 10;
    for (const { planned } of steps.slice(0, first)) expect(planned.origins).toEqual(Array(10).fill("first"));
    const later = steps.slice(first);
    expect(later.flatMap(({ planned }) => planned.origins)).toContain("table");
    for (const { planned, before } of later) {
      const parents = before.promising.slice(0, 5);
      planned.choices.forEach((choice, k) => {
        if (planned.origins[k] === "elites") expect(changes(choice, parents)).toBeLessThanOrEqual(2);
      });
    }
  });

  it("[A44e] [A44f] of three steps all prompts are asked about the same rows, at least four; then the best are asked first about the next", () => {
    const steps = runSteps(elite(), 8).map(({ planned, before }) => ({ planned, before, rows: JSON.stringify(planned.stages[0]) }));
    expect(steps.every(({ planned }) => planned.stages[0]?.length === 4)).toBe(true);
    // The rows stay for two steps at large and two of elites, then for three steps each.
    expect(steps.map(({ rows }) => steps.findIndex((other) => other.rows === rows))).toEqual([0, 0, 0, 0, 4, 4, 4, 7]);
    const moved = steps[4];
    expect(moved?.planned.choices.slice(0, 5).map(choiceKey)).toEqual(moved?.before.promising.slice(0, 5).map(choiceKey));
  });

  it("[A44e] [A18c] a step of whichever classes asks no sample about more rows than its counts may tell", () => {
    // With one, two, three and four classes there are 4, 4, 6 and 4 rows.
    expect([1, 2, 3, 4, 5, 9].map((labels) => mostFirstRows(elite().settings, labels))).toEqual([4, 4, 6, 6, 6, 9]);
    for (const labels of [["up"], ["up", "down"]]) {
      const train = problemOf()
        .rows.map(({ example }) => example)
        .filter(({ label }) => labels.includes(label));
      for (const { planned } of runSteps(elite({ train }), 6)) expect(planned.stages[0]?.length).toBe(4);
    }
  });

  it("[A5a] no query twice, and nothing left to ask ends it", () => {
    // 3 x 2 prompts of 4 rows.
    const problem = elite({
      task: {
        name: "tiny",
        labels: ["up", "down"],
        example: "[VAR] [SENTENCE1] ->",
        labelWords: [["up", "rise"], ["down"]],
        phrases: [["think", "look"]],
        privateShots: 0,
      },
      train: problemOf()
        .rows.slice(0, 4)
        .map(({ example }, k) => ({ ...example, label: k % 2 === 0 ? "up" : "down" })),
    });
    const steps = runSteps(problem, 30);
    expect(steps.at(-1)?.asked).toEqual([]);
    expect(steps.reduce((sum, { asked }) => sum + asked.length, 0)).toBe(6 * 4);
  });

  it("[A44b] where others have spoken, the consensus is one parent more of the lower level", () => {
    const problem = elite({ alone: false, setting: { samplesPerStep: 64 } });
    const { before } = runSteps(problem, 2)[1] ?? runSteps(problem, 1)[0] ?? { before: initialTuning(problem, uniformView(problem)) };
    const phrase = problem.space.slots[0];
    const z = Float32Array.from(before.view.z).fill(0, 0, phrase?.size ?? 0);
    // Everybody else shows a candidate that no parent shows.
    const unseen = Array.from({ length: phrase?.size ?? 0 }, (_, j) => j).find(
      (j) => !before.promising.slice(0, 5).some(({ lower }) => lower[0] === j),
    );
    if (unseen === undefined) throw new RangeError("the parents show every candidate: take another seed");
    z[unseen] = 1;
    const shows = (iteration: number): number => {
      const { choices, origins } = beginStep(problem, { ...before, view: { ...before.view, iteration, z } });
      return choices.filter(({ lower }, k) => origins[k] === "elites" && lower[0] === unseen).length;
    };
    expect(shows(1)).toBeGreaterThan(1.5 * shows(0));
  });

  /** 64 prompts a step of forty steps, from parents that show their own number in every slot of a hundred candidates. */
  const made = (origins: readonly Origin[]) => {
    const phrases = Array.from({ length: 10 }, () => Array.from({ length: 99 }, (_, j) => `phrase ${j}`));
    const task = {
      name: "wide",
      labels: ["up", "down"],
      example: "[VAR] [SENTENCE1] ->",
      labelWords: [["up"], ["down"]],
      phrases,
      privateShots: 0,
    };
    const problem = elite({ task, setting: { samplesPerStep: 64 } });
    const promising = Array.from(
      { length: FIRST_PROMPTS },
      (_, k): Tried => ({
        lower: [...Array<number>(10).fill(k), 0, 0],
        upper: [],
        origin: origins[k] ?? "first",
        relativeLoss: 0,
        answers: [],
      }),
    );
    const state = { ...initialTuning(problem, uniformView(problem)), promising };
    return Array.from({ length: 40 }, (_, step) => promptsOfStep(problem, { ...state, step }, [])).flatMap(({ choices, origins: of }) =>
      choices.map((choice, k) => ({ origin: of[k], changed: changes(choice, promising.slice(0, 5)) })),
    );
  };

  it("[A44c] three in four recombinations are changed further", () => {
    const recombined = made([]).filter(({ origin }) => origin === "elites");
    expect(recombined.length).toBeGreaterThan(1_800);
    // One new candidate in twenty is a parent's. Four standard errors are .041.
    const share = recombined.filter(({ changed }) => changed > 0).length / recombined.length;
    expect(Math.abs(share - 0.75 * 0.955)).toBeLessThan(0.041);
  });

  it.each([
    [10, 0, 11 / 14],
    [0, 10, 1 / 14],
    [0, 0, 1 / 4],
    [4, 2, 5 / 10],
  ])("[A44d] of ten best %i by tables and %i by elites: tables draw the share of %f", (tables, elites, share) => {
    const origins = [...Array<Origin>(tables).fill("table"), ...Array<Origin>(elites).fill("elites")];
    const prompts = made(origins);
    const drawn = prompts.filter(({ origin }) => origin === "table").length / prompts.length;
    // 2,560 draws: four standard errors are at most .04.
    expect(Math.abs(drawn - share)).toBeLessThan(0.04);
  });
});
