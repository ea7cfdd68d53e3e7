// Answers in words from every dialect: what is asked for, and that an answer, a cut answer, a refusal and an error stay apart.

import { afterEach, describe, expect, it } from "vitest";
import type { Prompt } from "../../../shared/prompt/language-model.ts";
import { ask } from "../../../test/dialect-question.ts";
import { type Fault, type FaultServer, startFaultServer } from "../../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import { DIALECT_NAMES, type DialectName } from "../dialects/dialects.ts";
import { memoryResponseStore } from "../response-cache.ts";

const SCHEMA = { type: "object", properties: { day: { type: "string" } } };
const NAMED = { response_format: { type: "json_schema", json_schema: { name: "answer", schema: SCHEMA } }, stop: ["\n\n"] };

/** How each provider is asked for JSON of a schema and for an end of the answer. */
const ASKED: Readonly<Record<DialectName, object>> = {
  "openai-compatible": NAMED,
  openai: NAMED,
  azure: NAMED,
  together: NAMED,
  fireworks: NAMED,
  vllm: NAMED,
  "llama.cpp": NAMED,
  ollama: { format: SCHEMA, options: { stop: ["\n\n"], num_predict: 64, temperature: 0 } },
  openrouter: NAMED,
  cloudflare: { response_format: { type: "json_schema", json_schema: SCHEMA }, stop: ["\n\n"] },
  gemini: {
    generationConfig: { responseMimeType: "application/json", responseJsonSchema: SCHEMA, stopSequences: ["\n\n"], maxOutputTokens: 64 },
  },
  anthropic: { tools: [{ name: "answer", input_schema: SCHEMA }], tool_choice: { type: "tool", name: "answer" }, stop_sequences: ["\n\n"] },
};

/** A reply with an answer that ended as named, in each provider's own form. */
function replyOf(name: DialectName, text: string | null, ending: "end" | "cut" | "filtered"): object {
  if (name === "gemini") {
    const finishReason = { end: "STOP", cut: "MAX_TOKENS", filtered: "SAFETY" }[ending];
    return { candidates: [{ content: { parts: text === null ? [] : [{ text }] }, finishReason }] };
  }
  if (name === "anthropic") {
    const stop_reason = { end: "end_turn", cut: "max_tokens", filtered: "refusal" }[ending];
    return { content: text === null ? [] : [{ type: "text", text }], stop_reason };
  }
  if (name === "ollama")
    return { message: { role: "assistant", content: text ?? "" }, done: true, done_reason: ending === "cut" ? "length" : "stop" };
  const finish_reason = { end: "stop", cut: "length", filtered: "content_filter" }[ending];
  return { choices: [{ message: { role: "assistant", content: text }, finish_reason }] };
}

