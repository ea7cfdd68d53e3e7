// Two prompts side by side, word by word.

import fc from "fast-check";
import { expect, it } from "vitest";
import { wordDiff } from "./word-diff.ts";

it("shows a replaced word before its replacement, and leaves the rest", () => {
  expect(wordDiff("Answer with one word.", "Answer with the label, one word.")).toEqual([
    { text: "Answer with ", kind: "same" },
    { text: "the label, ", kind: "added" },
    { text: "one word.", kind: "same" },
  ]);
  expect(wordDiff("a red house", "a blue house")).toEqual([
    { text: "a ", kind: "same" },
    { text: "red", kind: "removed" },
    { text: "blue", kind: "added" },
    { text: " house", kind: "same" },
  ]);
});

it("tells of nothing where both are the same, and of everything where nothing is", () => {
  expect(wordDiff("same\ntext", "same\ntext")).toEqual([{ text: "same\ntext", kind: "same" }]);
  expect(wordDiff("", "new")).toEqual([{ text: "new", kind: "added" }]);
});

it("holds both texts, each in its order, also where they are too long to look for what they share", () => {
  const text = fc.array(fc.constantFrom("a", "b", " ", "\n", ".", "größe", "12"), { maxLength: 20 }).map((words) => words.join(""));
  const holdsBoth = (before: string, after: string): void => {
    const parts = wordDiff(before, after);
    const without = (kind: string): string =>
      parts
        .filter((part) => part.kind !== kind)
        .map((part) => part.text)
        .join("");
    expect(without("added")).toBe(before);
    expect(without("removed")).toBe(after);
  };
  fc.assert(fc.property(text, text, holdsBoth));
  holdsBoth("x y ".repeat(3000), "z w ".repeat(3000));
});
