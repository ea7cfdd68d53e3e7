// How long an endpoint asks us to wait. In order: retry-after-ms, retry-after (seconds, a date or a moment in time), the reset of an
// exhausted rate limit, a delay in the error body, a delay in its words. Browsers hide headers that are not exposed: missing means unknown,
// not zero.

import { readErrorBody, type Wait } from "./error-body.ts";

export interface Hinted {
  readonly headers: Headers;
  readonly body: unknown;
  /** Of this device, in milliseconds since 1970; the endpoint's own, if it sends its date, is taken before it. */
  readonly nowMs: number;
}

/** Milliseconds; undefined where nothing is said, or only nonsense: a negative time, or more than a month. */
export function retryHintMs({ headers, body, nowMs }: Hinted): number | undefined {
  const clockMs = Date.parse(headers.get("date") ?? "") || nowMs;
  const { waits, sentences } = readErrorBody(body);
  const resets = waits.filter(({ name }) => name.includes("reset"));
  const delays = waits.filter(({ name }) => !name.includes("reset"));
  return (
    longest([waitMs({ name: "ms", value: headers.get("retry-after-ms") ?? "" }, clockMs)]) ??
    longest([waitMs({ name: "retry-after", value: headers.get("retry-after") ?? "" }, clockMs)]) ??
    longest(exhausted(headers).map((wait) => waitMs(wait, clockMs))) ??
    longest(delays.map((wait) => waitMs(wait, clockMs))) ??
    // A limit of which nothing is told but its end is over when that is past.
    longest(resets.map((wait) => waitMs(wait, clockMs) || undefined)) ??
    longest(sentences.map((sentence) => durationMs(DELAY_IN_WORDS.exec(sentence)?.[1] ?? "")))
  );
}

const LONGEST_HINT_MS = 31 * 86_400_000;
/** A number from here on is a moment, not a duration: seconds, then milliseconds since 1970. */
const FIRST_MOMENT_S = 1e9;
const FIRST_MOMENT_MS = 1e12;

const DELAY_IN_WORDS =
  /(?:try again|retry(?:ing)?|retried|wait|available|resets?)(?: again)?(?: in| after| for(?: another)?| at least)? (?:about )?((?:\d+(?:\.\d+)?\s?(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b[ ,]*(?:and )?)+|(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)/i;

function longest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).filter((value) => value <= LONGEST_HINT_MS);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** The limits' headers, as providers name them (requests, tokens, by day, of input); of a limit with something left, none. */
function exhausted(headers: Headers): Wait[] {
  return [...headers].flatMap(([name, value]) => {
    const combined = name === "ratelimit" ? /;\s*r=0\b.*;\s*t=(\d+)/.exec(value)?.[1] : undefined;
    if (combined !== undefined) return [{ name, value: combined }];
    if (!/ratelimit/.test(name) || !/(?:^|-)reset(?:-|$)/.test(name)) return [];
    const left = Number(headers.get(name.replace("-reset", "-remaining")) ?? "0");
    return left > 0 ? [] : [{ name, value }];
  });
}

/** A header that was sent twice arrives as a list: the longer time counts. */
function waitMs({ name, value }: Wait, clockMs: number): number | undefined {
  const date = /[a-z]{3} \d{4}|^\d{4}-\d\d-\d\d[T ]/i.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - clockMs);
  const times = value.split(",").map((text) => {
    const amount = /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
    if (amount === undefined) return durationMs(text);
    if (amount >= FIRST_MOMENT_MS) return Math.max(0, amount - clockMs);
    if (amount >= FIRST_MOMENT_S) return Math.max(0, amount * 1000 - clockMs);
    return /(?:^|[-_])ms$|ms$/.test(name) ? amount : amount * 1000;
  });
  return longest(times);
}

/** Milliseconds of a duration such as 1m30s, 250ms, 34.5 seconds or 2 minutes and 5 seconds. */
function durationMs(text: string): number | undefined {
  if (/(?:^|\s)-\s*\d/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(milli|msec|ms|s|min|m|h|d)[a-z]*/gi)];
  if (parts.length === 0) return undefined;
  return parts.reduce((total, [, value, unit = ""]) => total + Number(value) * (UNIT_MS[unit.toLowerCase()] ?? 0), 0);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  milli: 1,
  msec: 1,
  ms: 1,
  s: 1_000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
