import { describe, expect, it } from "vitest";
import { createBudget } from "./budget.ts";

const ask = { promptChars: 100, completionTokens: 1 };
const used = (promptTokens: number) => ({ promptTokens, cachedTokens: 0, completionTokens: 1 });

describe("budget", () => {
  it("gives out exactly as many queries as it holds, however many ask at the same time", async () => {
    const budget = createBudget({ limits: { queries: 3 }, now: () => 0 });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => budget.reserve(ask)));
    expect(asked.filter((a) => a.status === "fulfilled")).toHaveLength(3);
    expect(budget.reading().queries).toBe(3);
  });

  it("refuses the first query of an empty budget", async () => {
    await expect(createBudget({ limits: { queries: 0 }, now: () => 0 }).reserve(ask)).rejects.toMatchObject({ code: "budget-queries" });
    await expect(createBudget({ limits: { tokens: 0 }, now: () => 0 }).reserve(ask)).rejects.toMatchObject({ code: "budget-tokens" });
    await expect(createBudget({ limits: { wallTimeMs: 0 }, now: () => 0 }).reserve(ask)).rejects.toMatchObject({ code: "budget-time" });
  });

  it("lets requests in flight reserve tokens, and lets the next one wait for what they leave", async () => {
    // 100 characters are estimated at 50 tokens, plus 1 of the answer: 51. Two would be 102.
    const budget = createBudget({ limits: { tokens: 100 }, now: () => 0 });
    const first = await budget.reserve(ask);
    let admitted = false;
    const second = budget.reserve(ask).then((reservation) => {
      admitted = true;
      return reservation;
    });
    await Promise.resolve();
    expect(admitted).toBe(false);
    first.settle(used(20));
    (await second).settle(used(20));
    expect(budget.reading()).toMatchObject({ promptTokens: 40, completionTokens: 2, queries: 2 });
    // 42 are gone, 51 more would still fit; a third after it would not.
    (await budget.reserve(ask)).settle(used(20));
    await expect(budget.reserve(ask)).rejects.toMatchObject({ code: "budget-tokens" });
  });

  it("learns how many tokens a character takes", async () => {
    const budget = createBudget({ limits: {}, now: () => 0 });
    const dense = await budget.reserve(ask);
    dense.settle(used(90));
    expect((await budget.reserve(ask)).estimate.promptTokens).toBe(90);
  });

  it("stops a wait when it is told to", async () => {
    const budget = createBudget({ limits: { tokens: 60 }, now: () => 0 });
    await budget.reserve(ask);
    const stop = new AbortController();
    const waiting = budget.reserve(ask, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });

  it("counts money only where prices are known, and never takes unknown for nothing", async () => {
    expect(createBudget({ now: () => 0 }).reading().cost).toBe("unknown");
    await expect(createBudget({ limits: { money: 5 }, now: () => 0 }).reserve(ask)).rejects.toMatchObject({ code: "price-unknown" });
    // 1 per million tokens of input, 10 of output: 50 tokens + 1 = 0.00006.
    const prices = { input: 1, output: 10 };
    const budget = createBudget({ limits: { money: 0.0001 }, prices, now: () => 0 });
    (await budget.reserve(ask)).settle(used(50));
    expect(budget.reading().cost).toBeCloseTo(0.00006, 12);
    await expect(budget.reserve(ask)).rejects.toMatchObject({ code: "budget-money" });
  });

  it("goes on from what was spent before", async () => {
    const spent = { queries: 2, promptTokens: 5, cachedTokens: 0, completionTokens: 1, wallTimeMs: 900 };
    const budget = createBudget({ limits: { queries: 3, wallTimeMs: 1_000 }, spent, now: () => 50 });
    expect(budget.deadlineMs).toBe(150);
    await budget.reserve(ask);
    await expect(budget.reserve(ask)).rejects.toMatchObject({ code: "budget-queries" });
  });
});
