// Models that refuse one field of a request and answer without it, as their providers document them, against a real server on loopback.

import { afterEach, describe, expect, it } from "vitest";
import { type Fault, type FaultServer, type SeenRequest, startFaultServer } from "../../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import type { HttpSettings } from "../settings.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const LABELS = [
  { name: "a", form: "positive" },
  { name: "b", form: "negative" },
];
const PROMPT = { type: "chat", messages: [{ role: "user", content: "x" }] } as const;

type Body = SeenRequest["body"];

async function connect(answer: (body: Body) => Fault, settings: Partial<HttpSettings> & Pick<HttpSettings, "dialect">) {
  server = await startFaultServer({
    fault: (_, { path, body }) =>
      /chat\/completions$|messages$|:generateContent$/.test(path) ? answer(body) : { type: "status", status: 404 },
  });
  const all: HttpSettings = { type: "http", url: server.url, model: "m", timeoutMs: TIME_LIMIT_MS, ...settings };
  const model = await connectLanguageModel(all, virtualRuntime());
  return { model, capability: model.capability, seen: server.seen.splice(0).map(({ body }) => body), later: server.seen };
}

const refusal = (param?: string): Fault => ({ type: "status", status: 400, body: { error: { message: "no", param: param ?? null } } });

function completion(body: Body, { reasoning = 0 } = {}): Fault {
  const top_logprobs = [
    { token: "positive", logprob: -0.1 },
    { token: "negative", logprob: -2.5 },
  ];
  const logprobs = body.logprobs === true ? { content: [{ ...top_logprobs[0], top_logprobs }] } : null;
  const usage = { prompt_tokens: 9, completion_tokens: 1, completion_tokens_details: { reasoning_tokens: reasoning } };
  return { type: "reply", body: { choices: [{ message: { content: reasoning > 0 ? "" : "positive" }, logprobs }], usage } };
}

/** Reasons unless told not to, and gives log-probabilities only then. */
const reasoning =
  ({ leastTokens = 1, canStop = true, names = true } = {}) =>
  (body: Body): Fault => {
    const named = (param: string) => refusal(names ? param : undefined);
    const off = body.reasoning_effort === "none";
    if ("max_tokens" in body) return named("max_tokens");
    if (off && !canStop) return named("reasoning_effort");
    if (body.logprobs && !off) return named("logprobs");
    if (Number(body.top_logprobs) > 5) return named("top_logprobs");
    if (Number(body.max_completion_tokens) < leastTokens) return refusal();
    return completion(body, { reasoning: off ? 0 : 16 });
  };

describe("a model that reasons unless told not to", () => {
  it.each<[string, Parameters<typeof reasoning>[0]]>([
    ["names the field", {}],
    ["names none", { names: false }],
  ])("gives its log-probabilities without reasoning: its refusal %s", async (_, options) => {
    const { capability, seen } = await connect(reasoning(options), { dialect: "openai" });
    expect(capability).toMatchObject({ rung: "top-k", topK: 5 });
    expect(capability?.quirks).toEqual({ tokenLimit: "max_completion_tokens", thinkingOff: 0 });
    expect(seen.at(-1)).toMatchObject({ reasoning_effort: "none", max_completion_tokens: 1 });
    expect(seen.length).toBeLessThanOrEqual(10);
  });

  it("is asked for more than the one token that is read, where it refuses so few", async () => {
    const { capability, model, seen, later } = await connect(reasoning({ leastTokens: 4 }), { dialect: "openai" });
    expect(capability).toMatchObject({ rung: "top-k", topK: 5, quirks: { firstTokens: 16 } });
    expect(seen.length).toBeLessThanOrEqual(10);
    await model.scoreLabels(PROMPT, LABELS);
    expect(later[0]?.body).toMatchObject({ top_logprobs: 5, max_completion_tokens: 16 });
  });

  it("is told from one that cannot stop", async () => {
    await expect(connect(reasoning({ canStop: false }), { dialect: "openai", withoutLogProbs: "text" })).rejects.toMatchObject({
      code: "thinking",
    });
  });

  it("may refuse even words until it is told not to", async () => {
    const { capability } = await connect((body) => (body.reasoning_effort === "none" ? completion(body) : refusal("top_p")), {
      dialect: "azure",
    });
    expect(capability).toMatchObject({ rung: "top-k", topK: 20, quirks: { thinkingOff: 0 } });
  });
});

describe("a model without log-probabilities", () => {
  it("is asked for them with few requests", async () => {
    const { capability, seen } = await connect((body) => ("logprobs" in body ? refusal() : completion(body)), {
      dialect: "openai",
      withoutLogProbs: "text",
    });
    expect(capability).toMatchObject({ rung: "text", quirks: { tokenLimit: "max_tokens", thinkingOff: -1 } });
    // 20 under both names of the length limit, words, 8, 5, 5 with more tokens; then the query itself.
    expect(seen).toHaveLength(7);
  });
});

