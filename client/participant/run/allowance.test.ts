// Limits before anything is known of the cost of a query, and afterwards.

import { expect, it } from "vitest";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { emptyTally } from "../federation/tally.ts";
import { nothingSpent, type Terms } from "../limits.ts";
import { createMemory, memoryStore } from "../store/checkpoint-memory.ts";
import { createAllowance } from "./allowance.ts";

function allowanceOf(limits: Terms["limits"]) {
  const problem = problemOf();
  const tuning = initialTuning(problem, uniformView(problem));
  const meter = { seq: 0, queries: 0, tokens: 0, spent: nothingSpent };
  const memory = createMemory(
    { identity: null, taskView: null, epoch: 0, tuning, outbox: [], ...meter, history: [], tally: emptyTally },
    memoryStore(),
  );
  const runtime = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
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
