// A participant whose task offers several headers looks at all of them first, on few rows and all else equal, and prefers what it found.

import { describe, expect, it } from "vitest";
import type { TaskInput } from "../../prompt/task.ts";
import { type MadeUpAnswer, runSteps } from "../testing/run-steps.ts";
import { toyTask } from "../testing/toy.ts";
import { examples, madeUpAnswer, problemOf } from "../testing/toy-problem.ts";
import { nextStepCost, planBudget, plannedFor } from "./budget-plan.ts";
import { lookCost, lookStages } from "./first-look.ts";
import { selectionCost } from "./selection/selection.ts";
import { FIRST_PROMPTS, mostFirstRows, stepCost } from "./step-rows.ts";

const HEADERS = 11;
const offering: TaskInput = {
  ...toyTask,
  header: "header 0 [VAR]",
  instructions: Array.from({ length: HEADERS - 1 }, (_, j) => `header ${j + 1} [VAR]`),
};
const train = examples("train", 20, 20);
const looking = (over: Parameters<typeof problemOf>[0] = {}) =>
  problemOf({ task: offering, train, ...over, setting: { sampling: "elite", samplesPerStep: 10, ...over.setting } });

/** Header 7 is right, header 3 less often, whatever else is shown; the others prefer "up". */
const clear: MadeUpAnswer = (problem, { choice, row }) => {
  const right = problem.rows[row]?.label ?? 0;
  const [header] = choice.lower;
  const p = header === 7 ? 0.9 : header === 3 ? 0.7 : right === 0 ? 0.8 : 0.1;
  return right === 0 ? [Math.log(p), Math.log(1 - p)] : [Math.log(1 - p), Math.log(p)];
};

describe("first look", () => {
  it("[A55a] the first step shows every header once and races them in thirds, within a tenth of the budget", () => {
    const problem = plannedFor(looking(), 400);
    const [look, second] = runSteps(problem, 2, clear);
    expect(look?.planned.choices.map(({ lower }) => lower[0])).toEqual(Array.from({ length: HEADERS }, (_, j) => j));
    // 11 headers on two rows, then 4 of them on four more: 38.
    expect(look?.progress.stages.map((rows) => rows.length)).toEqual([2, 6]);
    expect(look?.asked.length).toBe(38);
    expect([lookCost(problem), nextStepCost(problem, 0), nextStepCost(problem, 1)]).toEqual([
      38,
      Math.max(38, stepCost(problem)),
      stepCost(problem),
    ]);
    expect(second?.planned.origins).not.toContain("look");
  });

  it("[A55a] more budget is more rows and stages; of a tenth that does not allow two rows each there is no look", () => {
    const sizes = (budget: number) => lookStages(plannedFor(looking(), budget)).map(({ length }) => length);
    expect(sizes(4_000)).toEqual([4, 12, 36]);
    expect(sizes(250)).toEqual([2]);
    expect(sizes(219)).toEqual([]);
    for (const budget of [100, 219, 250, 400, 1_000, 4_000, 20_000]) {
      const planned = plannedFor(looking(), budget);
      expect(lookCost(planned)).toBeLessThanOrEqual(budget / 10);
      expect(lookCost(planned) + selectionCost(planned)).toBeLessThanOrEqual(Math.max(budget, selectionCost(planned)));
      expect(planBudget(looking(), budget).samplesPerStep).toBe(planned.samplesPerStep);
    }
  });

  it("[A55a] without headers to choose from, and where prompts must be drawn from distributions, there is none", () => {
    expect(lookStages(problemOf({ setting: { sampling: "elite" } }))).toEqual([]);
    expect(lookStages(looking({ setting: { sampling: "distribution" } }))).toEqual([]);
    expect(lookCost(problemOf())).toBe(0);
  });

  it("[A55b] all else is equal: no phrase, the owner's words, the same demonstrations, each shown once", () => {
    const [look] = runSteps(looking(), 1, clear);
    const rest = look?.planned.choices.map(({ lower, upper }) => JSON.stringify([lower.slice(1), upper]));
    expect(new Set(rest).size).toBe(1);
    const [choice] = look?.planned.choices ?? [];
    expect(choice?.lower.slice(1, 5)).toEqual([0, 0, 0, 0]);
    const [up, down, secondUp, secondDown] = choice?.lower.slice(5) ?? [];
    expect([up === secondUp, down === secondDown]).toEqual([false, false]);
    expect(runSteps(looking(), 1, clear)[0]?.planned.choices).toEqual(look?.planned.choices);
  });

  it("[A55c] half of the draws of the slot take what the look found, the best most often", () => {
    const problem = looking({ lookQueries: 40, setting: { sampling: "thompson", samplesPerStep: 40 } });
    const steps = runSteps(problem, 9, clear);
    expect(steps[0]?.state.look).toEqual([7, 3]);
    const drawn = steps.slice(1).flatMap(({ planned }) => planned.choices.map(({ lower }) => lower[0]));
    const share = (header: number) => drawn.filter((one) => one === header).length / drawn.length;
    // 320 draws of .25 from the look alone, and more from tables: .25 less four standard errors.
    expect(share(7)).toBeGreaterThan(0.15 + share(3));
    expect(share(7)).toBeLessThan(0.8);
    expect(new Set(drawn).size).toBeGreaterThan(HEADERS / 2);
  });

  it("[A55d] prompts of the look become parents, but do not count among the first at large, whose rows go on as if there had been none", () => {
    const steps = runSteps(looking(), 4);
    const first = FIRST_PROMPTS / 10;
    for (const { planned } of steps.slice(1, 1 + first)) expect(planned.origins).toEqual(Array(10).fill("first"));
    expect(steps[1 + first]?.planned.origins).toContain("elites");
    const rows = (all: readonly { planned: { stages: readonly (readonly number[])[] } }[]) => all.map(({ planned }) => planned.stages[0]);
    const without = runSteps(problemOf({ train, setting: { sampling: "elite", samplesPerStep: 10 } }), 3);
    expect(rows(steps.slice(1))).toEqual(rows(without));
  });

  it("[A55d] the look is contributed like every step, within what a contribution may count", () => {
    const problem = looking({ alone: false });
    const [look] = runSteps(problem, 1, madeUpAnswer);
    expect(look?.contribution?.losses.length).toBe(HEADERS);
    expect(look?.contribution?.samples.length).toBe(HEADERS * problem.space.slots.length);
    expect(look?.accuracy.asked).toBeLessThanOrEqual((look?.contribution?.onDistribution ?? 0) * mostFirstRows(problem.settings, 2));
    expect(look?.state.lower.table.weight.slice(0, HEADERS)).toEqual(new Float64Array(HEADERS).fill(1));
  });
});
