// Requests to each provider, and replies of each. The replies have the shape of recorded ones, as the providers document them.

import { describe, expect, it } from "vitest";
import { ask } from "../../../test/dialect-question.ts";
import { DIALECT_NAMES, DIALECTS, type DialectName, dialectOf } from "./dialects.ts";

describe("headers", () => {
  it.each(Object.keys(DIALECTS).filter((name) => !["azure", "gemini", "anthropic"].includes(name)))(
    "%s sends the key as a bearer and nothing else",
    (name) => {
      const dialect = Object.entries(DIALECTS).find(([key]) => key === name)?.[1];
      expect(dialect?.headers("k")).toEqual({ authorization: "Bearer k" });
      expect(dialect?.headers(undefined)).toEqual({});
    },
  );

  it("the others send what their providers insist on", () => {
    expect(dialectOf("azure").headers("k")).toEqual({ "api-key": "k" });
    expect(dialectOf("gemini").headers("k")).toEqual({ "x-goog-api-key": "k" });
    expect(Object.keys(dialectOf("anthropic").headers("k")).sort()).toEqual([
      "anthropic-dangerous-direct-browser-access",
      "anthropic-version",
      "x-api-key",
    ]);
  });
});

describe("gemini", () => {
  it("asks in its own shape", () => {
    const { url, body } = ask("gemini", "chat");
    expect(url).toBe("https://h.example/base/models/m:generateContent");
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      contents: [
        { role: "user", parts: [{ text: "x" }] },
        { role: "model", parts: [{ text: "yes" }] },
        { role: "user", parts: [{ text: "y" }] },
      ],
      generationConfig: { temperature: 1, topP: 1, maxOutputTokens: 1, responseLogprobs: true, logprobs: 5 },
    });
    expect(ask("gemini", "chat", { quirks: { tokenLimit: "max_tokens", thinkingOff: 0 } }).body).toMatchObject({
      generationConfig: { thinkingConfig: { thinkingBudget: 0 } },
    });
  });

  it("reads its candidates and counts", () => {
    const json = {
      candidates: [
        {
          content: { role: "model", parts: [{ text: "yes" }] },
          finishReason: "MAX_TOKENS",
          avgLogprobs: -0.1,
          logprobsResult: {
            topCandidates: [
              {
                candidates: [
                  { token: "yes", tokenId: 5, logProbability: -0.1 },
                  { token: "no", tokenId: 6, logProbability: -2.4 },
                ],
              },
            ],
            chosenCandidates: [{ token: "yes", tokenId: 5, logProbability: -0.1 }],
          },
        },
      ],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1, totalTokenCount: 10, thoughtsTokenCount: 30 },
      modelVersion: "gemini-x",
    };
    const generated = ask("gemini", "chat").read(json);
    expect(generated.answers[0]?.first?.map((t) => t.text)).toEqual(["yes", "no"]);
    expect(generated).toMatchObject({ thought: true, model: "gemini-x" });
    expect(dialectOf("gemini").readUsage(json)).toEqual({ promptTokens: 9, cachedTokens: 0, completionTokens: 31 });
  });
});

describe("anthropic", () => {
  it("asks for words and reads them", () => {
    const { url, body, read } = ask("anthropic", "chat", { topK: 0, temperature: 0, maxTokens: 16 });
    expect(url).toBe("https://h.example/base/messages");
    expect(body).toMatchObject({ model: "m", max_tokens: 16, temperature: 0, system: "Be brief." });
    expect(body).not.toHaveProperty("top_p");
    const json = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-x",
      content: [{ type: "text", text: "yes" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 9, cache_read_input_tokens: 4, cache_creation_input_tokens: 0, output_tokens: 2 },
    };
    expect(read(json).answers).toEqual([{ text: "yes", first: undefined }]);
    expect(dialectOf("anthropic").readUsage(json)).toEqual({ promptTokens: 13, cachedTokens: 4, completionTokens: 2 });
  });
});

