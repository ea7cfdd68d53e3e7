// A participant whose language model refuses, costs more than one request an answer, is cut off, or has been asked all before:
// nothing paid for is lost, the budget holds, and one bad example ends nothing.

import { expect, it } from "vitest";
import { nodeRuntime } from "../../cli/machine/node-runtime.ts";
import { memoryResponseStore, withResponseCache } from "../../client/language-model/response-cache.ts";
import type { ResponseStore } from "../../client/language-model/scoring/endpoint.ts";
import type { LocalExamples, Participant } from "../../client/participant/participant.ts";
import { createTuningParticipant } from "../../client/participant/run/tuning-participant.ts";
import { memoryStore } from "../../client/participant/store/checkpoint-memory.ts";
import type { LabelScores, LanguageModel, Prompt } from "../../shared/prompt/language-model.ts";
import { LanguageModelError, type LanguageModelErrorCode } from "../../shared/prompt/language-model-error.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { examplesOf, someExamples, task } from "./federation-bench.ts";

interface Alone {
  readonly model?: LanguageModel;
  readonly budgetQueries?: number;
  readonly answers?: ResponseStore;
  readonly examples?: Partial<LocalExamples>;
}

function alone({ model = createSimulatedModel(), budgetQueries = 300, answers, examples }: Alone): Participant {
  return createTuningParticipant({
    aggregator: null,
    task,
    settings: {},
    examples: {
      ...someExamples,
      ...examples,
    },
    languageModel: answers ? withResponseCache(model, answers, "test") : model,
    budgetQueries,
    seed: 1,
    store: memoryStore(),
    runtime: nodeRuntime(),
    onSnapshot() {},
  });
}

/** The simulated learner with something in its way. */
function disturbed(before: (prompt: Prompt, count: number) => Promise<void> | void, change: Partial<LanguageModel> = {}): LanguageModel {
  const inner = createSimulatedModel();
  let count = 0;
  return {
    ...inner,
    ...change,
    async scoreLabels(...query): Promise<LabelScores> {
      await before(query[0], ++count);
      return inner.scoreLabels(...query);
    },
  };
}

const asks = (prompt: Prompt, text: string): boolean =>
  prompt.type === "text" && prompt.text.trimEnd().split("Review: ").at(-1)?.startsWith(text) === true;

it.each(["too-large", "bad-request", "malformed-answer", "no-answer", "label-boundary"] as const)(
  "examples that the model refuses (%s) are left out and counted, in training, selection and test",
  async (code) => {
    const [train, validation, test] = ["train", "validation", "test"].map((part) => examplesOf(part, 1)[0]?.text ?? "");
    const model = disturbed((prompt) => {
      for (const text of [train, validation, test]) if (asks(prompt, text ?? "")) throw new LanguageModelError(code);
    });
    const participant = alone({ model });
    await participant.run();
    const { activity, result, unanswered, queries } = participant.snapshot();
    expect(activity).toEqual({ type: "finished", reason: "budget" });
    expect(unanswered).toBeGreaterThan(3);
    expect(queries).toBeLessThanOrEqual(300);
    expect(result?.tuned.test?.total).toBe(11);
    expect(result?.tuned.validation?.total).toBe(7);
  },
);

it("a test of which nothing was answered gives no figure", async () => {
  const [first] = examplesOf("test", 1);
  const model = disturbed((prompt) => {
    if (asks(prompt, first?.text ?? "")) throw new LanguageModelError("too-large");
  });
  const participant = alone({ model, examples: { test: examplesOf("test", 1) } });
  await participant.run();
  expect(participant.snapshot().activity.type).toBe("finished");
  expect(participant.snapshot().result?.tuned).toMatchObject({ test: null, testWithoutOffsets: null });
});

