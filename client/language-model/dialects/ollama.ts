// Ollama's native API, 0.12.11 and later for log-probabilities: `raw` generation continues a text without a chat template.
// The address is the server's root, such as http://localhost:11434; an ending of /v1 or /api is taken off.

import { fieldOf, listOf, numberOf, stringOf } from "../transport/json.ts";
import type { TokenUsage } from "../transport/transport.ts";
import type { Dialect, Generated, Question } from "./dialect.ts";
import { readContent } from "./message-text.ts";
import { bearer, messagesOf, textOf, withPath } from "./openai-shape.ts";
import { chatSteps, tokensOf } from "./openai-tokens.ts";

const THINKING_OFF = [{ think: false }] as const;

export const OLLAMA: Dialect = {
  headers: bearer,
  thinkingOff: THINKING_OFF,
  modelsPath: ({ url }) => rootPath(url, "/api/tags"),
  readUsage(json): TokenUsage | undefined {
    // A prompt that is cached whole is not counted at all.
    const completionTokens = numberOf(fieldOf(json, "eval_count"));
    if (completionTokens === undefined) return undefined;
    return { promptTokens: numberOf(fieldOf(json, "prompt_eval_count")) ?? 0, cachedTokens: 0, completionTokens };
  },
  completions: {
    topK: [20, 5],
    samplesAtOnce: 1,
    path: ({ url }) => rootPath(url, "/api/generate"),
    structuredBy: "format",
    body: ({ model }, question) => ({ model, prompt: textOf(question.prompt), raw: true, ...common(question) }),
    read: (json) => readAnswer(json, fieldOf(json, "response")),
  },
  chat: {
    topK: [20, 5],
    samplesAtOnce: 1,
    path: ({ url }) => rootPath(url, "/api/chat"),
    structuredBy: "format",
    body: ({ model }, question) => ({
      model,
      messages: messagesOf(question.prompt),
      ...common(question),
      ...THINKING_OFF[question.quirks.thinkingOff],
    }),
    read: (json) => readAnswer(json, fieldOf(json, "message", "content")),
  },
};

function rootPath(url: string, path: string): string {
  return withPath(url.replace(/\/(?:v1|api)\/?$/, ""), path);
}

function common(question: Question): Readonly<Record<string, unknown>> {
  return {
    stream: false,
    // A prompt that is longer than the context is refused, not cut: half a prompt would be scored as a whole one.
    truncate: false,
    shift: false,
    ...(question.topK > 0 ? { logprobs: true, top_logprobs: question.topK } : {}),
    ...(question.json === undefined ? {} : { format: Object.keys(question.json).length > 0 ? question.json : "json" }),
    options: {
      num_predict: question.maxTokens,
      temperature: question.temperature,
      top_p: 1,
      top_k: 0,
      min_p: 0,
      repeat_penalty: 1,
      ...(question.stop === undefined ? {} : { stop: question.stop }),
      ...(question.seed === undefined ? {} : { seed: question.seed }),
    },
  };
}

function readAnswer(json: unknown, answer: unknown): Generated {
  const { text, thought } = readContent(answer);
  const thinking = stringOf(fieldOf(json, "message", "thinking")) ?? stringOf(fieldOf(json, "thinking")) ?? "";
  return {
    answers: stringOf(answer) === undefined ? [] : [{ text, ...tokensOf(chatSteps(listOf(fieldOf(json, "logprobs")))) }],
    endings: [stringOf(fieldOf(json, "done_reason")) === "length" ? "cut" : "end"],
    refused: false,
    thought: thought || thinking !== "",
    model: stringOf(fieldOf(json, "model")),
  };
}
