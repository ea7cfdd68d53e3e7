// Two texts side by side, line by line.

import fc from "fast-check";
import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

it("shows a replaced line before its replacement, and leaves the rest", () => {
  expect(lineDiff("one\ntwo\nthree", "one\n2\nthree\nfour")).toEqual([
    { text: "one", kind: "same" },
    { text: "two", kind: "removed" },
    { text: "2", kind: "added" },
    { text: "three", kind: "same" },
    { text: "four", kind: "added" },
  ]);
});

it("holds both texts, each in its order", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (kind: string): string =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join("\n");
      expect(without("added")).toBe(before);
      expect(without("removed")).toBe(after);
    }),
  );
});
