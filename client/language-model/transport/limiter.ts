// How many requests run at a time: additive increase, multiplicative decrease. Halved when the endpoint asks for fewer, at most once per
// generation of requests; one more after as many successes as the limit. While the endpoint asks for a pause, nothing starts.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { LanguageModelRuntime } from "../runtime.ts";
import type { Transport } from "./transport.ts";

export function withLimiter(next: Transport, most: number, runtime: LanguageModelRuntime): Transport {
  let limit = Math.min(4, most);
  let running = 0;
  let successes = 0;
  let generation = 0;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
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

  return async (request, signal) => {
    await enter(signal);
    try {
      while (runtime.now() < pausedUntilMs) await runtime.sleep(pausedUntilMs - runtime.now(), signal);
      const born = generation;
      try {
        const reply = await next(request, signal);
        successes++;
        if (successes >= limit) {
          successes = 0;
          setLimit(Math.min(most, limit + 1));
        }
        return reply;
      } catch (error) {
        if (error instanceof LanguageModelError && error.code === "rate-limited") {
          if (error.facts.retryAfterMs !== undefined) pausedUntilMs = Math.max(pausedUntilMs, runtime.now() + error.facts.retryAfterMs);
          successes = 0;
          if (born === generation) {
            generation++;
            setLimit(Math.max(1, Math.floor(limit / 2)));
          }
        }
        throw error;
      }
    } finally {
      running--;
      admit();
    }
  };
}
