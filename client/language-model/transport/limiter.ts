// How many requests run at a time: additive increase, multiplicative decrease. Halved when the endpoint asks for fewer, at most once per
// generation of requests; one more after as many successes as the limit. While the endpoint asks for a pause, nothing starts; where it does
// not say for how long, the pause doubles from one generation to the next until something is answered; the next time it begins with as long
// as that took in all, or half of it where one pause was enough.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { waitText } from "./longest-wait.ts";
import type { LanguageModelRuntime } from "./runtime.ts";
import type { ModelRequest, Transport } from "./transport.ts";

/** Pauses of unknown length, and what is told as a long wait. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

export function withLimiter(next: Transport, most: number, runtime: LanguageModelRuntime): Transport {
  let limit = Math.min(4, most);
  let running = 0;
  let successes = 0;
  let generation = 0;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let nextPauseMs = FIRST_PAUSE_MS;
  /** Pauses of unknown length since the last answer. */
  let pausesMs: number[] = [];
  const queue: (() => void)[] = [];

  const admit = (): void => {
    while (running < limit && queue.length > 0) {
      running++;
      queue.shift()?.();
    }
  };
  const enter = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        const place = queue.indexOf(start);
        if (place >= 0) queue.splice(place, 1);
        reject(signal?.reason);
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener("abort", leave, { once: true });
      queue.push(start);
      admit();
    });
  const setLimit = (value: number): void => {
    if (value === limit) return;
    limit = value;
    runtime.onEvent?.({ type: "concurrency", limit });
  };
  /** @throws LanguageModelError `rate-limited` when that takes longer than the request may wait. */
  const pauseOver = async (
    { url, patienceMs = Number.POSITIVE_INFINITY }: ModelRequest,
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    for (let restMs = pausedUntilMs - runtime.now(); restMs > 0; restMs = pausedUntilMs - runtime.now()) {
      if (restMs > patienceMs)
        throw new LanguageModelError("rate-limited", {
          detail: `${new URL(url).host}${waitText(restMs)}`,
          retryable: true,
          retryAfterMs: restMs,
        });
      runtime.onEvent?.({ type: "waiting", reason: "rate-limited", untilMs: pausedUntilMs, parked: restMs > LONGEST_PAUSE_MS });
      await runtime.sleep(restMs, signal);
    }
  };

  return async (request, signal) => {
    await enter(signal);
    try {
      await pauseOver(request, signal);
      const born = generation;
      try {
        const reply = await next(request, signal);
        successes++;
        if (born === generation && pausesMs.length > 0) {
          const tookMs = pausesMs.reduce((sum, ms) => sum + ms, 0);
          nextPauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pausesMs.length > 1 ? tookMs : tookMs / 2));
          pausesMs = [];
        }
        if (successes >= limit) {
          successes = 0;
          setLimit(Math.min(most, limit + 1));
        }
        return reply;
      } catch (error) {
        if (error instanceof LanguageModelError && error.code === "rate-limited") {
          let pauseMs = error.facts.retryAfterMs ?? 0;
          successes = 0;
          if (born === generation) {
            generation++;
            if (pauseMs === 0) {
              pauseMs = nextPauseMs;
              pausesMs.push(pauseMs);
              nextPauseMs = Math.min(LONGEST_PAUSE_MS, 2 * nextPauseMs);
            }
            setLimit(Math.max(1, Math.floor(limit / 2)));
          }
          pausedUntilMs = Math.max(pausedUntilMs, runtime.now() + pauseMs);
        }
        throw error;
      }
    } finally {
      running--;
      admit();
    }
  };
}
