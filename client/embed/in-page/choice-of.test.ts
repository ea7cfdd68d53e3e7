// A choice that a partner leaves out is made as the participant's own page makes it at first.

import { expect, test } from "vitest";
import { parseChoice, sameModel, storable } from "../../participant/model/model-choice.ts";
import { choiceOf } from "./choice-of.ts";

const url = "http://127.0.0.1:11434";

test("a partner's dialect is chosen and remembered", () => {
  const choice = choiceOf({ type: "http", dialect: "ollama", url, model: "small", key: "k", withoutLogProbs: "text" });
  expect(choice).toEqual({ type: "http", dialect: "ollama", url, model: "small", key: "k", layout: null, withoutLogProbs: "text" });
  expect(sameModel(choice, parseChoice(storable(choice)))).toBe(true);
});

test("without one the endpoint is OpenAI-compatible, and a run from before there was a choice goes on", () => {
  const choice = choiceOf({ type: "http", url, model: "small" });
  const stored = { type: "http", url, model: "small", key: "", layout: null, withoutLogProbs: null };
  expect(choice).toEqual(stored);
  for (const same of [choice, choiceOf({ type: "http", dialect: "openai-compatible", url, model: "small" })])
    expect(sameModel(same, parseChoice(stored))).toBe(true);
  expect(sameModel(choiceOf({ type: "http", dialect: "vllm", url, model: "small" }), parseChoice(stored))).toBe(false);
});

test("prices are handed on, and change nothing about which model it is", () => {
  const prices = { input: 1, output: 2 };
  const choice = choiceOf({ type: "http", url, model: "small", prices });
  expect(choice).toMatchObject({ prices });
  expect(sameModel(choice, parseChoice(storable(choiceOf({ type: "http", url, model: "small" }))))).toBe(true);
});

test("the simulated learner goes on after a reload, too", () => {
  const choice = choiceOf({ type: "simulated" });
  expect(sameModel(choice, parseChoice(storable(choice)))).toBe(true);
});
