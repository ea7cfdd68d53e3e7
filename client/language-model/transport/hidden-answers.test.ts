// A blocked answer is told of by the browser's report, and by nothing else.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchHiddenAnswers } from "./hidden-answers.ts";

type Report = { readonly type: string; readonly body: unknown };
let tell: (reports: readonly Report[]) => void = () => undefined;
let watching = false;

class FakeObserver {
  constructor(onReports: (reports: readonly Report[]) => void) {
    tell = onReports;
  }
  observe(): void {
    watching = true;
  }
  disconnect(): void {
    watching = false;
  }
}

/** As Chromium makes it: nothing can be read from the body itself. */
const blockedAt = (blockedURL: string, type = "corp"): Report => ({ type: "coep", body: { toJSON: () => ({ type, blockedURL }) } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an answer that was blocked is told, before or while somebody waits", async () => {
  const watch = watchHiddenAnswers(FakeObserver);
  const later = watch?.blocked("https://model.example");
  tell([blockedAt("https://model.example/")]);
  expect(await later).toBe(true);
  expect(await watch?.blocked("https://model.example")).toBe(true);
  tell([{ type: "coep", body: { type: "corp", blockedURL: "https://plain.example/v1" } }]);
  expect(await watch?.blocked("https://plain.example")).toBe(true);
  watch?.end();
  expect(watching).toBe(false);
});

test.each<[string, Report]>([
  ["another host's", blockedAt("https://other.example/")],
  ["another kind of report", { type: "deprecation", body: { blockedURL: "https://model.example/" } }],
  ["another reason", blockedAt("https://model.example/", "navigation")],
  ["one without a body", { type: "coep", body: null }],
])("%s is none", async (_, report) => {
  const watch = watchHiddenAnswers(FakeObserver);
  const found = watch?.blocked("https://model.example");
  tell([report]);
  await vi.advanceTimersByTimeAsync(600);
  expect(await found).toBe(false);
});

test("a browser without such reports is not asked", () => {
  expect(watchHiddenAnswers(undefined)).toBeUndefined();
});