describe.each(DIALECT_NAMES)("%s", (name) => {
  it("is asked for JSON and for an end in its own form, and for neither where none is wanted", () => {
    const over = { topK: 0, maxTokens: 64, temperature: 0 };
    expect(ask(name, "chat", { ...over, stop: ["\n\n"], json: SCHEMA }).body).toMatchObject(ASKED[name]);
    const plain = JSON.stringify(ask(name, "chat", over).body);
    expect(plain).not.toMatch(/response_format|"format"|responseMimeType|tools|"stop|stopSequences/);
  });

  it("tells how an answer ended", () => {
    const { read } = ask(name, "chat");
    const endings = (name === "ollama" ? (["end", "cut"] as const) : (["end", "cut", "filtered"] as const)).map(
      (ending) => read(replyOf(name, "half an", ending)).endings[0],
    );
    expect(endings).toEqual(["end", "cut", "filtered"].slice(0, endings.length));
  });
});

it("Anthropic's answer is what its tool is called with", () => {
  const { read } = ask("anthropic", "chat");
  const content = [{ type: "tool_use", name: "answer", input: { day: "Monday" } }];
  expect(read({ content, stop_reason: "tool_use" })).toMatchObject({ answers: [{ text: '{"day":"Monday"}' }], endings: ["end"] });
  expect(read({ content: [{ type: "tool_use", name: "other", input: {} }], stop_reason: "tool_use" }).answers[0]?.text).toBeUndefined();
});

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const PROMPT: Prompt = { type: "chat", messages: [{ role: "user", content: "Which day?" }] };
type Respond = (body: Record<string, unknown>) => Fault;

/** A model that writes words and gives no probabilities. `respond` answers what the test asks; the probe gets a word. */
async function modelThat(respond: Respond, store = memoryResponseStore()) {
  server = await startFaultServer({
    fault: (_, { body, path }) => {
      if (!path.endsWith("/chat/completions")) return { type: "status", status: 404 };
      const asked = JSON.stringify(body.messages).includes("Which day?");
      return asked ? respond(body) : { type: "reply", body: replyOf("openai", "positive", "end") };
    },
  });
  const settings = { type: "http", dialect: "openai", url: server.url, model: "m", attempts: 1, timeoutMs: TIME_LIMIT_MS } as const;
  return connectLanguageModel(settings, virtualRuntime(), { purpose: "answers", layout: "chat-turns", store });
}

const says = (text: string | null, ending: "end" | "cut" | "filtered" = "end"): Fault => ({
  type: "reply",
  body: replyOf("openai", text, ending),
});
const seenAsked = (): readonly Record<string, unknown>[] =>
  (server?.seen ?? []).flatMap(({ body }) => (JSON.stringify(body.messages ?? null).includes("Which day?") ? [body] : []));

describe("an endpoint without probabilities", () => {
  it("answers at temperature 0, and a cut answer is an answer that says so", async () => {
    const model = await modelThat((body) =>
      says(body.max_tokens === 3 ? "On Mon" : "On Monday.\n\nBye", body.max_tokens === 3 ? "cut" : "end"),
    );
    expect(await model.answer?.(PROMPT, { maxTokens: 20 })).toMatchObject({
      text: "On Monday.\n\nBye",
      cut: false,
      structuredBy: "prompt",
    });
    expect(await model.answer?.(PROMPT, { maxTokens: 3 })).toMatchObject({ text: "On Mon", cut: true });
    // The endpoint passed over the stop; what comes after it is no part of the answer all the same.
    expect(await model.answer?.(PROMPT, { maxTokens: 21, stop: ["\n\n"] })).toMatchObject({ text: "On Monday.", cut: false });
    expect(seenAsked().map(({ temperature, stop }) => [temperature, stop])).toEqual([
      [0, undefined],
      [0, undefined],
      [0, ["\n\n"]],
    ]);
  });

  it("a thought that is cut is a cut answer without words", async () => {
    const model = await modelThat(() => says("<think>Monday or", "cut"));
    expect(await model.answer?.(PROMPT, { maxTokens: 3 })).toMatchObject({ text: "", cut: true });
  });

  it.each<[string, Fault, string]>([
    ["a filter", says(null, "filtered"), "text-refused"],
    ["a filter that lets half an answer pass", says("On Mon", "filtered"), "text-refused"],
    [
      "the model itself",
      { type: "reply", body: { choices: [{ message: { content: null, refusal: "I cannot" }, finish_reason: "stop" }] } },
      "text-refused",
    ],
    ["nothing in words", says(null), "no-answer"],
    ["an error", { type: "status", status: 403 }, "forbidden"],
    ["a wrong key", { type: "status", status: 401 }, "unauthorised"],
  ])("%s is no answer", async (_, fault, code) => {
    const model = await modelThat(() => fault);
    await expect(model.answer?.(PROMPT, { maxTokens: 20 })).rejects.toMatchObject({ code });
  });

  it("JSON is asked for without the endpoint's means where those are refused, and then for the whole run", async () => {
    const model = await modelThat((body) =>
      body.response_format
        ? { type: "status", status: 400, body: { error: { message: "response_format is not supported" } } }
        : says('{"day": "Monday"}'),
    );
    expect(await model.answer?.(PROMPT, { maxTokens: 20, json: SCHEMA })).toMatchObject({
      text: '{"day": "Monday"}',
      structuredBy: "prompt",
    });
    await model.answer?.(PROMPT, { maxTokens: 21, json: SCHEMA });
    expect(seenAsked().map(({ response_format }) => response_format !== undefined)).toEqual([true, false, false]);
  });

  it("an endpoint that has answered with its means is not asked without them: one run, one way", async () => {
    let count = 0;
    const model = await modelThat(() => (++count === 2 ? { type: "status", status: 400 } : says("{}")));
    expect(await model.answer?.(PROMPT, { maxTokens: 20, json: SCHEMA })).toMatchObject({ structuredBy: "response_format" });
    await expect(model.answer?.(PROMPT, { maxTokens: 21, json: SCHEMA })).rejects.toMatchObject({ code: "bad-request" });
  });

  it("the same question is paid for once; another limit is another question", async () => {
    const store = memoryResponseStore();
    const model = await modelThat(() => says("Monday"), store);
    const before = model.meter().queries;
    for (const maxTokens of [20, 20, 30]) await model.answer?.(PROMPT, { maxTokens });
    expect(model.meter().queries - before).toBe(2);
    const again = await model.answer?.(PROMPT, { maxTokens: 20 });
    expect(again).toMatchObject({ text: "Monday", usage: { attempts: 0 } });
  });

  it("does for answers, and not for probabilities of labels", async () => {
    await modelThat(() => says("Monday"));
    const settings = {
      type: "http",
      dialect: "openai",
      url: server?.url ?? "",
      model: "m",
      attempts: 1,
      timeoutMs: TIME_LIMIT_MS,
    } as const;
    await expect(connectLanguageModel(settings, virtualRuntime(), { layout: "chat-turns" })).rejects.toMatchObject({ code: "no-logprobs" });
  });
});
