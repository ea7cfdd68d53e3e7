// Anthropic's messages API: answers in words only. It wants its key and version in headers of its own, and one that says that a browser
// calls.

import { fieldOf, listOf, numberOf, stringOf } from "../transport/json.ts";
import type { Dialect } from "./dialect.ts";
import { readContent } from "./message-text.ts";
import { messagesOf, withPath } from "./openai-shape.ts";

// Each model takes one of these, or none where it always thinks.
const THINKING_OFF = [{ thinking: { type: "disabled" } }, { thinking: { type: "between_tools" } }] as const;

export const ANTHROPIC: Dialect = {
  headers: (key) => ({
    ...(key === undefined ? {} : { "x-api-key": key }),
    "anthropic-version": "2023-06-01",
    "anthropic-dangerous-direct-browser-access": "true",
  }),
  thinkingOff: THINKING_OFF,
  modelsPath: ({ url }) => withPath(url, "/models"),
  readUsage(json) {
    const usage = fieldOf(json, "usage");
    const fresh = numberOf(fieldOf(usage, "input_tokens"));
    if (fresh === undefined) return undefined;
    const cachedTokens = numberOf(fieldOf(usage, "cache_read_input_tokens")) ?? 0;
    const written = numberOf(fieldOf(usage, "cache_creation_input_tokens")) ?? 0;
    return {
      promptTokens: fresh + cachedTokens + written,
      cachedTokens,
      completionTokens: numberOf(fieldOf(usage, "output_tokens")) ?? 0,
    };
  },
  chat: {
    topK: [],
    samplesAtOnce: 1,
    path: ({ url }) => withPath(url, "/messages"),
    body({ model }, question) {
      const messages = messagesOf(question.prompt);
      const system = messages.filter((m) => m.role === "system").map((m) => m.content);
      return {
        model,
        max_tokens: question.maxTokens,
        // 1 is what it is anyway, and newer models want no other.
        ...(question.temperature === 1 ? {} : { temperature: question.temperature }),
        ...THINKING_OFF[question.quirks.thinkingOff],
        ...(system.length > 0 ? { system: system.join("\n\n") } : {}),
        messages: messages.filter((m) => m.role !== "system").map(({ role, content }) => ({ role, content })),
      };
    },
    read(json) {
      const blocks = listOf(fieldOf(json, "content"));
      const { text, thought } = readContent(blocks);
      const reason = stringOf(fieldOf(json, "stop_reason"));
      return {
        answers: blocks.length > 0 || reason !== undefined ? [{ text, first: undefined }] : [],
        refused: text === undefined && reason === "refusal",
        thought,
        model: stringOf(fieldOf(json, "model")),
      };
    },
  },
};