describe("ollama", () => {
  it("continues raw text without a template, and chats, from the server's root", () => {
    const ollama = dialectOf("ollama");
    const place = { url: "http://localhost:11434/v1", model: "m" };
    expect(ollama.completions?.path(place)).toBe("http://localhost:11434/api/generate");
    expect(ollama.chat?.path({ ...place, url: "http://localhost:11434" })).toBe("http://localhost:11434/api/chat");
    expect(ask("ollama", "completions").body).toMatchObject({
      raw: true,
      stream: false,
      logprobs: true,
      top_logprobs: 5,
      truncate: false,
      shift: false,
      options: { num_predict: 1, temperature: 1 },
    });
    expect(ask("ollama", "chat", { quirks: { tokenLimit: "max_tokens", thinkingOff: 0 } }).body).toMatchObject({
      think: false,
      truncate: false,
      shift: false,
    });
  });

  it("reads both replies", () => {
    const logprobs = [
      {
        token: " yes",
        logprob: -0.2,
        bytes: [32, 121, 101, 115],
        top_logprobs: [
          { token: " yes", logprob: -0.2 },
          { token: " no", logprob: -1.8 },
        ],
      },
    ];
    const counts = { prompt_eval_count: 9, eval_count: 1, done: true };
    const generated = ask("ollama", "completions").read({ model: "m", response: " yes", logprobs, ...counts });
    expect(generated.answers[0]?.first?.map((t) => t.text)).toEqual([" yes", " no"]);
    const chat = ask("ollama", "chat").read({ model: "m", message: { role: "assistant", content: "yes", thinking: "hm" }, ...counts });
    expect(chat).toMatchObject({ answers: [{ text: "yes", first: undefined }], thought: true });
    expect(dialectOf("ollama").readUsage(counts)).toEqual({ promptTokens: 9, cachedTokens: 0, completionTokens: 1 });
  });
});

describe("openrouter and cloudflare", () => {
  it("openrouter insists on hosts that honour every field, where it asks for log-probabilities", () => {
    expect(ask("openrouter", "chat").body).toMatchObject({ provider: { require_parameters: true } });
    expect(ask("openrouter", "chat", { topK: 0 }).body).not.toHaveProperty("provider");
  });

  it("cloudflare is asked through the account's own address", () => {
    const place = { url: "https://api.cloudflare.com/client/v4/accounts/abc/ai/v1", model: "@cf/meta/llama" };
    expect(dialectOf("cloudflare").chat?.path(place)).toBe("https://api.cloudflare.com/client/v4/accounts/abc/ai/v1/chat/completions");
  });
});

/** How each provider is asked for the log-probabilities of a chat's next token; anthropic gives none. */
const LOG_PROBS: Readonly<Record<DialectName, object>> = {
  "openai-compatible": { logprobs: true, top_logprobs: 5 },
  openai: { logprobs: true, top_logprobs: 5 },
  azure: { logprobs: true, top_logprobs: 5 },
  together: { logprobs: 5 },
  fireworks: { logprobs: true, top_logprobs: 5 },
  vllm: { logprobs: true, top_logprobs: 5, top_k: -1 },
  "llama.cpp": { logprobs: true, top_logprobs: 5, top_k: 0 },
  ollama: { logprobs: true, top_logprobs: 5 },
  openrouter: { logprobs: true, top_logprobs: 5, provider: { require_parameters: true } },
  cloudflare: { logprobs: true, top_logprobs: 5 },
  gemini: { generationConfig: { responseLogprobs: true, logprobs: 5 } },
  anthropic: {},
};

it.each(DIALECT_NAMES)("%s is asked for log-probabilities in its provider's own form", (name) => {
  const { body } = ask(name, "chat");
  expect(body).toMatchObject(LOG_PROBS[name]);
  expect(/logprob/i.test(JSON.stringify(body))).toBe(Object.keys(LOG_PROBS[name]).length > 0);
});

describe("foreign JSON", () => {
  it.each(Object.keys(DIALECTS))("%s reads nonsense as no answer", (name) => {
    const dialect = Object.entries(DIALECTS).find(([key]) => key === name)?.[1];
    for (const json of [
      null,
      1,
      "x",
      [],
      {},
      { choices: "x" },
      { candidates: [null] },
      { choices: [{ logprobs: { content: [7] } }] },
      { content: 5 },
    ]) {
      const generated = dialect && "chat" in dialect ? dialect.chat.read(json) : undefined;
      expect(generated?.answers.every((answer) => answer.first === undefined)).toBe(true);
      expect(dialect?.readUsage(json)).toBeUndefined();
    }
  });
});
