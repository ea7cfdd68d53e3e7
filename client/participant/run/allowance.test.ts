// Limits before anything is known of the cost of a query, and afterwards.

import { expect, it } from "vitest";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { emptyTally } from "../federation/tally.ts";
import { nothingSpent, type Terms } from "../limits.ts";
import { createMemory, memoryStore } from "../store/checkpoint-memory.ts";
import { createAllowance } from "./allowance.ts";

function allowanceOf(limits: Terms["limits"], now: () => number = () => 0) {
  const problem = problemOf();
  const tuning = initialTuning(problem, uniformView(problem));
  const meter = { seq: 0, queries: 0, tokens: 0, spent: nothingSpent };
  const memory = createMemory(
    { identity: null, taskView: null, epoch: 0, tuning, outbox: [], ...meter, history: [], tally: emptyTally },
    memoryStore(),
  );
  const runtime = { now, sleep: () => new Promise<void>(() => {}) };
  return createAllowance({ terms: { limits, prices: null }, memory, runtime, counted: () => null, keySpending: () => null });
}

it("[A45f] limits allow no query before the first has shown what one takes, and then what they hold of such", () => {
  const allowance = allowanceOf({ tokens: 3_000 });
  expect(allowance.queries()).toBe(0);
  allowance.count({ how: "answered", requests: 1, promptTokens: 90, completionTokens: 10, done: 1 }, "budget");
  expect(allowance.queries()).toBe(1 + 29);
});

it("[A45f] without limits any number of queries is allowed from the beginning", () => {
  expect(allowanceOf({}).queries()).toBe(Number.POSITIVE_INFINITY);
});

it("a machine that sleeps spends none of the minutes; a clock that goes back gives none", async () => {
  let now = 0;
  const allowance = allowanceOf({ minutes: 1 }, () => now);
  const answered = { how: "answered", requests: 1, promptTokens: 90, completionTokens: 10, done: 1 } as const;
  for (const passed of [4_000, 4_000, 75_000, 4_000, -3_600_000, 4_000]) {
    now += passed;
    allowance.count(answered, "budget");
  }
  // 16 seconds of 60 are gone.
  const stopped = new AbortController();
  await allowance.keeping(0, stopped.signal, async (limited) => expect(limited.aborted).toBe(false));
  for (let seconds = 16; seconds < 60; seconds += 4) {
    now += 4_000;
    allowance.count(answered, "budget");
  }
  await expect(allowance.keeping(0, stopped.signal, async (limited) => limited.throwIfAborted())).rejects.toMatchObject({
    code: "budget-time",
  });
});
