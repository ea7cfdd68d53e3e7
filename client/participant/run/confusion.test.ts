import { expect, test } from "vitest";
import { confusionOf } from "./confusion.ts";

const row = (label: number, ...shares: number[]) => ({ label, logProbs: shares.map(Math.log) });
const rows = [row(0, 0.6, 0.3, 0.1), row(0, 0.2, 0.7, 0.1), row(1, 0.5, 0.4, 0.1), row(1, 0.1, 0.8, 0.1), row(1, 0.2, 0.2, 0.6)];

test("counts true labels down, answers across", () => {
  // Answers 0, 1 for label 0; 0, 1, 2 for label 1; label 2 has no row.
  expect(confusionOf(rows, [0, 0, 0])).toEqual([
    [1, 1, 0],
    [1, 1, 1],
    [0, 0, 0],
  ]);
});

test("offsets decide the answer", () => {
  // Label 0 loses ln 4: 0.6 counts 0.15 and 0.5 counts 0.125, both below what label 1 has.
  expect(confusionOf(rows, [Math.log(4), 0, 0])).toEqual([
    [0, 2, 0],
    [0, 2, 1],
    [0, 0, 0],
  ]);
});

test("no rows, no counts", () => {
  expect(confusionOf([], [0, 0])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
