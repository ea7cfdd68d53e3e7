// What each provider is sent and how its replies read. The replies have the shape of recorded ones, as the providers document them.

import { describe, expect, it } from "vitest";
import type { Prompt } from "../../../shared/prompt/language-model.ts";
import type { Question } from "./dialect.ts";
import { DIALECTS, type DialectName, dialectOf } from "./dialects.ts";

const CHAT: Prompt = {
  type: "chat",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "x" },
    { role: "assistant", content: "yes" },
    { role: "user", content: "y" },
  ],
};
const TEXT: Prompt = { type: "text", text: "Answer:" };
const question = (prompt: Prompt, over: Partial<Question> = {}): Question => ({
  prompt,
  topK: 5,
  maxTokens: 1,
  samples: 1,
  temperature: 1,
  quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
  ...over,
});
const endpoint = { url: "https://h.example/base", model: "m" };
const ask = (name: DialectName, route: "chat" | "completions", over: Partial<Question> = {}) => {
  const dialect = dialectOf(name);
  const found = dialect[route];
  if (!found) throw new Error(`${name} has no ${route} route`);
  return {
    url: found.path(endpoint),
    body: found.body(endpoint, question(route === "chat" ? CHAT : TEXT, over)),
    read: found.read,
    headers: dialect.headers("k"),
  };
};

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

describe("openai", () => {
  it("asks for the first token only, at temperature and top_p 1", () => {
    const { url, body } = ask("openai", "chat", { topK: 20 });
    expect(url).toBe("https://h.example/base/chat/completions");
    expect(body).toEqual({
      model: "m",
      temperature: 1,
      top_p: 1,
      messages: CHAT.type === "chat" ? CHAT.messages : [],
      max_tokens: 1,
      logprobs: true,
      top_logprobs: 20,
    });
  });

  it("reads a chat completion with log-probabilities", () => {
    const { read } = ask("openai", "chat");
    const generated = read({
      id: "chatcmpl-1",
      object: "chat.completion",
      model: "gpt-x-2026",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "yes", refusal: null },
          logprobs: {
            content: [
              {
                token: "yes",
                logprob: -0.1,
                bytes: [121, 101, 115],
                top_logprobs: [
                  { token: "yes", logprob: -0.1, bytes: [121, 101, 115] },
                  { token: "no", logprob: -2.5, bytes: [110, 111] },
                ],
              },
            ],
            refusal: null,
          },
          finish_reason: "length",
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } },
    });
    expect(generated.model).toBe("gpt-x-2026");
    expect(generated.answers[0]?.first?.map((t) => [t.text, t.logProb])).toEqual([
      ["yes", -0.1],
      ["no", -2.5],
    ]);
  });

  it("adds the chosen token when it is not among the likeliest", () => {
    const { read } = ask("openai", "chat");
    const content = [{ token: "odd", logprob: -7, top_logprobs: [{ token: "yes", logprob: -0.1 }] }];
    expect(read({ choices: [{ message: { content: "odd" }, logprobs: { content } }] }).answers[0]?.first?.map((t) => t.text)).toEqual([
      "yes",
      "odd",
    ]);
  });

  it("sees reasoning by its tokens or its text", () => {
    const { read } = ask("openai", "chat");
    expect(read({ choices: [{ message: { content: "" } }], usage: { completion_tokens_details: { reasoning_tokens: 12 } } }).thought).toBe(
      true,
    );
    expect(read({ choices: [{ message: { content: "yes", reasoning_content: "Well" } }] }).thought).toBe(true);
    expect(read({ choices: [{ message: { content: "yes" } }] }).thought).toBe(false);
  });

  it("turns thinking off and samples as asked", () => {
    const { body } = ask("openai", "chat", {
      topK: 0,
      samples: 3,
      seed: 7,
      quirks: { tokenLimit: "max_completion_tokens", thinkingOff: 0 },
    });
    expect(body).toMatchObject({ n: 3, seed: 7, max_completion_tokens: 1, reasoning_effort: "none" });
    expect(body).not.toHaveProperty("logprobs");
  });

  it("reads what was counted, and nothing where nothing was", () => {
    const { readUsage } = dialectOf("openai");
    expect(readUsage({ usage: { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } } })).toEqual({
      promptTokens: 9,
      cachedTokens: 4,
      completionTokens: 1,
    });
    expect(readUsage({ usage: null })).toBeUndefined();
  });
});

