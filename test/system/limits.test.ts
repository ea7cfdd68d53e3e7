// Limits of tokens, money and time: tuning ends while enough is left to choose and test the best prompt, over all visits together, and
// nothing is asked once a limit is reached.

import { expect, it } from "vitest";
import { nodeRuntime } from "../../cli/machine/node-runtime.ts";
import type { Limits } from "../../client/participant/limits.ts";
import type { Participant, ParticipantOptions } from "../../client/participant/participant.ts";
import { createTuningParticipant } from "../../client/participant/run/tuning-participant.ts";
import { memoryStore } from "../../client/participant/store/checkpoint-memory.ts";
import type { Runtime } from "../../client/platform/platform.ts";
import type { LabelScores, LanguageModel, Usage } from "../../shared/prompt/language-model.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { someExamples, task } from "./federation-bench.ts";

const USAGE: Usage = { attempts: 1, promptTokens: 90, cachedTokens: 0, completionTokens: 10 };
const QUERY_MS = 300;
/** 90 + 5 * 10 millionths a query. */
const PRICES = { input: 1, output: 5 };
/** Each allows 200 of these queries. */
const LIMITS = { tokens: { tokens: 20_000 }, money: { money: 0.028 }, minutes: { minutes: 1 } } as const satisfies Record<string, Limits>;

/** Time that passes only while somebody waits for it. */
function virtualTime(): Pick<Runtime, "now" | "sleep"> {
  let now = 0;
  let waiting: { readonly at: number; readonly wake: () => void }[] = [];
  const pass = (): void => {
    const [next] = waiting.sort((a, b) => a.at - b.at);
    if (!next) return;
    waiting = waiting.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          signal?.removeEventListener("abort", stop);
          resolve();
        };
        const one = { at: now + ms, wake };
        const stop = (): void => {
          waiting = waiting.filter((other) => other !== one);
          reject(signal?.reason);
        };
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener("abort", stop, { once: true });
        waiting.push(one);
        // What an answer sets going comes before the next moment.
        setTimeout(pass, 0);
      }),
  };
}

interface World {
  readonly model: LanguageModel;
  readonly runtime: Runtime;
  asked(): number;
  tokens(): number;
}

/** The simulated learner with tokens, prices and a pace; `change` is what is different about the query of that number. */
function world(change: (count: number) => { readonly times?: number; readonly waitMs?: number } = () => ({})): World {
  const time = virtualTime();
  const inner = createSimulatedModel();
  let count = 0;
  let tokens = 0;
  return {
    asked: () => count,
    tokens: () => tokens,
    runtime: { ...nodeRuntime(), ...time },
    model: {
      ...inner,
      capabilities: { ...inner.capabilities, concurrency: 1 },
      async scoreLabels(prompt, labels, options): Promise<LabelScores> {
        const { times = 1, waitMs = QUERY_MS } = change(++count);
        tokens += 100 * times;
        await time.sleep(waitMs, options?.signal);
        const scores = await inner.scoreLabels(prompt, labels, options);
        return { ...scores, usage: { ...USAGE, promptTokens: 90 * times, completionTokens: 10 * times } };
      },
    },
  };
}

function limited({ model, runtime }: World, limits: Limits, change: Partial<ParticipantOptions> = {}): Participant {
  return createTuningParticipant({
    aggregator: null,
    task,
    settings: {},
    examples: someExamples,
    languageModel: model,
    budgetQueries: 5000,
    terms: { limits, prices: PRICES },
    seed: 1,
    store: memoryStore(),
    runtime,
    onSnapshot() {},
    ...change,
  });
}

it.each(["tokens", "money", "minutes"] as const)(
  "[A45e] a limit of %s ends tuning in time for a whole selection and test",
  async (limit) => {
    const here = world();
    const participant = limited(here, LIMITS[limit]);
    await participant.run();
    const { activity, result, step, unanswered } = participant.snapshot();
    expect(activity).toEqual({ type: "finished", reason: "budget", limit });
    expect(unanswered).toBe(0);
    expect(step).toBeGreaterThan(2);
    // A race on the ten rows that 164 queries allow, half of them for validation; 36 are for the test of three prompts.
    expect(result?.tuned).toMatchObject({ validation: { total: 5 }, test: { total: 12 } });
    expect(here.asked()).toBeLessThanOrEqual(200);
    expect(here.asked()).toBeGreaterThan(120);
  },
);

