// A worker hears of a failed request late enough to be gone by then, if its page is being left.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ownPlatform } from "./platform.ts";

const failure = new TypeError("Load failed");
/** Whether the promise has failed by now. */
async function hasFailed(request: Promise<unknown>): Promise<boolean> {
  let failed = false;
  request.catch(() => {
    failed = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return failed;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => Promise.reject(failure));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("in a worker a request fails a second later", async () => {
  vi.stubGlobal("WorkerGlobalScope", class {});
  const request = ownPlatform().fetch("https://aggregator.example", {});
  expect(await hasFailed(request)).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(request).rejects.toBe(failure);
});

it("in a worker a request that is given up fails at once", async () => {
  vi.stubGlobal("WorkerGlobalScope", class {});
  const giveUp = new AbortController();
  const request = ownPlatform().fetch("https://aggregator.example", { signal: giveUp.signal });
  expect(await hasFailed(request)).toBe(false);
  giveUp.abort();
  expect(await hasFailed(request)).toBe(true);
});

it("elsewhere a request fails at once", async () => {
  expect(await hasFailed(ownPlatform().fetch("https://aggregator.example", {}))).toBe(true);
});
