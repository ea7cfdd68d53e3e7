import { describe, expect, it } from "vitest";
import { retryHintMs } from "./retry-hint.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

describe("retryHintMs", () => {
  it.each<[string, Record<string, string>, Record<string, unknown> | undefined, number | undefined]>([
    ["milliseconds before seconds", { "retry-after-ms": "250", "retry-after": "9" }, undefined, 250],
    ["seconds", { "retry-after": "300" }, undefined, 300_000],
    ["a date", { "retry-after": "Thu, 01 Jan 2026 00:00:42 GMT" }, undefined, 42_000],
    ["a date in the past", { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, undefined, 0],
    [
      "the reset of an exhausted limit",
      { "x-ratelimit-reset-requests": "1m30s", "x-ratelimit-remaining-requests": "0" },
      undefined,
      90_000,
    ],
    [
      "no reset of a limit with something left",
      { "x-ratelimit-reset-tokens": "6m", "x-ratelimit-remaining-tokens": "12" },
      undefined,
      undefined,
    ],
    ["Gemini's delay", {}, { details: [{ retryDelay: "34.5s" }] }, 34_500],
    ["a delay in words", {}, { message: "Rate limit reached. Please try again in 1.2s. Visit us." }, 1_200],
    ["nonsense", { "retry-after": "soon" }, { message: "no" }, undefined],
    ["nothing, as when headers are hidden", {}, undefined, undefined],
  ])("reads %s", (_, headers, error, expected) => {
    expect(retryHintMs(new Headers(headers), error, NOW)).toBe(expected);
  });
});
