// Gemini's native API. Its key travels in a header of its own; the address ends in /v1beta.

import type { Prompt } from "../../../shared/prompt/language-model.ts";
import { fieldOf, listOf, numberOf, stringOf } from "../transport/json.ts";
import type { Dialect, TokenStep, TopToken } from "./dialect.ts";
import { readContent } from "./message-text.ts";
import { messagesOf, withPath } from "./openai-shape.ts";
import { tokensOf } from "./openai-tokens.ts";

const THINKING_OFF = [{ thinkingConfig: { thinkingBudget: 0 } }, { thinkingConfig: { thinkingLevel: "minimal" } }] as const;

export const GEMINI: Dialect = {
  headers: (key) => (key === undefined ? {} : { "x-goog-api-key": key }),
  thinkingOff: THINKING_OFF,
  modelsPath: ({ url }) => withPath(url, "/models"),
  readUsage(json) {
    const usage = fieldOf(json, "usageMetadata");
    const promptTokens = numberOf(fieldOf(usage, "promptTokenCount"));
    if (promptTokens === undefined) return undefined;
    const thoughts = numberOf(fieldOf(usage, "thoughtsTokenCount")) ?? 0;
    return {
      promptTokens,
      cachedTokens: numberOf(fieldOf(usage, "cachedContentTokenCount")) ?? 0,
      completionTokens: (numberOf(fieldOf(usage, "candidatesTokenCount")) ?? 0) + thoughts,
    };
  },
  chat: {
    topK: [20, 5],
    samplesAtOnce: 8,
    structuredBy: "schema",
    path: ({ url, model }) => withPath(url, `/models/${encodeURIComponent(model.replace(/^models\//, ""))}:generateContent`),
    body: (_, question) => ({
      ...contents(question.prompt),
      generationConfig: {
        temperature: question.temperature,
        topP: 1,
        maxOutputTokens: question.maxTokens,
        ...(question.samples > 1 ? { candidateCount: question.samples } : {}),
        ...(question.seed === undefined ? {} : { seed: question.seed }),
        ...(question.topK > 0 ? { responseLogprobs: true, logprobs: question.topK } : {}),
        ...(question.stop === undefined ? {} : { stopSequences: question.stop }),
        ...(question.json === undefined ? {} : jsonOnly(question.json)),
        ...THINKING_OFF[question.quirks.thinkingOff],
      },
    }),
    read(json) {
      const candidates = listOf(fieldOf(json, "candidates"));
      const read = candidates.map((candidate) => readContent(listOf(fieldOf(candidate, "content", "parts"))));
      const blocked = stringOf(fieldOf(json, "promptFeedback", "blockReason")) !== undefined;
      return {
        answers: candidates.map((candidate, i) => ({ text: read[i]?.text, ...tokensOf(stepsOf(fieldOf(candidate, "logprobsResult"))) })),
        endings: candidates.map((candidate) => {
          if (isFiltered(candidate)) return "filtered";
          return fieldOf(candidate, "finishReason") === "MAX_TOKENS" ? "cut" : "end";
        }),
        refused: blocked || candidates.some((candidate, i) => read[i]?.text === undefined && isFiltered(candidate)),
        thought: (numberOf(fieldOf(json, "usageMetadata", "thoughtsTokenCount")) ?? 0) > 0,
        model: stringOf(fieldOf(json, "modelVersion")),
      };
    },
  },
};

function isFiltered(candidate: unknown): boolean {
  return /SAFETY|RECITATION|PROHIBITED|BLOCKLIST|SPII|LANGUAGE|OTHER/.test(stringOf(fieldOf(candidate, "finishReason")) ?? "");
}

function jsonOnly(schema: object): Readonly<Record<string, unknown>> {
  return { responseMimeType: "application/json", ...(Object.keys(schema).length > 0 ? { responseJsonSchema: schema } : {}) };
}

function contents(prompt: Prompt): Readonly<Record<string, unknown>> {
  const messages = messagesOf(prompt);
  const system = messages.filter((m) => m.role === "system").map((m) => ({ text: m.content }));
  const turns = messages.filter((m) => m.role !== "system");
  return {
    ...(system.length > 0 ? { systemInstruction: { parts: system } } : {}),
    contents: turns.map((m) => ({ role: m.role === "assistant" ? "model" : "user", parts: [{ text: m.content }] })),
  };
}

function stepsOf(result: unknown): readonly TokenStep[] {
  return listOf(fieldOf(result, "topCandidates")).map((position, i) => {
    const top = listOf(fieldOf(position, "candidates")).flatMap(tokenOf);
    const [chosen] = tokenOf(fieldOf(result, "chosenCandidates", i));
    const missing = chosen && top.length > 0 && !top.some((token) => token.text === chosen.text);
    return { written: chosen?.text ?? "", top: missing ? [...top, chosen] : top };
  });
}

function tokenOf(entry: unknown): TopToken[] {
  const text = stringOf(fieldOf(entry, "token"));
  const logProb = numberOf(fieldOf(entry, "logProbability"));
  return text === undefined || logProb === undefined ? [] : [{ text, logProb }];
}
