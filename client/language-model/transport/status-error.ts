// What an HTTP status and the machine-readable fields of an error body mean. The only place that knows which failures may pass by themselves.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import { fieldOf, recordOf, stringOf } from "../dialects/json.ts";
import { retryHintMs } from "./retry-hint.ts";

interface FailedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or undefined. */
  readonly body: unknown;
  readonly detail: string;
  readonly nowMs: number;
}

export function statusError({ status, headers, body, detail, nowMs }: FailedResponse): LanguageModelError {
  const error = recordOf(fieldOf(body, "error")) ?? recordOf(body);
  const hintMs = RETRYABLE.has(status) ? retryHintMs(headers, error, nowMs) : undefined;
  const code = codeOf(status, error, hintMs);
  const retryable = RETRYABLE.has(status) && code !== "quota";
  const retryAfterMs = retryable ? hintMs : undefined;
  const field = stringOf(error?.param);
  return new LanguageModelError(code, {
    detail: `${detail}, status ${status}`,
    status,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(field !== undefined && /^[a-z_.]{1,40}$/.test(field) ? { field } : {}),
  });
}

const RETRYABLE = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529]);

type ErrorBody = Readonly<Record<string, unknown>> | undefined;

function codeOf(status: number, error: ErrorBody, hintMs: number | undefined): LanguageModelErrorCode {
  const kinds = [error?.code, error?.type, error?.status].flatMap((kind) => stringOf(kind) ?? []);
  if (kinds.includes("context_length_exceeded")) return "too-large";
  if (kinds.includes("model_not_found")) return "model-not-found";
  if (status === 402 || (status === 429 && quotaIsUsedUp(kinds, error, hintMs))) return "quota";
  switch (status) {
    case 401:
      return "unauthorised";
    case 403:
      return "forbidden";
    case 404:
    case 405:
      return "not-found";
    case 408:
      return "timeout";
    case 413:
      return "too-large";
    case 409:
    case 425:
    case 429:
      return "rate-limited";
    default:
      return status >= 500 ? "server-error" : "bad-request";
  }
}

const QUOTA_KINDS = new Set(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error", "quota_exceeded"]);

function quotaIsUsedUp(kinds: readonly string[], error: ErrorBody, hintMs: number | undefined): boolean {
  if (kinds.some((kind) => QUOTA_KINDS.has(kind))) return true;
  // Gemini uses one status and one text for the minute's rate and for the day's quota; the violated quota's id tells them apart.
  const details = error?.details;
  const violations = Array.isArray(details) ? details.flatMap((d) => fieldOf(d, "violations") ?? []).flat() : [];
  if (violations.length > 0) return violations.some((v) => /PerDay/.test(stringOf(fieldOf(v, "quotaId")) ?? ""));
  if (kinds.includes("rate_limit_exceeded") || hintMs !== undefined) return false;
  // Several providers say it in words only. A miss costs some retries, nothing else; "billing" alone is in every provider's advice.
  return /\b(?:insufficient (?:quota|credits?|balance)|exceeded your current quota)\b/i.test(stringOf(error?.message) ?? "");
}
