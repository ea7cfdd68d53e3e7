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
    structuredBy: "tool",
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
        ...(question.stop === undefined ? {} : { stop_sequences: question.stop }),
        ...(question.json === undefined ? {} : jsonTool(question.json)),
        messages: messages.filter((m) => m.role !== "system").map(({ role, content }) => ({ role, content })),
      };
    },
    read(json) {
      const blocks = listOf(fieldOf(json, "content"));
      const said = readContent(blocks);
      const { thought } = said;
      // What the tool was called with is the answer; other tools are none.
      const call = blocks.find((block) => stringOf(fieldOf(block, "type")) === "tool_use" && fieldOf(block, "name") === ANSWER_TOOL);
      const text = call === undefined ? said.text : JSON.stringify(fieldOf(call, "input"));
      const reason = stringOf(fieldOf(json, "stop_reason"));
      return {
        answers: blocks.length > 0 || reason !== undefined ? [{ text, first: undefined }] : [],
        endings: [reason === "refusal" ? "filtered" : CUT.test(reason ?? "") ? "cut" : "end"],
        refused: text === undefined && reason === "refusal",
        thought,
        model: stringOf(fieldOf(json, "model")),
      };
    },
  },
};

const CUT = /^(?:max_tokens|model_context_window_exceeded)$/;

const ANSWER_TOOL = "answer";

/** Every model there takes a tool that it must call; its input is the answer. */
function jsonTool(schema: object): Readonly<Record<string, unknown>> {
  const input_schema = Object.keys(schema).length > 0 ? schema : { type: "object" };
  return {
    tools: [{ name: ANSWER_TOOL, description: "Gives the answer.", input_schema }],
    tool_choice: { type: "tool", name: ANSWER_TOOL },
  };
}