it.each(["tokens", "money", "minutes"] as const)("what earlier visits took of the %s counts", async (limit) => {
  const here = world();
  const store = memoryStore();
  const first = limited(here, LIMITS[limit], {
    store,
    onSnapshot: () => {
      if (here.asked() === 80) void first.pause();
    },
  });
  await first.run();
  expect(first.snapshot().activity.type).toBe("paused");
  await first.close();
  // Nothing runs meanwhile: an hour that does not count.
  await here.runtime.sleep(3_600_000);
  const second = limited(here, LIMITS[limit], { store });
  await second.run();
  expect(second.snapshot()).toMatchObject({ activity: { type: "finished", limit }, result: { tuned: { test: { total: 12 } } } });
  expect(here.asked()).toBeLessThanOrEqual(200);
  expect(here.asked()).toBeGreaterThan(120);
});

it("a raised limit goes on where the last ended, and the test of then counts, too", async () => {
  const here = world();
  const store = memoryStore();
  await limited(here, { tokens: 20_000 }, { store }).run();
  const second = limited(here, { tokens: 30_000 }, { store });
  await second.run();
  expect(second.snapshot().step).toBeGreaterThan(4);
  expect(here.tokens()).toBeLessThanOrEqual(30_000);
  expect(here.tokens()).toBeGreaterThan(22_000);
});

it.each([{ tokens: 2_000 }, { money: 0.0028 }, { minutes: 0.1 }])(
  "%o, too little for a step, ends with what it has and no more",
  async (limits) => {
    const here = world();
    const participant = limited(here, limits);
    await participant.run();
    expect(participant.snapshot()).toMatchObject({ activity: { type: "finished", reason: "budget" }, step: 0 });
    expect(participant.snapshot().result).not.toBeNull();
    expect(here.asked()).toBeLessThanOrEqual(20);
  },
);

it.each(["tokens", "money", "minutes"] as const)(
  "where queries take more than those before, the limit of %s still holds",
  async (limit) => {
    const here = world((count) => (count > 140 ? { times: 10, waitMs: 10 * QUERY_MS } : {}));
    const participant = limited(here, LIMITS[limit]);
    await participant.run();
    expect(participant.snapshot().activity).toEqual({ type: "finished", reason: "budget", limit });
    // Sixty queries are left, in the measure of those before: six now.
    expect(here.asked()).toBeGreaterThanOrEqual(145);
    expect(here.asked()).toBeLessThanOrEqual(147);
  },
);

it("a provider's long wait ends with the time that tuning has", async () => {
  const here = world((count) => (count === 90 ? { waitMs: 3_600_000 } : {}));
  const participant = limited(here, LIMITS.minutes);
  await participant.run();
  expect(participant.snapshot()).toMatchObject({ activity: { type: "finished", reason: "budget", limit: "minutes" } });
  // Queries seem slow now, so the race is the shortest there is; what it takes was kept.
  expect(participant.snapshot().result?.tuned).toMatchObject({ validation: { total: 4 }, test: { total: 12 } });
  expect(here.runtime.now()).toBeLessThanOrEqual(60_000 + 5_000);
});

it("[A45f] limits that are wide change nothing but the first step", async () => {
  const free = world();
  const without = limited(free, {}, { budgetQueries: 300 });
  await without.run();
  const wide = world();
  const within = limited(wide, { tokens: 1e9, money: 1e6, minutes: 1e6 }, { budgetQueries: 300 });
  await within.run();
  expect(without.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
  expect(within.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
  expect(Math.abs(within.snapshot().queries - without.snapshot().queries)).toBeLessThan(30);
});
