// Leaves a failing endpoint alone: after k failed attempts in a row nothing is sent for a while, then one attempt tries. Before it opens,
// the endpoint is asked something it has answered before: if it does again, the failures are those of single texts. What will not pass by
// itself (a wrong key, a used-up quota) opens it for good, so that eight requests at a time do not become eight refusals a second.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import type { Liveness } from "./liveness.ts";
import type { Transport } from "./transport.ts";

export interface BreakerSettings {
  /** Failed attempts in a row that open it. Default 8. */
  readonly failures?: number;
  /** Time it stays open. Default 30 s. */
  readonly coolDownMs?: number;
  readonly liveness?: Pick<Liveness, "stillAnswers">;
}

const FINAL: ReadonlySet<LanguageModelErrorCode> = new Set(["unauthorised", "forbidden", "quota", "model-not-found"]);
// The endpoint is alive and says what it wants: rate limits are the limiter's business, bad requests the caller's.
const ALIVE: ReadonlySet<LanguageModelErrorCode> = new Set(["rate-limited", "bad-request", "too-large", "not-found"]);

export function withCircuitBreaker(next: Transport, now: () => number, settings: BreakerSettings = {}): Transport {
  const { failures = 8, coolDownMs = 30_000, liveness } = settings;
  let inARow = 0;
  let openUntilMs = Number.NEGATIVE_INFINITY;
  let trying = false;
  let final: LanguageModelError | undefined;
  return async (request, signal) => {
    if (final) throw final;
    const open = inARow >= failures;
    if (open && (trying || now() < openUntilMs)) {
      throw new LanguageModelError("circuit-open", { retryable: true, retryAfterMs: Math.max(0, openUntilMs - now()) });
    }
    trying = open;
    try {
      const reply = await next(request, signal);
      inARow = 0;
      return reply;
    } catch (error) {
      // Nothing was sent, or nothing left the device: that says nothing of the endpoint.
      if (!(error instanceof LanguageModelError) || error.code.startsWith("budget-") || error.code === "offline") throw error;
      if (FINAL.has(error.code)) final = error;
      inARow = ALIVE.has(error.code) ? 0 : inARow + 1;
      if (inARow >= failures && (await liveness?.stillAnswers(request, signal))) inARow = 0;
      if (inARow >= failures) openUntilMs = now() + coolDownMs;
      throw error;
    } finally {
      if (open) trying = false;
    }
  };
}
