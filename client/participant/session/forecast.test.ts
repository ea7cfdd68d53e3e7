// The forecast of a run holds the cost that it then has, and says "unknown" where it cannot know.

import * as v from "valibot";
import { expect, it } from "vitest";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import { type ForecastInput, forecastOf } from "./forecast.ts";

const task = v.parse(taskSchema, {
  name: "mood",
  labels: ["good", "bad"],
  header: "Say how the visitor felt. [VAR]",
  example: "Review: [SENTENCE1]\nFelt:",
  labelWords: [["good"], ["bad", "negative"]],
  phrases: [["Mind the food.", "The last words count."]],
  publicDemonstrations: [{ text: "We loved the soup", label: "good" }],
  publicShots: 1,
  privateShots: 1,
});
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ text: `row ${i} of some length`, label: i % 2 === 0 ? "good" : "bad" }));
const capability: CapabilityRecord = {
  version: 1,
  dialect: "openai-compatible",
  model: "m",
  reportedModel: undefined,
  route: "completions",
  rung: "top-k",
  layout: "completion",
  topK: 20,
  votes: 1,
  quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
  sharedFirstTokens: [],
  deterministic: true,
  latencyMs: 200,
};
const input: ForecastInput = {
  task,
  settings: defaultSettings,
  examples: { train: rows(8), pool: rows(8), validation: rows(8), test: rows(10) },
  alone: false,
  budgetQueries: 1000,
  limits: {},
  spentQueries: 0,
  kind: "http",
  triesLayouts: false,
  capability,
  prices: { input: 1, output: 2 },
};

it("counts the test on top of the budget, each row once per prompt, and the layouts where they are to be found out", () => {
  expect(forecastOf(input).extraQueries).toBe(30);
  expect(forecastOf({ ...input, triesLayouts: true }).extraQueries).toBe(64);
});

it("ranges over what tokenisers make of a prompt of mean length", () => {
  const { tokens, cost } = forecastOf(input);
  // The header with half a phrase (0, 14 or 21 characters: 12), three demonstrations (one public of 17, two private of 20 characters; words
  // of 4 and 6 on average), the text of 20: 38 + 36 + 39 + 41 + 34 characters and four blank lines of 2.
  const characters = 38 + 36 + 39 + 41 + 34 + 4 * 2;
  expect(tokens).toEqual([1000 * characters * 0.2 + 1030, 1030 * characters * 0.4 + 1030]);
  // A million tokens cost 1, those of the answers 2.
  expect(cost).toEqual([(tokens[0] + 1030) / 1e6, (tokens[1] + 1030) / 1e6]);
});

it("takes of several headers the one of middle length", () => {
  const longer = (by: number): string => `${input.task.header}${" word".repeat(by)}`;
  const { tokens } = forecastOf({ ...input, task: { ...input.task, instructions: [longer(20), longer(4)] } });
  const [low] = forecastOf(input).tokens;
  expect(tokens[0] - low).toBeCloseTo(1000 * 20 * 0.2, 6);
});

it("takes between all answers at a time and one after the other", () => {
  expect(forecastOf(input).timeMs).toEqual([(1030 * 200) / 8, 1030 * 200]);
});

it("says unknown before a connection was tested and without prices, and free where nobody is paid", () => {
  expect(forecastOf({ ...input, capability: null, prices: null })).toMatchObject({ cost: "unknown", timeMs: "unknown" });
  expect(forecastOf({ ...input, kind: "simulated", capability: null, prices: null }).cost).toBe("free");
});

it("foretells of a run that goes on what is left of it, and nothing below zero", () => {
  const goesOn = forecastOf({ ...input, budgetQueries: 3000, spentQueries: 2000 });
  expect(goesOn).toEqual(forecastOf(input));
  expect(goesOn.queries).toBe(1000);
  expect(forecastOf({ ...input, spentQueries: 1001 })).toMatchObject({ queries: 0, timeMs: [(30 * 200) / 8, 30 * 200] });
});

it("grows with the budget and names the least that allows a step", () => {
  const less = forecastOf({ ...input, budgetQueries: 10 });
  expect(less.tokens[1]).toBeLessThan(forecastOf(input).tokens[0]);
  expect(less.leastQueries).toBeGreaterThan(10);
});

it("names a limit that is too small for the least that allows a step, and none that may suffice", () => {
  const { leastQueries } = forecastOf(input);
  // Low end: 196 characters of 0.2 tokens and an answer of one; 200 ms, eight at a time.
  const tokens = (leastQueries + 30) * (196 * 0.2 + 1);
  const cost = (leastQueries + 30) * (196 * 0.2 + 2) * 1e-6;
  const minutes = ((leastQueries + 30) * 25) / 60_000;
  const tooSmall = (limits: ForecastInput["limits"], change: Partial<ForecastInput> = {}) =>
    forecastOf({ ...input, ...change, limits }).tooSmall;
  expect(tooSmall({ tokens: tokens + 1, money: cost * 1.01, minutes: minutes * 1.01 })).toBeNull();
  expect(tooSmall({ tokens: tokens - 1 })).toBe("tokens");
  expect(tooSmall({ money: cost * 0.99 })).toBe("money");
  expect(tooSmall({ minutes: minutes * 0.99 })).toBe("minutes");
  expect(tooSmall({ money: 1e-9, minutes: 1e-9 }, { capability: null, prices: null })).toBeNull();
});

it("many test examples are not all asked about, and it says of how many", () => {
  const many = { ...input, examples: { ...input.examples, test: rows(26_667) } };
  expect(forecastOf(many)).toMatchObject({ extraQueries: 3 * 400, testRows: { asked: 400, of: 26_667 } });
  expect(forecastOf({ ...many, limits: { testRows: 50 } })).toMatchObject({ extraQueries: 150, testRows: { asked: 50, of: 26_667 } });
  expect(forecastOf(input)).toMatchObject({ testRows: { asked: 10, of: 10 } });
});
