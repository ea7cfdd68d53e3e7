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
    ["seconds since 1970, as a delay", { "retry-after": String(NOW / 1000 + 5) }, undefined, 5_000],
    ["milliseconds since 1970", { "x-ratelimit-reset": String(NOW + 7_000) }, undefined, 7_000],
    [
      "an exhausted limit's end in seconds since 1970",
      { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": String(NOW / 1000 + 5) },
      undefined,
      5_000,
    ],
    ["a past end as no wait at all", { "retry-after": String(NOW / 1000 - 60) }, undefined, 0],
    [
      "a moment by the endpoint's own clock",
      { "retry-after": String(NOW / 1000 + 65), date: "Thu, 01 Jan 2026 00:01:00 GMT" },
      undefined,
      5_000,
    ],
    ["a header that was sent twice", { "retry-after": "2, 3" }, undefined, 3_000],
    ["a negative delay as nonsense", { "retry-after": "-1" }, undefined, undefined],
    ["a delay of years as nonsense", { "retry-after": "99999999" }, undefined, undefined],
    [
      "Anthropic's moments",
      { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:09Z" },
      undefined,
      9_000,
    ],
    [
      "Anthropic's limit with something left",
      { "anthropic-ratelimit-tokens-remaining": "70", "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:09Z" },
      undefined,
      undefined,
    ],
    ["Cerebras's day", { "x-ratelimit-remaining-requests-day": "0", "x-ratelimit-reset-requests-day": "33011.4" }, undefined, 33_011_400],
    ["the standard's draft", { ratelimit: '"default";r=0;t=30' }, undefined, 30_000],
    ["OpenRouter's headers in the body", {}, { metadata: { headers: { "X-RateLimit-Reset": String(NOW + 4_000) } } }, 4_000],
    ["OpenRouter's past reset as unknown", {}, { metadata: { headers: { "X-RateLimit-Reset": String(NOW - 4_000) } } }, undefined],
    ["a delay as a record", {}, { details: [{ retryDelay: { seconds: 36 } }] }, 36_000],
    ["Hugging Face's loading time", {}, { error: "Model is loading", estimated_time: 20 }, 20_000],
    ["milliseconds in words", {}, { message: "Please retry in 20 milliseconds" }, 20],
    ["Azure's words", {}, { message: "Please retry after 12 seconds. Please go here" }, 12_000],
    [
      "GitHub's words",
      {},
      { message: "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 51234 seconds before retrying." },
      51_234_000,
    ],
    ["hours and minutes in words", {}, { message: "Try again in 1 hour and 30 minutes." }, 5_400_000],
    ["LiteLLM's words", {}, { message: "No deployments available for selected model, Try again in 60 seconds. Passed model=x" }, 60_000],
    ["Groq's words", {}, { message: "Rate limit reached. Please try again in 7m12.5s. Need more?" }, 432_500],
    ["nonsense", { "retry-after": "soon" }, { message: "no" }, undefined],
    ["nothing, as when headers are hidden", {}, undefined, undefined],
  ])("reads %s", (_, headers, error, expected) => {
    expect(retryHintMs({ headers: new Headers(headers), body: error && { error }, nowMs: NOW })).toBe(expected);
  });
});