it("an endpoint that answers nothing ends the run after a few queries, with its reason", async () => {
  let asked = 0;
  let mended = false;
  const model = disturbed(() => {
    asked++;
    if (!mended) throw new LanguageModelError("bad-request");
  });
  const participant = alone({ model });
  await participant.run();
  expect(participant.snapshot().activity).toMatchObject({ type: "failed", code: "bad-request", source: "model" });
  expect(asked).toBeGreaterThanOrEqual(12);
  expect(asked).toBeLessThan(25);
  expect(participant.snapshot().queries).toBe(asked);
  // Mended, it goes on: what was refused before does not count against it.
  asked = Number.NEGATIVE_INFINITY;
  mended = true;
  await participant.run();
  expect(participant.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
});

it.each([2, 3, 4])("where %i of 8 examples are refused in training and in validation, paid steps still end in a result", async (count) => {
  const refused = [...examplesOf("train", count), ...examplesOf("validation", count)];
  let sent = 0;
  const model = disturbed((prompt) => {
    sent++;
    for (const { text } of refused) if (asks(prompt, text)) throw new LanguageModelError("too-large");
  });
  const participant = alone({ model, examples: { test: [] } });
  await participant.run();
  const { activity, result, queries } = participant.snapshot();
  expect(activity).toEqual({ type: "finished", reason: "budget" });
  expect(result).not.toBeNull();
  expect(queries).toBe(sent);
  expect(queries).toBeLessThanOrEqual(300);
});

it("a prompt too long for the model's context wins nothing by being answered on short texts only", async () => {
  const refusals = new Set<string>();
  const lengths: number[] = [];
  const lengthOf = (prompt: Prompt): number => (prompt.type === "text" ? prompt.text.length : 0);
  const measuring = alone({ model: disturbed((prompt) => void lengths.push(lengthOf(prompt))), budgetQueries: 600 });
  await measuring.run();
  lengths.sort((a, b) => a - b);
  for (const share of [0.5, 0.8]) {
    const limit = lengths[Math.floor(share * lengths.length)] ?? 0;
    const model = disturbed((prompt) => {
      if (lengthOf(prompt) <= limit) return;
      refusals.add(JSON.stringify(prompt));
      throw new LanguageModelError("too-large");
    });
    const participant = alone({ model, budgetQueries: 600 });
    await participant.run();
    const { activity, result, queries } = participant.snapshot();
    expect(activity).toEqual({ type: "finished", reason: "budget" });
    expect(queries).toBeLessThanOrEqual(600);
    // Every text that the initial prompt is answered on counts, refused or not.
    expect(result?.tuned.test?.total).toBe(result?.baseline.test?.total);
    const confused = result?.tuned.validation?.confusion.flat().reduce((sum, count) => sum + count, 0) ?? 0;
    expect((result?.tuned.validation?.total ?? 0) - confused).toBeLessThanOrEqual(1);
  }
  expect(refusals.size).toBeGreaterThan(10);
});

it.each<LanguageModelErrorCode>(["unauthorised", "quota", "model-not-found"])("%s ends the run at once", async (code) => {
  let asked = 0;
  const model = disturbed((_, count) => {
    asked = count;
    throw new LanguageModelError(code);
  });
  const participant = alone({ model });
  await participant.run();
  expect(participant.snapshot().activity).toMatchObject({ type: "failed", code });
  expect(asked).toBe(1);
});

it("where an answer takes several requests, the budget of requests holds and there is a result", async () => {
  const inner = createSimulatedModel();
  const model: LanguageModel = {
    ...inner,
    capabilities: { ...inner.capabilities, requestsPerAnswer: (labels) => labels },
    async scoreLabels(...query) {
      const scores = await inner.scoreLabels(...query);
      return { ...scores, usage: { ...scores.usage, attempts: query[1].length } };
    },
  };
  const few = alone({ model, budgetQueries: 300 });
  await few.run();
  expect(few.snapshot()).toMatchObject({ activity: { type: "finished", reason: "budget" } });
  expect(few.snapshot().queries).toBeLessThanOrEqual(300);
  expect(few.snapshot().queries).toBeGreaterThan(200);
  expect(few.snapshot().result?.tuned.test?.total).toBe(12);
  // Half as many answers: the same prompts as half the budget would buy.
  const half = alone({ budgetQueries: 150 });
  await half.run();
  expect(few.snapshot().result?.content).toEqual(half.snapshot().result?.content);
  expect(few.snapshot().queries).toBe(2 * half.snapshot().queries);
});

it.each([
  [40, "tuning"],
  [290, "selection"],
  [302, "the test"],
])("when the model's own budget ends after %i requests, in %s, the run ends with what it has", async (limit) => {
  const model = disturbed((_, count) => {
    if (count > limit) throw new LanguageModelError("budget-money");
  });
  const participant = alone({ model });
  await participant.run();
  expect(participant.snapshot()).toMatchObject({ activity: { type: "finished", reason: "budget" } });
  expect(participant.snapshot().result).not.toBeNull();
  expect(participant.snapshot().queries).toBeLessThanOrEqual(limit);
});

it("answers kept from an earlier run make the next one cheaper, not shorter", async () => {
  const answers = memoryResponseStore();
  const first = alone({ answers, budgetQueries: 600 });
  await first.run();
  const second = alone({ answers, budgetQueries: 600 });
  await second.run();
  expect(first.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
  expect(second.snapshot().activity).toEqual({ type: "finished", reason: "budget" });
  expect(second.snapshot().step).toBeGreaterThan(first.snapshot().step);
});

it("a pause lets queries in flight end and counts every one that was sent", async () => {
  let sent = 0;
  const model = disturbed(
    async () => {
      sent++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    },
    { capabilities: { ...createSimulatedModel().capabilities, concurrency: 8 } },
  );
  const participant = alone({ model });
  for (let i = 0; i < 3; i++) {
    const run = participant.run();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await participant.pause();
    await run;
    expect(participant.snapshot().activity).toEqual({ type: "paused" });
    expect(participant.snapshot().queries).toBe(sent);
  }
  expect(sent).toBeGreaterThan(3 * 8);
});
