// Which violations of a page's policy are ours to tell: those that really refused an address of the aggregator.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchingPolicy } from "./embed-error.ts";

const aggregator = "https://aggregator.example";
const page = new EventTarget();

beforeEach(() => {
  vi.stubGlobal("document", page);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const violation = { effectiveDirective: "connect-src", disposition: "enforce", blockedURI: `${aggregator}/api/tasks/t/embedding` };

/** Work that fails, and the violation that comes after it. */
function failing(change: Partial<typeof violation>): () => Promise<never> {
  return async () => {
    setTimeout(() => page.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), violation, change)));
    throw new TypeError("Failed to fetch");
  };
}

test("a refused address of the aggregator is noted by its directive", async () => {
  const { value, refused } = await watchingPolicy(aggregator, failing({}));
  expect([value, ...refused]).toEqual([null, "connect-src"]);
  expect([...(await watchingPolicy(aggregator, failing({ blockedURI: aggregator }))).refused]).toEqual(["connect-src"]);
});

test.each([
  { disposition: "report" },
  { blockedURI: "https://statistics.example/collect" },
  { blockedURI: `${aggregator}.evil.example/` },
  { blockedURI: "inline" },
])("%j is none of ours", async (change) => {
  expect([...(await watchingPolicy(aggregator, failing(change))).refused]).toEqual([]);
});
