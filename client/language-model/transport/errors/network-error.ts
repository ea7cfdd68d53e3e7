// A failed fetch with no status. Node tells why by a code; a browser hides the reason on purpose, so there it is just unreachable
// until a connection test finds out more.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../../shared/prompt/language-model-error.ts";

export function networkError(error: unknown, { detail, online }: { detail: string; online: boolean }): LanguageModelError {
  if (!online) return new LanguageModelError("offline", { detail, retryable: true });
  return new LanguageModelError(CODES[causeCode(error)] ?? "unreachable", { detail, retryable: true });
}

const CODES: Readonly<Record<string, LanguageModelErrorCode>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNREFUSED: "refused",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls",
  ERR_SSL_WRONG_VERSION_NUMBER: "tls",
  EPROTO: "tls",
};

/** The first code along the chain of causes, through the list of an AggregateError. */
function causeCode(error: unknown): string {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return "";
}
