// Requests to providers with OpenAI's API, and their replies. The replies have the shape of recorded ones, as documented.

import { describe, expect, it } from "vitest";
import { ask, CHAT, question } from "../../../test/dialect-question.ts";
import { dialectOf } from "./dialects.ts";

describe("openai", () => {
  it("asks for the first token only, at temperature 1; top_p is 1 there by itself", () => {
    const { url, body } = ask("openai", "chat", { topK: 20 });
    expect(url).toBe("https://h.example/base/chat/completions");
    expect(body).toEqual({
      model: "m",
      temperature: 1,
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

  it("gives every place of an answer, unless all are the first one's (sglang#2088)", () => {
    const { read } = ask("openai", "chat");
    const place = (token: string, ...likely: string[]) => ({
      token,
      logprob: -0.1,
      top_logprobs: likely.map((t, i) => ({ token: t, logprob: -i - 0.1 })),
    });
    const steps = (content: unknown) => read({ choices: [{ message: { content: "10" }, logprobs: { content } }] }).answers[0]?.steps;
    expect(steps([place("1", "1", "2"), place("0", "0", ".")])?.map(({ written, top }) => [written, top.map((t) => t.text)])).toEqual([
      ["1", ["1", "2"]],
      ["0", ["0", "."]],
    ]);
    expect(steps([place("1", "1", "0"), place("0", "1", "0")])).toBeUndefined();
    expect(steps([place("1", "1", "2")])).toBeUndefined();
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
  it("keeps the query of its address and leaves the model to it where it names one", () => {
    const azure = dialectOf("azure").chat;
    const place = { url: "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21", model: "d" };
    expect(azure?.path(place)).toBe("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21");
    expect(azure?.body(place, question(CHAT))).not.toHaveProperty("model");
    expect(azure?.body({ url: "https://r.openai.azure.com/openai/v1", model: "d" }, question(CHAT))).toMatchObject({ model: "d" });
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

  it("reads an echoed prompt, the new token cut off, or by itself as Together gives it", () => {
    const arrays = (...tokens: string[]) => ({ tokens, token_logprobs: tokens.map((_, i) => (i === 0 ? null : -i)) });
    const usage = { prompt_tokens: 2, completion_tokens: 1 };
    const echoed = [
      { text: "A:", logProb: undefined },
      { text: " yes", logProb: -1 },
    ];
    const vllm = { choices: [{ text: "A: yes.", logprobs: arrays("A:", " yes", ".") }], usage };
    expect(dialectOf("vllm").echo?.read(vllm)).toEqual(echoed);
    const together = {
      prompt: [{ text: "A: yes", logprobs: arrays("A:", " yes") }],
      choices: [{ text: ".", logprobs: arrays(".") }],
      usage,
    };
    expect(dialectOf("together").echo?.read(together)).toEqual(echoed);
    expect(dialectOf("together").echo?.read({ ...together, prompt: [] })).toBeUndefined();
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
