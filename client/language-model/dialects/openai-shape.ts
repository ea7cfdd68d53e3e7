// The shapes OpenAI gave to the world: chat completions, legacy completions with logprobs as parallel arrays, and what servers made of
// them.

import type { ChatMessage, Prompt } from "../../../shared/prompt/language-model.ts";
import { fieldOf, listOf, numberOf, recordOf, stringOf } from "../transport/json.ts";
import type { TokenUsage } from "../transport/transport.ts";
import type { Answer, AnswerEnding, EchoedToken, EchoRoute, Endpoint, Generated, GenerateRoute, Question, ScoreRoute } from "./dialect.ts";
import { readContent } from "./message-text.ts";
import { stepsOf, tokensOf } from "./openai-tokens.ts";

/** What distinguishes one server's routes from another's. */
export interface OpenAiOptions {
  readonly topK: readonly number[];
  readonly samplesAtOnce?: number;
  /** Fields added to every request: samplers to switch off. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Fields added where log-probabilities are asked for. */
  readonly extraForLogProbs?: Readonly<Record<string, unknown>>;
  readonly thinkingOff?: readonly Readonly<Record<string, unknown>>[];
  /** Where top_p is sent beside the temperature, which some models refuse: where it may be something else than 1 by default. */
  readonly topP?: "with-logprobs" | "always";
  readonly path?: string;
  /** Part of an address that itself names the model, which is then not sent. */
  readonly namesModel?: string;
  /** How a schema is wrapped in response_format: as OpenAI has it, or bare, as Cloudflare does. */
  readonly schemaForm?: "named" | "bare";
  /** True where `logprobs` is the number of tokens to return in chat too. */
  readonly integerLogprobs?: boolean;
}

export function chatRoute(options: OpenAiOptions): GenerateRoute {
  return {
    topK: options.topK,
    samplesAtOnce: options.samplesAtOnce ?? 1,
    structuredBy: "response_format",
    path: ({ url }) => withPath(url, options.path ?? "/chat/completions"),
    body: (endpoint, question) => ({
      ...common(endpoint, question, options),
      messages: messagesOf(question.prompt),
      [question.quirks.tokenLimit]: question.maxTokens,
      ...(question.topK > 0 ? topLogprobs(question.topK, options) : {}),
      ...(question.json === undefined ? {} : { response_format: responseFormat(question.json, options.schemaForm ?? "named") }),
      ...options.thinkingOff?.[question.quirks.thinkingOff],
    }),
    read: readGenerated,
  };
}

export function completionsRoute(options: OpenAiOptions): GenerateRoute {
  return {
    topK: options.topK,
    samplesAtOnce: options.samplesAtOnce ?? 1,
    path: ({ url }) => withPath(url, options.path ?? "/completions"),
    body: (endpoint, question) => ({
      ...common(endpoint, question, options),
      prompt: textOf(question.prompt),
      max_tokens: question.maxTokens,
      ...(question.topK > 0 ? { logprobs: question.topK } : {}),
    }),
    read: readGenerated,
  };
}

export function echoRoute(): EchoRoute {
  return {
    path: ({ url }) => withPath(url, "/completions"),
    // One new token, because some servers refuse none; it is cut off again.
    body: ({ model }, text) => ({ model, prompt: text, max_tokens: 1, temperature: 1, echo: true, logprobs: 1 }),
    read(json) {
      // Together gives the prompt's tokens by themselves, without the new one.
      const alone = recordOf(fieldOf(json, "prompt", 0, "logprobs"));
      const logprobs = alone ?? fieldOf(json, "choices", 0, "logprobs");
      const tokens = listOf(fieldOf(logprobs, "tokens"));
      const values = listOf(fieldOf(logprobs, "token_logprobs"));
      const generated = alone ? 0 : (numberOf(fieldOf(json, "usage", "completion_tokens")) ?? 1);
      const echoed: EchoedToken[] = tokens
        .slice(0, tokens.length - generated)
        .map((token, i) => ({ text: stringOf(token) ?? "", logProb: numberOf(values[i]) }));
      // A server that ignores echo returns the new token alone.
      return echoed.length > 1 && echoed.slice(1).every((token) => token.logProb !== undefined) ? echoed : undefined;
    },
  };
}

export function scoreRoute(): ScoreRoute {
  return {
    path: ({ url }) => withPath(url, "/score"),
    body: ({ model }, prompt, forms) => ({
      model,
      ...(prompt.type === "text" ? { prompt: prompt.text } : { messages: prompt.messages }),
      labels: forms,
    }),
    read: (json) => listOf(fieldOf(json, "logprobs")).flatMap((value) => numberOf(value) ?? []),
  };
}

