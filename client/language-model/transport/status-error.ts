// What an HTTP status and the machine-readable fields of an error body mean. The only place that knows which failures may pass by themselves.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import { fieldOf, listOf, numberOf, recordOf, stringOf } from "./json.ts";
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
  const error = errorOf(body);
  const hintMs = RETRYABLE.has(status) ? retryHintMs(headers, error, nowMs) : undefined;
  const code = codeOf(status, error, hintMs);
  const retryable = RETRYABLE.has(status) && code !== "quota";
  const retryAfterMs = retryable ? hintMs : undefined;
  const field = stringOf(error?.param) ?? (refusesLogProbs(status, error) ? "logprobs" : undefined);
  return new LanguageModelError(code, {
    detail: `${detail}, status ${status}`,
    status,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(field !== undefined && /^[a-z_.]{1,40}$/.test(field) ? { field } : {}),
  });
}

/**
 * The failure that a body with status 200 tells of instead of an answer, as OpenRouter does once it has begun; undefined when it tells of none.
 * It bears no status: it may be billed.
 */
export function answeredError({ body, ...response }: Omit<FailedResponse, "status">): LanguageModelError | undefined {
  const error = recordOf(fieldOf(body, "error")) ?? recordOf(fieldOf(body, "choices", 0, "error"));
  const status = numberOf(error?.code);
  if (status === undefined || status < 400 || status > 599) return undefined;
  const { code, facts } = statusError({ ...response, status, body: { error } });
  const { status: _, ...unsettled } = facts;
  if (PASSED_ON.has(code)) return new LanguageModelError(code, unsettled);
  // Key, account and model were accepted before: what a host says of its own need not be so of the next one.
  return new LanguageModelError("malformed-answer", { detail: `${response.detail}, status ${status} in the answer`, retryable: true });
}

const PASSED_ON: ReadonlySet<LanguageModelErrorCode> = new Set(["bad-request", "too-large", "rate-limited", "timeout", "server-error"]);

const RETRYABLE = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529]);

type ErrorBody = Readonly<Record<string, unknown>> | undefined;

/** The record that tells of the error. Ollama passes its engine's body on as a text. */
function errorOf(body: unknown): ErrorBody {
  const error = fieldOf(body, "error");
  return recordOf(error) ?? recordOf(fieldOf(jsonIn(error), "error")) ?? recordOf(body);
}

function jsonIn(text: unknown): unknown {
  if (typeof text !== "string" || !text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the provider wrote: Ollama and xAI have a text where others have a record. For comparisons only. */
function wordsOf(error: ErrorBody): string {
  return stringOf(error?.message) ?? stringOf(error?.error) ?? "";
}

function codeOf(status: number, error: ErrorBody, hintMs: number | undefined): LanguageModelErrorCode {
  const kinds = [error?.code, error?.type, error?.status, fieldOf(error, "metadata", "error_type")].flatMap((kind) => stringOf(kind) ?? []);
  if (kinds.some((kind) => TOO_LONG_KINDS.has(kind))) return "too-large";
  if (kinds.includes("model_not_found")) return "model-not-found";
  if (status === 402 || (status === 429 && quotaIsUsedUp(kinds, error, hintMs))) return "quota";
  switch (status) {
    case 400:
      return badRequestCode(error);
    case 401:
      return "unauthorised";
    case 403:
      return refusesLogProbs(status, error) || refusesText(kinds, error) ? "bad-request" : "forbidden";
    case 404:
      // OpenRouter knows the model, and no host of it that takes every field.
      return /^No endpoints found that can handle\b/i.test(wordsOf(error)) ? "bad-request" : "not-found";
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

const TOO_LONG_KINDS = new Set(["context_length_exceeded", "exceed_context_size_error"]);

// Where words have to tell, they are a provider's own and begin its message: what follows may quote a prompt.
const TOO_LONG_WORDS = [
  /^prompt is too long\b/i,
  /^the prompt is longer than the context length\b/i,
  /^(?:the )?input length exceeds the context length\b/i,
  /^(?:the )?request (?:\(\d+ tokens\) )?exceeds the available context size\b/i,
  /^this (?:model|endpoint)'s maximum (?:context|prompt) length is\b/i,
  /^the input token count (?:\(\d+\) )?exceeds the maximum\b/i,
];

/** Some providers answer everything with 400. */
function badRequestCode(error: ErrorBody): LanguageModelErrorCode {
  const words = wordsOf(error);
  if (TOO_LONG_WORDS.some((pattern) => pattern.test(words))) return "too-large";
  if (listOf(error?.details).some((d) => fieldOf(d, "reason") === "API_KEY_INVALID")) return "unauthorised";
  if (/^Incorrect API key provided\b/i.test(words)) return "unauthorised";
  if (/^Your credit balance is too low\b/i.test(words)) return "quota";
  return "bad-request";
}

/** OpenAI forbids log-probabilities model by model; the key may use the model without. */
function refusesLogProbs(status: number, error: ErrorBody): boolean {
  return status === 403 && /\blogprobs\b/i.test(wordsOf(error));
}

/** OpenRouter forbids what a filter, a guardrail or the model itself does not like: another example may well be answered. */
function refusesText(kinds: readonly string[], error: ErrorBody): boolean {
  const metadata = error?.metadata;
  return (
    kinds.includes("content_policy_violation") ||
    kinds.includes("refusal") ||
    listOf(fieldOf(metadata, "reasons")).length > 0 ||
    listOf(fieldOf(metadata, "patterns")).length > 0 ||
    stringOf(fieldOf(metadata, "flagged_input")) !== undefined ||
    /^Request blocked\b/i.test(wordsOf(error))
  );
}

const QUOTA_KINDS = new Set(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error", "quota_exceeded"]);

function quotaIsUsedUp(kinds: readonly string[], error: ErrorBody, hintMs: number | undefined): boolean {
  if (kinds.some((kind) => QUOTA_KINDS.has(kind))) return true;
  // Gemini uses one status and one text for the minute's rate and for the day's quota; the violated quota's id tells them apart.
  const violations = listOf(error?.details)
    .flatMap((d) => fieldOf(d, "violations") ?? [])
    .flat();
  if (violations.length > 0) return violations.some((v) => /PerDay/.test(stringOf(fieldOf(v, "quotaId")) ?? ""));
  if (kinds.includes("rate_limit_exceeded") || hintMs !== undefined) return false;
  // Several providers say it in words only. A miss costs some retries, nothing else; "billing" alone is in every provider's advice.
  return /\b(?:insufficient (?:quota|credits?|balance)|exceeded your current quota)\b/i.test(wordsOf(error));
}
