import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocalExamples } from "../participant.ts";
import { addToSplit, noExamples } from "./split.ts";

const examplesOf = (n: number, label: string) => Array.from({ length: n }, (_, i) => ({ text: `${label} number ${i}`, label }));
const sizes = (split: LocalExamples) => [split.train, split.pool, split.validation, split.test].map((part) => part.length);
const textsOf = (part: LocalExamples["train"]) => part.map((example) => example.text).sort();

test("splits every class by the same shares", () => {
  const split = addToSplit(noExamples, [...examplesOf(100, "a"), ...examplesOf(10, "b")]);
  expect(sizes(split)).toEqual([33, 33, 22, 22]);
  expect(split.test.filter((example) => example.label === "b")).toHaveLength(2);
});

test("a class of four has one example in each part", () => {
  expect(sizes(addToSplit(noExamples, examplesOf(4, "a")))).toEqual([1, 1, 1, 1]);
});

test("does not depend on the order of the rows", () => {
  const rows = examplesOf(30, "a");
  const one = addToSplit(noExamples, rows);
  const other = addToSplit(noExamples, [...rows].reverse());
  expect(other).toEqual(one);
});

test("adding examples moves none, and adding them again adds none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (before, after) => {
      const first = addToSplit(noExamples, examplesOf(before, "a"));
      const second = addToSplit(first, examplesOf(before + after, "a"));
      for (const part of ["train", "pool", "validation", "test"] as const)
        expect(textsOf(second[part])).toEqual(expect.arrayContaining(textsOf(first[part])));
      expect(sizes(second).reduce((a, b) => a + b)).toBe(before + after);
    }),
    { numRuns: 50 },
  );
});

test("a text that comes again with another label takes it, and stays where it is", () => {
  const rows = examplesOf(20, "a");
  const first = addToSplit(noExamples, rows);
  expect(addToSplit(first, rows)).toBe(first);
  const [wrong = { text: "", label: "" }] = first.test;
  const second = addToSplit(first, [{ ...wrong, label: "b" }]);
  expect(second).toEqual({ ...first, test: first.test.map((example) => (example === wrong ? { ...wrong, label: "b" } : example)) });
});