export function bearer(key: string | undefined): Readonly<Record<string, string>> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

export function readOpenAiUsage(json: unknown): TokenUsage | undefined {
  const usage = recordOf(fieldOf(json, "usage"));
  const promptTokens = numberOf(usage?.prompt_tokens);
  if (promptTokens === undefined) return undefined;
  return {
    promptTokens,
    cachedTokens: numberOf(fieldOf(usage, "prompt_tokens_details", "cached_tokens")) ?? 0,
    completionTokens: numberOf(usage?.completion_tokens) ?? 0,
  };
}

/** Adds a path before the address's query, which some providers need. */
export function withPath(url: string, path: string): string {
  const parsed = new URL(url);
  parsed.pathname = `${parsed.pathname.replace(/\/+$/, "")}${path}`;
  return parsed.href;
}

export function messagesOf(prompt: Prompt): readonly ChatMessage[] {
  return prompt.type === "chat" ? prompt.messages : [{ role: "user", content: prompt.text }];
}

export function textOf(prompt: Prompt): string {
  if (prompt.type === "text") return prompt.text;
  throw new TypeError("a completions route was given chat messages");
}

/** Not strict: a strict one must require every field and forbid all others, which an owner's schema need not. */
function responseFormat(schema: object, form: "named" | "bare"): Readonly<Record<string, unknown>> {
  if (Object.keys(schema).length === 0) return { type: "json_object" };
  return { type: "json_schema", json_schema: form === "bare" ? schema : { name: "answer", schema } };
}

function topLogprobs(topK: number, options: OpenAiOptions): Readonly<Record<string, unknown>> {
  const asked = options.integerLogprobs ? { logprobs: topK } : { logprobs: true, top_logprobs: topK };
  return { ...asked, ...options.extraForLogProbs };
}

function common({ url, model }: Endpoint, question: Question, options: OpenAiOptions): Readonly<Record<string, unknown>> {
  const { namesModel, extra, topP } = options;
  const { refuses = [] } = question.quirks;
  const asksTopP = topP === "always" || (topP === "with-logprobs" && question.topK > 0);
  return {
    ...(namesModel !== undefined && url.includes(namesModel) ? {} : { model }),
    // Where it is refused, 1 is what it is anyway.
    ...(refuses.includes("temperature") ? {} : { temperature: question.temperature }),
    ...(asksTopP && !refuses.includes("top_p") ? { top_p: 1 } : {}),
    ...(question.samples > 1 ? { n: question.samples } : {}),
    ...(question.seed === undefined ? {} : { seed: question.seed }),
    ...(question.stop === undefined ? {} : { stop: question.stop }),
    ...extra,
  };
}

function readGenerated(json: unknown): Generated {
  const choices = listOf(fieldOf(json, "choices"));
  const read = choices.map(readChoice);
  return {
    answers: read.map(({ answer }) => answer),
    endings: read.map(({ ending }) => ending),
    refused: read.some(({ refused }) => refused),
    thought:
      (numberOf(fieldOf(json, "usage", "completion_tokens_details", "reasoning_tokens")) ?? 0) > 0 || read.some(({ thought }) => thought),
    model: stringOf(fieldOf(json, "model")),
  };
}

function readChoice(choice: unknown): {
  readonly answer: Answer;
  readonly ending: AnswerEnding;
  readonly thought: boolean;
  readonly refused: boolean;
} {
  const message = fieldOf(choice, "message");
  const { text, thought } = readContent(fieldOf(message, "content") ?? fieldOf(choice, "text"));
  const aside = ["reasoning_content", "reasoning", "thinking"].map((name) => readContent(fieldOf(message, name)).text).find(Boolean);
  const reason = stringOf(fieldOf(choice, "finish_reason")) ?? "";
  // Servers that take thoughts out of an answer put all of one there that was told not to think: it ends by itself.
  const misplaced = text === undefined && reason === "stop" ? aside : undefined;
  const saysNo = (stringOf(fieldOf(message, "refusal")) ?? "") !== "";
  return {
    answer: { text: text ?? misplaced, ...tokensOf(stepsOf(fieldOf(choice, "logprobs"))) },
    ending: FILTERED.test(reason) || saysNo ? "filtered" : CUT.test(reason) ? "cut" : "end",
    thought: thought || (aside !== undefined && misplaced === undefined),
    refused: text === undefined && (FILTERED.test(reason) || saysNo),
  };
}

/** What finish_reason says of an answer that was kept back. */
const FILTERED = /filter|safety|sensitive|refus|blocked|prohibited|recitation/i;

/** What it says of an answer that ended at its limit. */
const CUT = /^(?:length|max_tokens|max_output_tokens|model_length)$/i;
