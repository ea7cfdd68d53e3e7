// When a run ends: a budget too small to begin with spends nothing, a task with nothing left to learn does not run for ever,
// and whoever is done is not waited for.

import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAggregator, startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import { nodeRuntime } from "../../cli/machine/node-runtime.ts";
import { memoryResponseStore, withResponseCache } from "../../client/language-model/response-cache.ts";
import { createTuningParticipant } from "../../client/participant/run/tuning-participant.ts";
import { memoryStore } from "../../client/participant/store/checkpoint-memory.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { createTask, examplesOf, statusOf, watchedParticipant } from "./federation-bench.ts";

let aggregator: LocalAggregator;
beforeAll(async () => {
  aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
});
afterAll(() => aggregator.close());

it("a budget below one step and a selection asks the model nothing, says how much is needed, and takes no place before a larger one", async () => {
  const link = await createTask(aggregator.origin);
  const refused = async (budgetQueries: number, to = link): Promise<number> => {
    const { participant, asked } = watchedParticipant(to, { budgetQueries });
    await participant.run();
    const { activity } = participant.snapshot();
    expect(activity).toMatchObject({ type: "failed", code: "budget-queries" });
    expect(asked()).toBe(0);
    return Number(/^.* (\d+) needed/.exec("message" in activity ? activity.message : "")?.[1]);
  };
  const least = await refused(0);
  expect(least).toBeGreaterThan(10);
  expect(least).toBeLessThan(100);
  expect(await refused(1)).toBe(least);
  const other = await createTask(aggregator.origin);
  expect(await refused(least - 1, other)).toBe(least);
  // It could not have begun: nothing of the invite was used.
  expect(await statusOf(other)).toMatchObject({ presence: { joined: 0 } });
  const { participant, asked } = watchedParticipant(other, { budgetQueries: least });
  await participant.run();
  expect(participant.snapshot()).toMatchObject({ activity: { type: "finished", reason: "budget" }, step: 1 });
  expect(asked()).toBeLessThanOrEqual(least + participant.snapshot().testQueries);
  expect(await statusOf(other)).toMatchObject({ presence: { joined: 1 } });
  await participant.leave(false);
});

it("one that is done holds nobody up where an iteration waits for two", async () => {
  const link = await createTask(aggregator.origin, { minActive: 2 });
  const brief = watchedParticipant(link, { seed: "brief", budgetQueries: 150 });
  const long = watchedParticipant(link, { seed: "long", budgetQueries: 600 });
  await Promise.all([brief.participant.run(), long.participant.run()]);
  expect(long.participant.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
  expect(long.participant.snapshot().step).toBeGreaterThan(brief.participant.snapshot().step);
  await brief.participant.leave(false);
  await long.participant.leave(false);
});

it("a task whose few prompts are all known ends as converged, far below its budget", async () => {
  const task = {
    name: "m",
    labels: ["good", "bad"],
    example: "[SENTENCE1]\nFelt:",
    labelWords: [["good", "positive"], ["bad"]],
    privateShots: 0,
  };
  const participant = createTuningParticipant({
    aggregator: null,
    task,
    settings: {},
    examples: { train: examplesOf("train", 8), pool: [], validation: examplesOf("validation", 8), test: [] },
    languageModel: withResponseCache(createSimulatedModel(), memoryResponseStore(), "test"),
    budgetQueries: 10_000,
    seed: 1,
    store: memoryStore(),
    runtime: nodeRuntime(),
    onSnapshot() {},
  });
  await participant.run();
  const { activity, queries, result } = participant.snapshot();
  expect(activity).toEqual({ type: "finished", reason: "converged" });
  // Two label words and no demonstration: two prompts, each on 8 training and 8 validation rows.
  expect(queries).toBeLessThanOrEqual(2 * 16);
  expect(result).not.toBeNull();
});

it("finishes soon although the language model keeps a step waiting", async () => {
  const link = await createTask(aggregator.origin);
  const inner = createSimulatedModel();
  let asked = 0;
  let stuck: (() => void) | undefined;
  const waiting = new Promise<void>((resolve) => {
    stuck = resolve;
  });
  // The sixtieth query of the run is never answered; it ends only with its signal.
  const model: LanguageModel = {
    ...inner,
    scoreLabels: (prompt, labels, options) => {
      asked++;
      if (asked !== 60) return inner.scoreLabels(prompt, labels, options);
      stuck?.();
      return new Promise((_, reject) => options?.signal?.addEventListener("abort", () => reject(options.signal?.reason)));
    },
  };
  const { participant } = watchedParticipant(link, { model, budgetQueries: 100_000 });
  const run = participant.run();
  await waiting;
  await participant.finish();
  await run;
  expect(participant.snapshot()).toMatchObject({ activity: { type: "finished", reason: "stopped" } });
  expect(participant.snapshot().result?.tuned.test?.total).toBe(12);
  await participant.leave(false);
});

it("uses nothing of an invite when the examples do not fit the task", async () => {
  const link = await createTask(aggregator.origin);
  const odd = watchedParticipant(link, { examples: { train: [{ text: "x", label: "odd" }] } });
  await odd.participant.run();
  expect(odd.participant.snapshot().activity).toMatchObject({ type: "failed", code: "examples" });
  expect(await statusOf(link)).toMatchObject({ presence: { joined: 0 } });
  expect(await odd.store.load()).toBeUndefined();
});

it("measures nothing where there is nothing to measure on, instead of giving a loss that is no number", async () => {
  const link = await createTask(aggregator.origin);
  const { participant } = watchedParticipant(link, { examples: { validation: [], test: [] } });
  await participant.run();
  const { result } = participant.snapshot();
  expect(result?.baseline).toMatchObject({ validation: null, test: null });
  expect(new Set(Object.values(result?.tuned ?? {}))).toEqual(new Set([null]));
  expect(result?.labelOffsets.every(Number.isFinite)).toBe(true);
  await participant.leave(false);
});
