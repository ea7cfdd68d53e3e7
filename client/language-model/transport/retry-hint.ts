// How long an endpoint asks us to wait. In order: retry-after-ms, retry-after (seconds or a date), the reset of an exhausted rate limit,
// a delay in the error body. Browsers hide headers that are not exposed: missing means unknown, not zero.

import { fieldOf, stringOf } from "./json.ts";

export function retryHintMs(headers: Headers, error: Readonly<Record<string, unknown>> | undefined, nowMs: number): number | undefined {
  const ms = amount(headers.get("retry-after-ms"));
  if (ms !== undefined) return ms;
  const after = headers.get("retry-after");
  if (after !== null) {
    const seconds = amount(after);
    if (seconds !== undefined) return seconds * 1000;
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, date - nowMs);
  }
  const resets = ["requests", "tokens"].flatMap((kind) => {
    const left = amount(headers.get(`x-ratelimit-remaining-${kind}`));
    const reset = headers.get(`x-ratelimit-reset-${kind}`);
    return reset === null || (left !== undefined && left > 0) ? [] : (durationMs(reset) ?? []);
  });
  if (resets.length > 0) return Math.max(...resets);
  const details = error?.details;
  const delays = Array.isArray(details) ? details.flatMap((d) => durationMs(stringOf(fieldOf(d, "retryDelay")) ?? "") ?? []) : [];
  if (delays.length > 0) return Math.max(...delays);
  const text = /(?:try again|retry) (?:in|after) ([\d.]+\s?(?:ms|s|m|h)[\dhms.]*)/i.exec(stringOf(error?.message) ?? "");
  return durationMs(text?.[1]?.replace(/\.$/, "") ?? "");
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as 1m30s, 250ms or 34.5s; a bare number is seconds. */
function durationMs(text: string): number | undefined {
  const seconds = amount(text);
  if (seconds !== undefined) return seconds * 1000;
  const parts = [...text.replaceAll(" ", "").matchAll(/([\d.]+)(ms|s|m|h)/g)];
  if (parts.length === 0) return undefined;
  const sum = parts.reduce((total, [, value, unit]) => total + Number(value) * (UNIT_MS[unit ?? ""] ?? 0), 0);
  return Number.isFinite(sum) ? sum : undefined;
}

function amount(text: string | null): number | undefined {
  if (text === null || !/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}
