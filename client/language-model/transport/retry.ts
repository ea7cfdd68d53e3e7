// Retries what may pass by itself: bounded, jittered, never sooner than the endpoint asks, never past the time budget.
// Wait = max(hint + 0-20 %, decorrelated jitter from [0.5 s, 3 x last], at most 60 s). A longer hint is obeyed: the request is parked.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { LanguageModelRuntime } from "../runtime.ts";
import type { Transport } from "./transport.ts";

export interface RetryPolicy {
  /** Most attempts, the first included. */
  readonly attempts: number;
  /** Longest wait that is obeyed; a longer one ends the request. Default: any. */
  readonly patienceMs?: number;
}

const BASE_MS = 500;
const CAP_MS = 60_000;

export function withRetry(
  next: Transport,
  policy: RetryPolicy,
  { runtime, deadlineMs }: { runtime: LanguageModelRuntime; deadlineMs: number },
): Transport {
  return async (request, signal) => {
    let lastMs = BASE_MS;
    let sent = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await next(request, signal);
        return { ...reply, attempts: sent + reply.attempts };
      } catch (error) {
        if (!(error instanceof LanguageModelError) || !error.retryable || attempt >= policy.attempts) throw error;
        if (error.code !== "circuit-open") sent++;
        lastMs = Math.min(CAP_MS, BASE_MS + runtime.random() * (3 * lastMs - BASE_MS));
        const hintMs = (error.facts.retryAfterMs ?? 0) * (1 + 0.2 * runtime.random());
        const waitMs = Math.max(hintMs, lastMs);
        const untilMs = runtime.now() + waitMs;
        if (untilMs > deadlineMs || waitMs > (policy.patienceMs ?? Number.POSITIVE_INFINITY)) throw error;
        runtime.onEvent?.({ type: "waiting", reason: error.code, untilMs, parked: waitMs > CAP_MS });
        await sleepUntil(untilMs, runtime, signal);
      }
    }
  };
}

/** Timers of background tabs and sleeping machines come late or early: the clock decides. */
async function sleepUntil(untilMs: number, runtime: LanguageModelRuntime, signal: AbortSignal | undefined): Promise<void> {
  for (let restMs = untilMs - runtime.now(); restMs > 0; restMs = untilMs - runtime.now()) await runtime.sleep(restMs, signal);
}