describe("azure", () => {
  it("keeps the query of its address and leaves the model to it", () => {
    const azure = dialectOf("azure").chat;
    const place = { url: "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21", model: "d" };
    expect(azure?.path(place)).toBe("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21");
    expect(azure?.body(place, question(CHAT))).not.toHaveProperty("model");
  });
});

describe("legacy completions", () => {
  it.each(["together", "fireworks", "vllm", "llama.cpp", "openai-compatible"] as const)("%s takes logprobs as a number", (name) => {
    const { url, body } = ask(name, "completions");
    expect(url).toBe("https://h.example/base/completions");
    expect(body).toMatchObject({ model: "m", prompt: "Answer:", max_tokens: 1, logprobs: 5, temperature: 1, top_p: 1 });
  });

  it("reads parallel arrays", () => {
    const { read } = ask("vllm", "completions");
    const logprobs = { tokens: [" yes"], token_logprobs: [-0.2], text_offset: [7], top_logprobs: [{ " yes": -0.2, " no": -1.9 }] };
    expect(read({ object: "text_completion", model: "m", choices: [{ text: " yes", logprobs }] }).answers).toEqual([
      {
        text: " yes",
        first: [
          { text: " yes", logProb: -0.2 },
          { text: " no", logProb: -1.9 },
        ],
      },
    ]);
  });

  it("reads the chat shape that llama.cpp and some others use here too", () => {
    const { read } = ask("llama.cpp", "completions");
    const content = [
      {
        id: 7,
        token: " yes",
        bytes: [32, 121, 101, 115],
        logprob: -0.2,
        top_logprobs: [{ id: 7, token: " yes", bytes: [32, 121, 101, 115], logprob: -0.2 }],
      },
    ];
    expect(read({ choices: [{ text: " yes", logprobs: { content } }] }).answers[0]?.first?.[0]).toEqual({
      text: " yes",
      logProb: -0.2,
      bytes: [32, 121, 101, 115],
    });
  });

  it("takes a missing or empty list for no log-probabilities", () => {
    const { read } = ask("together", "completions");
    expect(read({ choices: [{ text: "yes", logprobs: null }] }).answers[0]?.first).toBeUndefined();
    expect(read({ choices: [{ text: "yes", logprobs: { top_logprobs: [] } }] }).answers[0]?.first).toBeUndefined();
    expect(read({ choices: [{ text: "yes", logprobs: { top_logprobs: [{}] } }] }).answers[0]?.first).toBeUndefined();
  });

  it("switches off samplers a server may have set", () => {
    expect(ask("vllm", "completions").body).toMatchObject({ top_k: -1 });
    expect(ask("llama.cpp", "completions").body).toMatchObject({ top_k: 0 });
  });

  it("Together's chat takes a number too", () => {
    expect(ask("together", "chat").body).toMatchObject({ logprobs: 5 });
    expect(ask("together", "chat").body).not.toHaveProperty("top_logprobs");
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
      options: { num_predict: 1, temperature: 1 },
    });
    expect(ask("ollama", "chat", { quirks: { tokenLimit: "max_tokens", thinkingOff: 0 } }).body).toMatchObject({ think: false });
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
  it("openrouter insists on hosts that honour every field", () => {
    expect(ask("openrouter", "chat").body).toMatchObject({ provider: { require_parameters: true } });
  });

  it("cloudflare is asked through the account's own address", () => {
    const place = { url: "https://api.cloudflare.com/client/v4/accounts/abc/ai/v1", model: "@cf/meta/llama" };
    expect(dialectOf("cloudflare").chat?.path(place)).toBe("https://api.cloudflare.com/client/v4/accounts/abc/ai/v1/chat/completions");
  });
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
