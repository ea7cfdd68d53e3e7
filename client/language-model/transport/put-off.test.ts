// Requests that came too early go on by themselves: a minute's rate that the endpoint does not explain, a device without a network, an open
// circuit.

import { describe, expect, it } from "vitest";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { withCircuitBreaker } from "./circuit-breaker.ts";
import { withLimiter } from "./limiter.ts";
import { withRetry } from "./retry.ts";
import type { LanguageModelEvent, LanguageModelRuntime } from "./runtime.ts";
import type { ModelReply, ModelRequest, Transport } from "./transport.ts";

const REQUEST: ModelRequest = { url: "http://h/", headers: {}, promptChars: 1, completionTokens: 1, readUsage: () => undefined };
const REPLY: ModelReply = { json: {}, usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 }, attempts: 1 };
const FOREVER = Number.POSITIVE_INFINITY;

/** A clock that many wait for at the same time: it moves to the next who waits once nobody else has anything to do. */
function sharedClock() {
  let nowMs = 0;
  const sleepers = new Set<{ readonly atMs: number; wake(): void }>();
  const events: LanguageModelEvent[] = [];
  const runtime: LanguageModelRuntime = {
    fetch: () => Promise.reject(new TypeError("no network")),
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { atMs: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
  };
  const until = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return work;
      const [next] = [...sleepers].sort((a, b) => a.atMs - b.atMs);
      if (!next) throw new RangeError("nobody waits for anything");
      sleepers.delete(next);
      nowMs = next.atMs;
      next.wake();
    }
  };
  return { runtime, until, events };
}

/** `workers` at a time until all queries are answered. */
async function askAll(ask: Transport, queries: number, workers: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next++ < queries) await ask(REQUEST);
  };
  await Promise.all(Array.from({ length: workers }, work));
}

