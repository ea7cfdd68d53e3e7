// The meaning of an HTTP status and an error body. This is the only place that knows which failures may pass by themselves.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../../shared/prompt/language-model-error.ts";
import { LONGEST_WAIT_MS, waitText } from "../longest-wait.ts";
import { type ErrorBody, readErrorBody } from "./error-body.ts";
import {
  fieldsIn,
  namedPeriod,
  namesUsedUpQuota,
  tellsAccountPolicy,
  tellsFilter,
  tellsLogProbs,
  tellsNoHostForFields,
  tellsNoRoute,
  tellsRateLimit,
  tellsServerError,
  tellsTemplate,
  tellsTooLargeForLimit,
  tellsTooLong,
  tellsUnknownModel,
  tellsUsedUpQuota,
  tellsWrongKey,
} from "./error-words.ts";
import { quoteOf } from "./quote.ts";
import { retryHintMs } from "./retry-hint.ts";

export interface FailedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text that is none. */
  readonly body: unknown;
  readonly detail: string;
  readonly nowMs: number;
  /** What was sent, key included: nothing of it is quoted. */
  readonly sent: readonly string[];
}

export function statusError({ status, headers, body, detail, nowMs, sent }: FailedResponse): LanguageModelError {
  const error = readErrorBody(body);
  const hintMs = mayPass(status) ? retryHintMs({ headers, body, nowMs }) : undefined;
  const code = codeOf(status, error, hintMs);
  const retryable = mayPass(status) && !LASTING.has(code);
  const field = fieldOfRefusal(status, error);
  const quote = quoteOf(error.sentences, sent);
  return new LanguageModelError(code, {
    detail: `${detail}, status ${status}${retryable && hintMs !== undefined ? waitText(hintMs) : ""}`,
    status,
    retryable,
    ...(retryable && hintMs !== undefined ? { retryAfterMs: hintMs } : {}),
    ...(field === undefined ? {} : { field }),
    ...(quote === undefined ? {} : { quote }),
  });
}

const LASTING: ReadonlySet<LanguageModelErrorCode> = new Set([
  "quota",
  "too-large",
  "text-refused",
  "unauthorised",
  "model-not-found",
  "bad-request",
]);

/** The failure that codes and sentences tell of without a status; undefined where they tell of none that is known. */
export function codeOfWords(error: ErrorBody): LanguageModelErrorCode | undefined {
  if (tellsNoRoute(error)) return "not-found";
  if (tellsWrongKey(error)) return "unauthorised";
  if (namesUsedUpQuota(error) || tellsUsedUpQuota(error, "own")) return "quota";
  if (tellsUnknownModel(error)) return "model-not-found";
  if (tellsFilter(error)) return "text-refused";
  if (tellsTooLong(error)) return "too-large";
  if (tellsRateLimit(error)) return "rate-limited";
  return tellsServerError(error) ? "server-error" : undefined;
}

function mayPass(status: number): boolean {
  return PASSING.has(status) || (status >= 500 && !NEVER_PASSING.has(status));
}

const PASSING = new Set([408, 409, 424, 425, 429, 498]);
const NEVER_PASSING = new Set([501, 505, 506, 508, 510, 511]);
const LIMITS = new Set([409, 425, 429, 498]);

function codeOf(status: number, error: ErrorBody, hintMs: number | undefined): LanguageModelErrorCode {
  if (LIMITS.has(status)) return codeOfLimit(error, hintMs);
  if (status === 402 || namesUsedUpQuota(error)) return "quota";
  if (status === 413 || (status !== 401 && status !== 408 && tellsTooLong(error))) return "too-large";
  if (tellsUsedUpQuota(error, "own") || (status === 412 && tellsUsedUpQuota(error, "anywhere"))) return "quota";
  switch (status) {
    case 401:
      return "unauthorised";
    case 403:
      if (tellsFilter(error)) return "text-refused";
      if (tellsWrongKey(error)) return "unauthorised";
      return tellsLogProbs(error) ? "bad-request" : "forbidden";
    case 404:
      if (tellsNoHostForFields(error)) return "bad-request";
      if (tellsAccountPolicy(error)) return "forbidden";
      return tellsUnknownModel(error) ? "model-not-found" : "not-found";
    case 405:
      return "not-found";
    case 408:
      return "timeout";
    case 451:
      return tellsFilter(error) ? "text-refused" : "forbidden";
    default:
      if (status >= 500 && tellsTemplate(error)) return "bad-request";
      if (status >= 500 || status === 424) return "server-error";
      return codeOfBadRequest(error);
  }
}

/** Some providers answer everything with 400. */
function codeOfBadRequest(error: ErrorBody): LanguageModelErrorCode {
  if (tellsWrongKey(error)) return "unauthorised";
  if (tellsUnknownModel(error)) return "model-not-found";
  return tellsFilter(error) ? "text-refused" : "bad-request";
}

/**
 * A rate limit passes, a used-up quota does not, and providers tell both with one status. Read in this order: a code; the period of the
 * quota that is named; a delay within a wait that nobody need be asked about; words. A miss costs some retries, nothing else.
 */
function codeOfLimit(error: ErrorBody, hintMs: number | undefined): LanguageModelErrorCode {
  if (namesUsedUpQuota(error)) return "quota";
  if (tellsTooLargeForLimit(error)) return "too-large";
  const period = namedPeriod(error);
  if (period !== undefined) return period === "long" ? "quota" : "rate-limited";
  if (hintMs !== undefined && hintMs <= LONGEST_WAIT_MS) return "rate-limited";
  return tellsUsedUpQuota(error, "anywhere") ? "quota" : "rate-limited";
}

/** The field of the request that is the reason, where one is named. */
function fieldOfRefusal(status: number, error: ErrorBody): string | undefined {
  if (status === 403 && tellsLogProbs(error)) return "logprobs";
  if (status < 400 || status >= 500 || status === 404 || LIMITS.has(status)) return undefined;
  const [named] = error.fields;
  const told = fieldsIn(error);
  // Two that exclude each other: the temperature is the one that is needed.
  if (told.includes("temperature") && told.includes("top_p")) return "top_p";
  return named ?? told[0];
}
