// A failure told with status 200, in place of an answer or in the midst of one. It bears no status, because it may be billed.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../../shared/prompt/language-model-error.ts";
import { fieldOf, listOf, numberOf, recordOf, stringOf } from "../json.ts";
import { readErrorBody } from "./error-body.ts";
import { quoteOf } from "./quote.ts";
import { codeOfWords, type FailedResponse, statusError } from "./status-error.ts";

/** Undefined where the body tells of no failure. */
export function answeredError({ body, ...response }: Omit<FailedResponse, "status">): LanguageModelError | undefined {
  const error = errorIn(body);
  if (error === undefined) return undefined;
  const status = statusIn(error);
  if (status !== undefined) {
    const { code, facts } = statusError({ ...response, status, body: { error } });
    const { status: _, ...unsettled } = facts;
    if (PASSED_ON.has(code)) return new LanguageModelError(code, unsettled);
  }
  const words = readErrorBody(error);
  // Key, account and model were accepted before: what a host says of its own with a status need not be so of the next one.
  const code = status === undefined ? codeOfWords(words) : undefined;
  const quote = quoteOf(words.sentences, response.sent);
  return new LanguageModelError(code ?? "malformed-answer", {
    detail: `${response.detail}, ${status === undefined ? "an error" : `status ${status}`} in the answer`,
    retryable: code === undefined || code === "rate-limited" || code === "server-error",
    ...(quote === undefined ? {} : { quote }),
  });
}

const PASSED_ON: ReadonlySet<LanguageModelErrorCode> = new Set([
  "bad-request",
  "too-large",
  "text-refused",
  "rate-limited",
  "timeout",
  "server-error",
]);

function errorIn(body: unknown): unknown {
  const told = present(fieldOf(body, "error")) ?? present(fieldOf(body, "choices", 0, "error"));
  if (told !== undefined && (!hasAnswer(body) || recordOf(told))) return told;
  if (hasAnswer(body) || !recordOf(body)) return undefined;
  const first = present(fieldOf(body, "errors", 0));
  if (first !== undefined) return first;
  // MiniMax has a record of its own in every answer, others code and message beside nothing.
  const minimax = fieldOf(body, "base_resp");
  if ((numberOf(fieldOf(minimax, "status_code")) ?? 0) !== 0) return minimax;
  const message = ["message", "msg", "error_msg", "detail"].some((name) => stringOf(fieldOf(body, name)) !== undefined);
  const code = ["code", "error_code", "status", "type"].some((name) => present(fieldOf(body, name)) !== undefined);
  return fieldOf(body, "success") === false || (message && code) ? body : undefined;
}

/** What an answer of any dialect or a list of models holds. */
function hasAnswer(body: unknown): boolean {
  return (
    ["choices", "candidates", "content", "data", "models", "logprobs"].some((name) => listOf(fieldOf(body, name)).length > 0) ||
    stringOf(fieldOf(body, "response")) !== undefined ||
    recordOf(fieldOf(body, "message")) !== undefined
  );
}

function statusIn(error: unknown): number | undefined {
  for (const name of ["code", "status", "status_code", "http_code", "error_code"]) {
    const value = fieldOf(error, name);
    const status = typeof value === "string" && /^[45]\d\d$/.test(value) ? Number(value) : numberOf(value);
    if (status !== undefined && status >= 400 && status <= 599) return status;
  }
  return undefined;
}

function present(value: unknown): unknown {
  const empty = value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);
  return empty ? undefined : value;
}
