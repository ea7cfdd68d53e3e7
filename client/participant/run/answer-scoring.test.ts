// A whole run of a task whose answers are JSON, with a made-up model that answers in words: the score takes the place of probabilities,
// and cut answers, refusals and errors are counted as what they are.

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { openAnswerChecker } from "../../../shared/prompt/answers/answer-task.ts";
import type { LanguageModel, ModelAnswer, Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { type Example, isAnswerTask, taskSchema } from "../../../shared/prompt/task.ts";
import { virtualRuntime } from "../../../test/virtual-runtime.ts";
import { memoryStore } from "../store/checkpoint-memory.ts";
import { createTuningParticipant } from "./tuning-participant.ts";

const TASK = {
  name: "days",
  kind: "json",
  inputs: ["message"],
  checker: { type: "json" },
  answers: { maxTokens: 12 },
  header: "Which day? [VAR]",
  example: "Message: [MESSAGE]\nDay:",
  phrases: [["Write JSON.", "Be kind."]],
  privateShots: 0,
};
const DAYS = ["Monday", "Tuesday", "Friday", "Sunday"];
const rows = (part: string, count: number): Example[] =>
  Array.from({ length: count }, (_, i) => {
    const day = DAYS[i % DAYS.length] ?? "";
    return {
      id: `${part}${i}`,
      text: `${part} ${i} ${day}`,
      label: "answer",
      inputs: { message: `${part} ${i} ${day}` },
      expected: { day, part },
    };
  });

/** Writes half the fields in prose, and all of them in JSON where the prompt asks for it. `test 1` is refused; `test 2` is always cut. */
function answerOf(prompt: Prompt): ModelAnswer {
  const text = prompt.type === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n");
  const [, part = "", number = "", day = ""] = /Message: (\w+) (\d+) (\w+)\nDay:$/.exec(text) ?? [];
  if (part === "test" && number === "1") throw new LanguageModelError("text-refused");
  const cut = part === "test" && number === "2";
  const written = cut ? '{"day": "Mon' : text.includes("Write JSON.") ? `Here: {"day": "${day}", "part": "${part}"}` : `{"day": "${day}"}`;
  return { text: written, cut, structuredBy: "prompt", usage: { attempts: 1, promptTokens: 10, cachedTokens: 0, completionTokens: 5 } };
}

function modelOf(answer?: LanguageModel["answer"]): LanguageModel {
  return {
    id: "made-up",
    capabilities: { rung: "text", layout: "completion", deterministic: true, concurrency: 2 },
    scoreLabels: () => Promise.reject(new RangeError("labels are none of this task's business")),
    ...(answer ? { answer } : {}),
    dispose: async () => {},
  };
}

function nobodyConnects(): never {
  throw new RangeError("nobody connects");
}

async function run(answer: LanguageModel["answer"], withChecker = true) {
  const task = v.parse(taskSchema, TASK);
  if (!isAnswerTask(task)) throw new RangeError("not of answers");
  const participant = createTuningParticipant({
    aggregator: null,
    task,
    settings: {},
    examples: { train: rows("train", 12), pool: [], validation: rows("validation", 8), test: rows("test", 6) },
    languageModel: modelOf(answer),
    ...(withChecker ? { checker: await openAnswerChecker(task) } : {}),
    budgetQueries: 300,
    seed: 1,
    store: memoryStore(),
    runtime: { ...virtualRuntime(), openSocket: nobodyConnects },
    onSnapshot: () => undefined,
  });
  await participant.run();
  return participant.snapshot();
}

describe("a run whose answers are JSON", () => {
  it("[A6b] [A48e] finds the better prompt by the mean score, and counts what was cut, taken off and refused", async () => {
    const { result, activity } = await run(async (prompt) => answerOf(prompt));
    expect(activity.type).toBe("finished");
    expect(result?.content.phrases).toEqual(["Write JSON."]);
    // One of two fields: precision 1, recall 1/2, so F1 2/3, in four of the five answered rows. The cut row scores nothing.
    expect(result?.judgement?.pasted).toMatchObject({ rows: 5, startRight: expect.closeTo(8 / 3, 9), tunedRight: 4, gained: 4, lost: 0 });
    expect(result?.judgement?.verdict).toBe("better-prompt");
    expect(result?.answers).toMatchObject({
      start: { answered: 5, cut: 1, trimmed: 0, parts: { recall: expect.closeTo(0.4, 9), "field:part": 0 } },
      tuned: { answered: 5, cut: 1, trimmed: 4, parts: { recall: expect.closeTo(0.8, 9), "field:day": 0.8 } },
    });
    const [first, refused] = result?.answers?.rows ?? [];
    expect(first).toMatchObject({
      start: { written: '{"day": "Monday"}', score: expect.closeTo(2 / 3, 9) },
      tuned: { takenOff: ["text-before"], score: 1 },
    });
    expect(refused).toMatchObject({ start: null, tuned: null });
  });

  it("asks for at most maxTokens, and for JSON by the endpoint's means", async () => {
    const asked = new Set<string>();
    await run(async (prompt, { maxTokens, json }) => {
      asked.add(JSON.stringify([maxTokens, json]));
      return answerOf(prompt);
    });
    expect([...asked]).toEqual(["[12,{}]"]);
  });

  it("an error of the endpoint ends the run; it is no score of 0", async () => {
    const { activity, result } = await run(() => Promise.reject(new LanguageModelError("unauthorised")));
    expect(activity).toMatchObject({ type: "failed", code: "unauthorised" });
    expect(result).toBeNull();
  });

  it.each([
    ["a model that cannot", undefined, true],
    ["nobody who scores", async (prompt: Prompt) => answerOf(prompt), false],
  ] as const)("%s is told at once", async (_, answer, withChecker) => {
    expect((await run(answer, withChecker)).activity).toMatchObject({ type: "failed", code: "invalid-settings" });
  });
});
