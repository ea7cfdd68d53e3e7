// All training rows come in turn.

import { expect, it } from "vitest";
import { toyTask } from "../testing/toy.ts";
import { examples, problemOf } from "../testing/toy-problem.ts";
import { stagesOf, stepCost } from "./step-rows.ts";

it("[A5] each step's rows begin where those of the step before ended, and anew after the last", () => {
  const problem = problemOf({ train: examples("train", 6, 6), setting: { rowsPerClass: 2 } });
  const [first, second, third, fourth] = [0, 1, 2, 3].map((step) => stagesOf(problem, step)[0] ?? []);
  expect([first, second, third].map((rows) => rows?.filter((row) => problem.rows[row]?.label === 0).length)).toEqual([2, 2, 2]);
  expect([...(first ?? []), ...(second ?? []), ...(third ?? [])]).toEqual(problem.fit);
  expect(fourth).toEqual(first);
});

it("[A5d] of more than 64 training rows 64 are used, the classes in turn", () => {
  const { fit, rows } = problemOf({ train: examples("train", 40, 40) });
  expect(new Set(fit).size).toBe(64);
  fit.forEach((row, at) => {
    expect(rows[row]?.label).toBe(at % 2);
  });
});

it("[A36b] a step costs what its prompts and rows do, whatever there is to choose from", () => {
  const small = problemOf({ setting: { racePeriod: 1 } });
  const phrases = Array.from({ length: 6 }, () => ["a", "b", "c", "d", "e"]);
  const large = problemOf({ setting: { racePeriod: 1 }, task: { ...toyTask, phrases, privateShots: 3 }, pool: examples("pool", 20, 20) });
  expect(large.space.dimension).toBeGreaterThan(small.space.dimension);
  expect(large.upperShape.slots.length).toBeGreaterThan(small.upperShape.slots.length);
  expect(stepCost(large)).toBe(stepCost(small));
});
