// A chosen language model is remembered as it was chosen, and asked in its provider's own way.

import * as v from "valibot";
import { afterEach, describe, expect, it } from "vitest";
import { taskSchema } from "../../../shared/prompt/task.ts";
import { type FaultServer, startFaultServer } from "../../../test/fault-server.ts";
import { nothingSpent } from "../limits.ts";
import type { LanguageModelChoice } from "./model-choice.ts";
import { type ConnectOptions, connectChoice, parseChoice, sameModel, storable } from "./model-choice.ts";

type Http = Extract<LanguageModelChoice, { type: "http" }>;

const choice: Http = {
  type: "http",
  dialect: "ollama",
  url: "http://127.0.0.1:11434",
  model: "known-model",
  key: "secret",
  layout: null,
  withoutLogProbs: null,
  prices: null,
};
const { dialect: _, ...withoutDialect } = choice;

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("what is remembered", () => {
  it("holds the dialect and not the key", () => {
    expect(parseChoice(storable(choice))).toEqual({ ...choice, key: "" });
  });

  it("may come from a page that knew no dialects", () => {
    expect(parseChoice(storable(withoutDialect))).toEqual({ ...withoutDialect, key: "" });
  });

  it("is forgotten where its dialect is unknown", () => {
    for (const dialect of ["klingon", "toString", "", null]) expect(parseChoice({ ...storable(choice), dialect })).toBeNull();
  });
});

describe("the same model", () => {
  it("is one of the same dialect, whatever its key and prices are", () => {
    expect(sameModel(choice, parseChoice(storable(choice)))).toBe(true);
    expect(sameModel({ ...choice, key: "other", prices: { input: 1, output: 2 } }, choice)).toBe(true);
    expect(sameModel(choice, { ...choice, dialect: "openai-compatible" })).toBe(false);
    expect(sameModel(choice, { ...choice, url: "http://127.0.0.1:11435" })).toBe(false);
    expect(sameModel(choice, null)).toBe(false);
  });

  it("has the default dialect where none was chosen: an older page's run goes on", () => {
    const compatible: Http = { ...choice, dialect: "openai-compatible" };
    expect(sameModel(compatible, parseChoice(storable(withoutDialect)))).toBe(true);
    expect(sameModel(choice, withoutDialect)).toBe(false);
  });
});

const task = v.parse(taskSchema, {
  name: "mood",
  labels: ["good", "bad"],
  header: "Say how it was. [VAR]",
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [["Great"], ["Terrible"]],
  phrases: [["Mind the food."]],
});
const LABELS = [
  { name: "good", form: " Great" },
  { name: "bad", form: " Terrible" },
];

function optionsWith(answers: Map<string, string>, known: ConnectOptions["known"] = null): ConnectOptions {
  return {
    task,
    examples: null,
    known,
    probe: false,
    answers: {
      get: async (key) => answers.get(key),
      set: async (key, value) => void answers.set(key, value),
      clear: async () => answers.clear(),
    },
    budgetQueries: 100,
    spentQueries: 0,
    limits: {},
    spent: nothingSpent,
    account: null,
    signal: new AbortController().signal,
    onEvent: () => {},
  };
}

describe("connecting", () => {
  it("asks in the chosen dialect, else as any OpenAI-compatible server", async () => {
    server = await startFaultServer();
    const root = server.url.replace("/v1", "");
    const { model } = await connectChoice({ ...choice, url: root }, optionsWith(new Map()));
    expect(model).toMatchObject({ id: "known-model/ollama/completions/completion/top-k-20", capability: { dialect: "ollama" } });
    expect(new Set(server.seen.map(({ path }) => path))).toEqual(new Set(["/api/generate"]));
    server.seen.length = 0;
    const { model: other } = await connectChoice({ ...withoutDialect, url: server.url }, optionsWith(new Map()));
    expect(other.capability?.dialect).toBe("openai-compatible");
    expect(new Set(server.seen.map(({ path }) => path))).toEqual(new Set(["/v1/score"]));
  });

  it("takes neither one dialect's answers nor what it found out for another's at the same address", async () => {
    server = await startFaultServer();
    const answers = new Map<string, string>();
    const prompt = { type: "text", text: "Text: lovely soup\nMood:" } as const;
    const asOllama: Http = { ...choice, url: server.url, layout: "completion" };
    const asCompatible: Http = { ...asOllama, dialect: "openai-compatible" };
    const first = await connectChoice(asOllama, optionsWith(answers));
    await first.model.scoreLabels(prompt, LABELS);
    expect(answers.size).toBe(1);
    server.seen.length = 0;
    const second = await connectChoice(asCompatible, optionsWith(answers, first.known));
    const scores = await second.model.scoreLabels(prompt, LABELS);
    expect(scores).toMatchObject({ rung: "exact", usage: { attempts: 1 } });
    expect(new Set(server.seen.map(({ path }) => path))).toEqual(new Set(["/v1/score"]));
    expect(answers.size).toBe(2);
    const again = await connectChoice(asOllama, optionsWith(answers, first.known));
    expect((await again.model.scoreLabels(prompt, LABELS)).usage.attempts).toBe(0);
  });

  it("holds the endpoint to the limits, with what earlier visits took, and wants prices for one of money", async () => {
    server = await startFaultServer();
    const asked: Http = { ...choice, dialect: "openai-compatible", url: server.url, layout: "completion" };
    const before = { ...nothingSpent, queries: 5, promptTokens: 900, completionTokens: 100 };
    const connect = (limits: ConnectOptions["limits"], prices: Http["prices"] = null) =>
      connectChoice({ ...asked, prices }, { ...optionsWith(new Map()), limits, spent: before });
    await expect(connect({ tokens: 1000 })).rejects.toMatchObject({ code: "budget-tokens" });
    await expect(connect({ money: 0.0011 }, { input: 1, output: 2 })).rejects.toMatchObject({ code: "budget-money" });
    await expect(connect({ money: 1 })).rejects.toMatchObject({ code: "price-unknown" });
    expect(server.seen).toEqual([]);
    // Time is the run's, not the connection's.
    const { model } = await connect({ tokens: 100_000, minutes: 0 });
    const { promptTokens, completionTokens } = model.meter();
    expect(promptTokens + completionTokens).toBeGreaterThan(1000);
  });

  it("refuses a dialect that does not exist, and names those that do", async () => {
    // What a partner's script may hand over.
    const wrong: Http = { ...choice, ...JSON.parse('{"dialect": "klingon"}') };
    await expect(connectChoice(wrong, optionsWith(new Map()))).rejects.toMatchObject({
      code: "invalid-settings",
      message: expect.stringMatching(/dialect must be one of openai-compatible, .*anthropic/),
    });
  });
});