const limited = (retryAfterMs?: number) =>
  new LanguageModelError("rate-limited", { retryable: true, status: 429, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

describe("a request that is put off", () => {
  it("waits for the next minute where an endpoint of 15 requests a minute does not say how long", async () => {
    const { runtime, until, events } = sharedClock();
    let sent = 0;
    let minute = -1;
    let left = 0;
    const endpoint: Transport = async () => {
      sent++;
      await runtime.sleep(200);
      const now = Math.floor(runtime.now() / 60_000);
      if (now !== minute) left = 15;
      minute = now;
      if (left-- <= 0) throw limited();
      return REPLY;
    };
    const ask = withRetry(withLimiter(endpoint, 8, runtime), { attempts: 5 }, { runtime, deadlineMs: FOREVER });
    await until(askAll(ask, 60, 8));
    expect(runtime.now()).toBeLessThan(5 * 60_000);
    // A few in a minute find out that it is not over.
    expect(sent).toBeLessThan(60 * 1.5);
    expect(events.some((event) => event.type === "waiting" && event.reason === "rate-limited")).toBe(true);
  });

  it("ends after ten minutes in which nothing was answered, and costs little until then", async () => {
    const { runtime, until } = sharedClock();
    let sent = 0;
    const endpoint: Transport = async () => {
      sent++;
      throw limited();
    };
    const ask = withRetry(withLimiter(endpoint, 8, runtime), { attempts: 5 }, { runtime, deadlineMs: FOREVER });
    await expect(until(ask(REQUEST))).rejects.toMatchObject({ code: "rate-limited" });
    expect(runtime.now()).toBeGreaterThanOrEqual(600_000);
    expect(runtime.now()).toBeLessThan(700_000);
    expect(sent).toBeLessThan(20);
  });

  it("is sent again soon after the device is online, and not before", async () => {
    const { runtime, until, events } = sharedClock();
    const online = (): boolean => runtime.now() >= 7_200_000;
    let sent = 0;
    const endpoint: Transport = async () => {
      sent++;
      if (!online()) throw new LanguageModelError("offline", { retryable: true });
      return REPLY;
    };
    const device = { ...runtime, online };
    const ask = withRetry(
      withLimiter(withCircuitBreaker(endpoint, runtime.now), 8, device),
      { attempts: 2 },
      { runtime: device, deadlineMs: FOREVER },
    );
    await until(askAll(ask, 16, 8));
    expect(runtime.now()).toBeLessThan(7_210_000);
    // Each of eight finds out once.
    expect(sent).toBe(24);
    expect(events.at(0)).toMatchObject({ type: "waiting", reason: "offline" });
  });

  it("outlasts an endpoint that is away for two minutes", async () => {
    const { runtime, until } = sharedClock();
    let sent = 0;
    const endpoint: Transport = async () => {
      sent++;
      if (runtime.now() < 120_000) throw new LanguageModelError("unreachable", { retryable: true });
      return REPLY;
    };
    const ask = withRetry(
      withLimiter(withCircuitBreaker(endpoint, runtime.now), 8, runtime),
      { attempts: 5 },
      { runtime, deadlineMs: FOREVER },
    );
    await until(askAll(ask, 16, 8));
    expect(sent).toBeLessThan(40);
  });

  it("ends at once where nobody has the patience for the pause, and says what it waits for where somebody has", async () => {
    const { runtime, until, events } = sharedClock();
    let sent = 0;
    const endpoint: Transport = async () => {
      if (sent++ === 0) throw limited(300_000);
      return REPLY;
    };
    const guarded = withLimiter(endpoint, 8, runtime);
    const probing = withRetry(guarded, { attempts: 2, patienceMs: 5_000 }, { runtime, deadlineMs: FOREVER });
    await expect(until(probing(REQUEST))).rejects.toMatchObject({ code: "rate-limited" });
    await expect(until(probing(REQUEST))).rejects.toMatchObject({ code: "rate-limited", facts: { retryAfterMs: 300_000 } });
    expect(runtime.now()).toBe(0);
    expect(sent).toBe(1);
    const running = withRetry(guarded, { attempts: 5 }, { runtime, deadlineMs: FOREVER });
    await until(running(REQUEST));
    expect(runtime.now()).toBe(300_000);
    expect(events).toContainEqual({ type: "waiting", reason: "rate-limited", untilMs: 300_000, parked: true });
  });

  it("is put off for no longer altogether, however long each wait may be", async () => {
    const { runtime, until } = sharedClock();
    let sent = 0;
    const endpoint: Transport = async () => {
      sent++;
      throw limited(590_000);
    };
    const ask = withRetry(withLimiter(endpoint, 8, runtime), { attempts: 5 }, { runtime, deadlineMs: FOREVER });
    await expect(until(ask(REQUEST))).rejects.toMatchObject({ code: "rate-limited" });
    expect(runtime.now()).toBeLessThan(2 * 600_000);
    expect(sent).toBe(2);
  });

  it("does not count the time that the machine slept", async () => {
    const { runtime, until } = sharedClock();
    let sent = 0;
    let sleptMs = 0;
    const sleeper = {
      ...runtime,
      now: () => runtime.now() + sleptMs,
      sleep: async (ms: number, signal?: AbortSignal) => {
        await runtime.sleep(ms, signal);
        if (sent === 1) sleptMs = 7_200_000;
      },
    };
    const endpoint: Transport = async () => {
      if (sent++ < 3) throw limited(1_000);
      return REPLY;
    };
    await until(withRetry(endpoint, { attempts: 5 }, { runtime: sleeper, deadlineMs: FOREVER })(REQUEST));
    expect(sent).toBe(4);
  });

  it("stops waiting at once when it is told to", async () => {
    for (const [code, after] of [
      ["rate-limited", 300_000],
      ["offline", 0],
    ] as const) {
      const { runtime, until } = sharedClock();
      const stop = new AbortController();
      const device = { ...runtime, online: () => false, onEvent: () => stop.abort() };
      const endpoint: Transport = () => Promise.reject(new LanguageModelError(code, { retryable: true, retryAfterMs: after }));
      const ask = withRetry(withLimiter(endpoint, 8, device), { attempts: 5 }, { runtime: device, deadlineMs: FOREVER });
      await expect(until(ask(REQUEST, stop.signal))).rejects.toMatchObject({ name: "AbortError" });
      expect(runtime.now()).toBe(0);
    }
  });
});