describe("sampling fields", () => {
  const either =
    (named: boolean) =>
    (body: Body): Fault => {
      if ("logprobs" in body) return refusal(named ? "logprobs" : undefined);
      if (!("temperature" in body && "top_p" in body)) return completion(body);
      const told = "`temperature` and `top_p` cannot both be specified for this model. Please use only one.";
      const message = named ? `litellm.BadRequestError: BedrockException - {"message":"${told}"}` : "no";
      return { type: "status", status: 400, body: { error: { message, type: null, param: null, code: "400" } } };
    };

  it.each([true, false])("are not both sent to a model that refuses that, its words: %s", async (named) => {
    const { model, later, seen } = await connect(either(named), { dialect: "openai-compatible", withoutLogProbs: "text" });
    expect(seen.length).toBeLessThanOrEqual(12);
    await model.scoreLabels(PROMPT, LABELS);
    expect(later[0]?.body).toMatchObject({ temperature: 0 });
    expect(later[0]?.body).not.toHaveProperty("top_p");
  });

  it("are not both sent where log-probabilities are given, once they were refused", async () => {
    const answer = (body: Body): Fault => ("temperature" in body && "top_p" in body ? refusal("top_p") : completion(body));
    const { model, capability, later } = await connect(answer, { dialect: "openai-compatible" });
    expect(capability).toMatchObject({ rung: "top-k", quirks: { refuses: ["top_p"] } });
    await model.scoreLabels(PROMPT, LABELS);
    expect(later[0]?.body).toMatchObject({ temperature: 1, logprobs: true });
    expect(later[0]?.body).not.toHaveProperty("top_p");
  });

  it.each(["text", "sampled"] as const)("are both left out of what a model that knows neither is asked (%s)", async (withoutLogProbs) => {
    const answer = (body: Body): Fault => {
      const message = "`temperature` is deprecated for this model.";
      if ("temperature" in body || "top_p" in body) return { type: "status", status: 400, body: { error: { message } } };
      return "logprobs" in body ? refusal("logprobs") : completion(body);
    };
    const { model, later } = await connect(answer, { dialect: "openai-compatible", withoutLogProbs, votes: 2 });
    await model.scoreLabels(PROMPT, LABELS);
    for (const { body } of later) expect(Object.keys(body)).not.toEqual(expect.arrayContaining(["temperature"]));
  });

  it.each(["openai", "azure"] as const)("%s is not sent top_p, which is 1 there", async (dialect) => {
    const { seen } = await connect(completion, { dialect });
    for (const body of seen) expect(body).not.toHaveProperty("top_p");
  });
});

describe("answers in words", () => {
  const message = (...content: object[]): Fault => ({
    type: "reply",
    body: { content, stop_reason: "end_turn", usage: { input_tokens: 9, output_tokens: 1 } },
  });
  const positive = message({ type: "text", text: "positive" });

  it("anthropic: any temperature but the usual one may be refused", async () => {
    const answer = (body: Body) => ("temperature" in body ? refusal() : positive);
    const text = await connect(answer, { dialect: "anthropic", withoutLogProbs: "text" });
    expect(text.capability).toMatchObject({ rung: "text", quirks: { refuses: ["temperature"] } });
    await text.model.scoreLabels(PROMPT, LABELS);
    expect(text.later).toHaveLength(1);
    await server?.close();
    const sampled = await connect(answer, { dialect: "anthropic", withoutLogProbs: "sampled", votes: 2 });
    expect(sampled.capability?.quirks).not.toHaveProperty("refuses");
    expect(sampled.seen).toHaveLength(3);
  });

  it.each(["disabled", "between_tools"])("anthropic: thinking %s is what one model or another takes", async (type) => {
    const answer = ({ thinking }: Body) => {
      if (thinking === undefined) return message({ type: "thinking", thinking: "", signature: "s" });
      return JSON.stringify(thinking) === JSON.stringify({ type }) ? positive : refusal();
    };
    const { capability, seen } = await connect(answer, { dialect: "anthropic", withoutLogProbs: "text" });
    expect(capability?.rung).toBe("text");
    expect(seen.at(-1)).toMatchObject({ thinking: { type }, temperature: 0 });
  });

  it("anthropic: one that always thinks is named so", async () => {
    const answer = ({ thinking }: Body) => (thinking ? refusal() : message({ type: "redacted_thinking", data: "x" }));
    await expect(connect(answer, { dialect: "anthropic", withoutLogProbs: "text" })).rejects.toMatchObject({ code: "thinking" });
  });

  it("gemini: votes are asked for one by one where a request may ask for one only", async () => {
    const answer = ({ generationConfig }: Body): Fault =>
      /candidateCount|responseLogprobs/.test(JSON.stringify(generationConfig))
        ? refusal()
        : { type: "reply", body: { candidates: [{ content: { parts: [{ text: "positive" }] } }], usageMetadata: { promptTokenCount: 5 } } };
    const { capability, model, later } = await connect(answer, { dialect: "gemini", withoutLogProbs: "sampled" });
    expect(capability?.quirks.refuses).toEqual(["samples"]);
    expect(model.capabilities.requestsPerAnswer?.(2)).toBe(5);
    await model.scoreLabels(PROMPT, LABELS, { seed: 3 });
    expect(later.map(({ body }) => body.generationConfig)).toMatchObject([3, 4, 5, 6, 7].map((seed) => ({ seed })));
  });

  it("a seed is left out where it is an unknown field, as for Mistral", async () => {
    const answer = (body: Body): Fault =>
      "seed" in body || "logprobs" in body ? { type: "status", status: 422, body: { object: "error", param: null } } : completion(body);
    const { capability, model, later } = await connect(answer, { dialect: "openai-compatible", withoutLogProbs: "sampled", votes: 2 });
    expect(capability).toMatchObject({ rung: "sampled", quirks: { refuses: ["seed"] } });
    await model.scoreLabels(PROMPT, LABELS, { seed: 3 });
    expect(later).toHaveLength(2);
  });
});

it("nothing is asked twice in the same words", async () => {
  await expect(connect(() => refusal(), { dialect: "gemini" })).rejects.toMatchObject({ code: "bad-request" });
  const bodies = (server?.seen ?? []).filter(({ path }) => path.endsWith(":generateContent")).map(({ body }) => JSON.stringify(body));
  expect(bodies.length).toBeGreaterThan(1);
  expect(new Set(bodies).size).toBe(bodies.length);
});
