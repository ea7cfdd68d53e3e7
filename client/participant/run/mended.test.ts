// A mistake is mended when the start was wrong and the chosen prompt is right; both must have answered.

import { expect, test } from "vitest";
import type { RowAnswers } from "../../../shared/algorithm/participant/answers.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { mendedMistakes } from "./mended.ts";

const test1 = (text: string, label: string) => ({ text, label });
const problem = problemOf({
  test: [
    test1("a rather long text that goes up", "up"),
    test1("up", "up"),
    test1("up we go", "up"),
    test1("down it goes, all of it", "down"),
    test1("refused", "down"),
  ],
});
const up = [-0.1, -3];
const down = [-3, -0.1];
const answers = (given: readonly (readonly number[] | null)[]): RowAnswers => problem.test.map((row, i) => [row, given[i] ?? null]);

test("short texts first, one of each label before a second of any, no more than three", () => {
  const start = answers([down, down, down, up, up]);
  const tuned = answers([up, up, up, down, null]);
  expect(mendedMistakes(problem, { start, tuned, offsets: [0, 0] })).toEqual([
    { text: "up", start: "down", tuned: "up" },
    { text: "down it goes, all of it", start: "up", tuned: "down" },
    { text: "up we go", start: "down", tuned: "up" },
  ]);
});

test("what was right before, or is wrong now, or was not answered, is none", () => {
  const start = answers([up, down, null, up, up]);
  const tuned = answers([up, down, up, up, null]);
  expect(mendedMistakes(problem, { start, tuned, offsets: [0, 0] })).toEqual([]);
});

test("offsets count where the answers are calibrated", () => {
  const unsure = [-0.7, -0.6];
  const start = answers([unsure, null, null, null, null]);
  expect(mendedMistakes(problem, { start, tuned: start, offsets: [0, 0] })).toEqual([]);
  expect(mendedMistakes(problem, { start, tuned: start, offsets: [0, 0.2] })).toEqual([
    { text: "a rather long text that goes up", start: "down", tuned: "up" },
  ]);
});
