// Retry, limiter and breaker against a transport that does what it is told, on a virtual clock.

import { describe, expect, it } from "vitest";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { virtualRuntime } from "../../../test/virtual-runtime.ts";
import { withCircuitBreaker } from "./circuit-breaker.ts";
import { withLimiter } from "./limiter.ts";
import { withRetry } from "./retry.ts";
import type { ModelReply, ModelRequest, Transport } from "./transport.ts";

const REQUEST: ModelRequest = { url: "http://h/", headers: {}, promptChars: 1, completionTokens: 1, readUsage: () => undefined };
const REPLY: ModelReply = { json: {}, usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 }, attempts: 1 };
const limited = (retryAfterMs?: number) =>
  new LanguageModelError("rate-limited", { retryable: true, status: 429, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
const failed = () => new LanguageModelError("server-error", { retryable: true, status: 503 });

/** Fails with each error in turn, then answers for ever. */
function script(errors: readonly LanguageModelError[]): { transport: Transport; calls: () => number } {
  let calls = 0;
  const transport: Transport = async () => {
    const error = errors[calls++];
    if (error) throw error;
    return REPLY;
  };
  return { transport, calls: () => calls };
}

const FOREVER = Number.POSITIVE_INFINITY;

describe("withRetry", () => {
  it("tries again until it succeeds, and says how many attempts that took", async () => {
    const runtime = virtualRuntime();
    const { transport } = script([failed(), failed()]);
    const reply = await withRetry(transport, { attempts: 5 }, { runtime, deadlineMs: FOREVER })(REQUEST);
    expect(reply.attempts).toBe(3);
    expect(runtime.waitsMs).toHaveLength(2);
    for (const [i, wait] of runtime.waitsMs.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(500 * 3 ** (i + 1));
    }
  });

  it("gives up after the last attempt, and at once when trying again cannot help", async () => {
    const runtime = virtualRuntime();
    const stubborn = script(Array.from({ length: 9 }, failed));
    await expect(withRetry(stubborn.transport, { attempts: 3 }, { runtime, deadlineMs: FOREVER })(REQUEST)).rejects.toMatchObject({
      code: "server-error",
    });
    expect(stubborn.calls()).toBe(3);
    const final = script([new LanguageModelError("quota", { status: 429 })]);
    await expect(withRetry(final.transport, { attempts: 3 }, { runtime, deadlineMs: FOREVER })(REQUEST)).rejects.toMatchObject({
      code: "quota",
    });
    expect(final.calls()).toBe(1);
  });

  it("never comes back before it is asked to, and parks a long wait with the time it ends", async () => {
    const runtime = virtualRuntime();
    const startMs = runtime.now();
    await withRetry(script([limited(300_000)]).transport, { attempts: 2 }, { runtime, deadlineMs: FOREVER })(REQUEST);
    expect(runtime.now() - startMs).toBeGreaterThanOrEqual(300_000);
    expect(runtime.now() - startMs).toBeLessThanOrEqual(360_000);
    expect(runtime.events).toEqual([{ type: "waiting", reason: "rate-limited", untilMs: runtime.now(), parked: true }]);
  });

  it("does not begin a wait that ends after the time budget", async () => {
    const runtime = virtualRuntime();
    const rule = withRetry(script([limited(10_000)]).transport, { attempts: 5 }, { runtime, deadlineMs: runtime.now() + 9_000 });
    await expect(rule(REQUEST)).rejects.toMatchObject({ code: "rate-limited" });
    expect(runtime.waitsMs).toEqual([]);
  });

  it("stops waiting when it is told to", async () => {
    const stop = new AbortController();
    const runtime = virtualRuntime({ onEvent: () => stop.abort() });
    await expect(
      withRetry(script([failed()]).transport, { attempts: 5 }, { runtime, deadlineMs: FOREVER })(REQUEST, stop.signal),
    ).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("withLimiter", () => {
  /** A transport whose requests end when the test says so. */
  function held(): { transport: Transport; running: () => number; end: (error?: LanguageModelError) => Promise<void> } {
    const open: { resolve: (reply: ModelReply) => void; reject: (error: unknown) => void }[] = [];
    return {
      transport: () => new Promise((resolve, reject) => open.push({ resolve, reject })),
      running: () => open.length,
      async end(error) {
        const one = open.shift();
        if (error) one?.reject(error);
        else one?.resolve(REPLY);
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }

  it("adds one after as many successes as the limit, and halves once per burst of refusals", async () => {
    const runtime = virtualRuntime();
    const { transport, running, end } = held();
    const rule = withLimiter(transport, 8, runtime);
    const results = Array.from({ length: 40 }, () => rule(REQUEST).catch(() => undefined));
    await new Promise((resolve) => setImmediate(resolve));
    expect(running()).toBe(4);
    for (let i = 0; i < 4; i++) await end();
    expect(running()).toBe(5);
    // Five refusals of the same burst count once: 5 -> 2.
    for (let i = 0; i < 5; i++) await end(limited());
    expect(running()).toBe(2);
    expect(runtime.events.filter((e) => e.type === "concurrency").map((e) => (e.type === "concurrency" ? e.limit : 0))).toEqual([5, 2]);
    while (running() > 0) await end();
    await Promise.all(results);
  });

  it("starts nothing during the pause an endpoint asked for", async () => {
    const runtime = virtualRuntime();
    const { transport } = script([limited(20_000)]);
    const rule = withLimiter(transport, 1, runtime);
    const startMs = runtime.now();
    await expect(rule(REQUEST)).rejects.toMatchObject({ code: "rate-limited" });
    await rule(REQUEST);
    expect(runtime.now() - startMs).toBe(20_000);
  });

  it("lets a request leave the queue", async () => {
    const { transport, running, end } = held();
    const rule = withLimiter(transport, 1, virtualRuntime());
    const first = rule(REQUEST);
    const stop = new AbortController();
    const second = rule(REQUEST, stop.signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: "AbortError" });
    await end();
    await first;
    expect(running()).toBe(0);
  });
});

describe("withCircuitBreaker", () => {
  it("opens after failures in a row, then lets one request try", async () => {
    let nowMs = 0;
    const { transport, calls } = script([failed(), failed(), failed()]);
    const rule = withCircuitBreaker(transport, () => nowMs, { failures: 2, coolDownMs: 1_000 });
    for (let i = 0; i < 2; i++) await expect(rule(REQUEST)).rejects.toMatchObject({ code: "server-error" });
    await expect(rule(REQUEST)).rejects.toMatchObject({ code: "circuit-open", retryable: true });
    expect(calls()).toBe(2);
    nowMs = 1_000;
    await expect(rule(REQUEST)).rejects.toMatchObject({ code: "server-error" });
    await expect(rule(REQUEST)).rejects.toMatchObject({ code: "circuit-open" });
    nowMs = 2_000;
    const [one, two] = await Promise.allSettled([rule(REQUEST), rule(REQUEST)]);
    expect([one.status, two.status]).toEqual(["fulfilled", "rejected"]);
    await rule(REQUEST);
    expect(calls()).toBe(5);
  });

  it("stays open for what will not pass by itself", async () => {
    const { transport, calls } = script([new LanguageModelError("unauthorised", { status: 401 })]);
    const rule = withCircuitBreaker(transport, () => 0);
    for (let i = 0; i < 5; i++) await expect(rule(REQUEST)).rejects.toMatchObject({ code: "unauthorised" });
    expect(calls()).toBe(1);
  });

  it("does not count rate limits, which show that the endpoint is alive", async () => {
    const { transport, calls } = script(Array.from({ length: 20 }, () => limited()));
    const rule = withCircuitBreaker(transport, () => 0, { failures: 2 });
    for (let i = 0; i < 20; i++) await expect(rule(REQUEST)).rejects.toMatchObject({ code: "rate-limited" });
    expect(calls()).toBe(20);
  });
});
