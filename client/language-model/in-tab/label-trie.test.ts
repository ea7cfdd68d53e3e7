import { expect, test } from "vitest";
import { continuationTokens, scoreLabelTrie } from "./label-trie.ts";

// A model of two steps, by hand: after the prompt token 1 has probability 1/2 and token 2 has 1/4; after 1, token 3 has 1/8.
const tables = new Map([
  [
    "",
    new Map([
      [1, Math.log(1 / 2)],
      [2, Math.log(1 / 4)],
    ]),
  ],
  [
    "1",
    new Map([
      [3, Math.log(1 / 8)],
      [4, Math.log(1 / 3)],
    ]),
  ],
]);

test("sums the log-probabilities of a label's tokens and visits a shared beginning once", async () => {
  const visited: string[] = [];
  const scores = await scoreLabelTrie([[1, 3], [2], [1, 4]], async (beginning) => {
    visited.push(beginning.join());
    return (token) => tables.get(beginning.join())?.get(token) ?? Number.NaN;
  });
  expect(Array.from(scores, (s) => Math.exp(s))).toEqual([1 / 16, 1 / 4, 1 / 6].map((p) => expect.closeTo(p, 12)));
  expect(visited).toEqual(["", "1"]);
});

test("asks only for the tokens that labels need", async () => {
  const asked: number[][] = [];
  await scoreLabelTrie([[1, 3], [2], [1, 4]], async (_, wanted) => {
    asked.push([...wanted]);
    return () => 0;
  });
  expect(asked).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("refuses a label without tokens", async () => {
  await expect(scoreLabelTrie([[1], []], async () => () => 0)).rejects.toThrow(RangeError);
});

test("refuses a form that merges with the end of the prompt", () => {
  expect(continuationTokens([5, 6, 7], [5, 6], " Great")).toEqual([7]);
  expect(() => continuationTokens([5, 8], [5, 6], "Great")).toThrow(/merges/);
});
