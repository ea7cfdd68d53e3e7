// How far limits reach, told by what the mean query has taken.

import { expect, it } from "vitest";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import { LIMIT_NAMES, limitError, limitOf, msUntilKept, nearestLimit, nothingSpent, type Spent } from "./limits.ts";

/** Ten queries of 90 + 10 tokens, one a second; as long again went by without any. */
const spent: Spent = { queries: 10, promptTokens: 900, completionTokens: 100, runningMs: 20_000, askingMs: 10_000 };
const prices = { input: 1, output: 11 };

it("[A45e] allows as many more as what is left holds of the mean one", () => {
  expect(nearestLimit({ limits: { tokens: 3000 }, prices: null }, spent)).toEqual({ name: "tokens", queries: 20 });
  // (900 + 11 * 100) / 1e6 for ten.
  expect(nearestLimit({ limits: { money: 0.003 }, prices }, spent)?.queries).toBeCloseTo(5, 9);
  // 40 s are left, and a query takes one: the wait before does not count as theirs.
  expect(nearestLimit({ limits: { minutes: 1 }, prices: null }, spent)).toEqual({ name: "minutes", queries: expect.closeTo(40, 9) });
});

it("names the limit that ends first, and none where there is none", () => {
  expect(nearestLimit({ limits: { tokens: 3000, minutes: 0.5, money: 1 }, prices }, spent)).toEqual({
    name: "minutes",
    queries: expect.closeTo(10, 9),
  });
  expect(nearestLimit({ limits: {}, prices }, spent)).toBeNull();
});

it("allows nothing once a limit is reached, anything before a query was asked or where nobody is paid", () => {
  expect(nearestLimit({ limits: { tokens: 1000 }, prices: null }, spent)?.queries).toBe(0);
  expect(nearestLimit({ limits: { tokens: 1000 }, prices: null }, nothingSpent)?.queries).toBe(Number.POSITIVE_INFINITY);
  expect(nearestLimit({ limits: { money: 1e-9 }, prices: null }, spent)?.queries).toBe(Number.POSITIVE_INFINITY);
});

it("lets the clock run until the time that is left is that of what is kept", () => {
  expect(msUntilKept({ minutes: 1 }, spent, 15)).toBe(60_000 - 20_000 - 15_000);
  expect(msUntilKept({}, spent, 15)).toBe(Number.POSITIVE_INFINITY);
});

it("knows its own errors and those of the language model's budget, and no others", () => {
  for (const name of LIMIT_NAMES) expect(limitOf(limitError(name))).toBe(name);
  expect(limitOf(new LanguageModelError("budget-queries"))).toBeUndefined();
  expect(limitOf(new Error("budget-time"))).toBeUndefined();
});
