// Every dialect by name. Most are OpenAI's shapes with other limits; see docs/language-models.md for what each needs of the user.

import { ANTHROPIC } from "./anthropic.ts";
import type { Dialect } from "./dialect.ts";
import { GEMINI } from "./gemini.ts";
import { OLLAMA } from "./ollama.ts";
import { bearer, chatRoute, completionsRoute, echoRoute, readOpenAiUsage, scoreRoute, withPath } from "./openai-shape.ts";

const LOCAL_THINKING_OFF = [
  { chat_template_kwargs: { enable_thinking: false } },
  { enable_thinking: false },
  { thinking: { type: "disabled" } },
] as const;
const EFFORT_NONE = [{ reasoning_effort: "none" }] as const;
const CAPS = [20, 8, 5] as const;

const openAi = {
  headers: bearer,
  readUsage: readOpenAiUsage,
  modelsPath: ({ url }: { url: string }) => withPath(url, "/models"),
};

const compatible: Dialect = {
  ...openAi,
  score: scoreRoute(),
  echo: echoRoute(),
  completions: completionsRoute({ topK: [20, 5], topP: "with-logprobs" }),
  chat: chatRoute({ topK: CAPS, topP: "with-logprobs", thinkingOff: [...LOCAL_THINKING_OFF, ...EFFORT_NONE] }),
  thinkingOff: [...LOCAL_THINKING_OFF, ...EFFORT_NONE],
};

export const DIALECTS = {
  /** Any server that speaks OpenAI's language: tries exact scores, echo, completions and chat in turn. */
  "openai-compatible": compatible,
  openai: { ...openAi, chat: chatRoute({ topK: CAPS, samplesAtOnce: 8, thinkingOff: EFFORT_NONE }), thinkingOff: EFFORT_NONE },
  azure: {
    ...openAi,
    headers: (key) => (key === undefined ? {} : { "api-key": key }),
    chat: chatRoute({ topK: CAPS, samplesAtOnce: 8, thinkingOff: EFFORT_NONE, namesModel: "/deployments/" }),
    thinkingOff: EFFORT_NONE,
  },
  // Log-probabilities there are an integer in chat too: how many tokens to return.
  together: {
    ...openAi,
    echo: echoRoute(),
    completions: completionsRoute({ topK: [20, 5], topP: "with-logprobs", samplesAtOnce: 8 }),
    chat: chatRoute({ topK: CAPS, topP: "with-logprobs", samplesAtOnce: 8, integerLogprobs: true, thinkingOff: LOCAL_THINKING_OFF }),
    thinkingOff: LOCAL_THINKING_OFF,
  },
  fireworks: {
    ...openAi,
    echo: echoRoute(),
    completions: completionsRoute({ topK: [5], topP: "with-logprobs", samplesAtOnce: 8 }),
    chat: chatRoute({ topK: [5], topP: "with-logprobs", samplesAtOnce: 8, thinkingOff: EFFORT_NONE }),
    thinkingOff: EFFORT_NONE,
  },
  // A model's own generation settings may set top_k there; -1 and 0 switch it off.
  vllm: {
    ...openAi,
    echo: echoRoute(),
    completions: completionsRoute({ topK: [20, 5], topP: "always", samplesAtOnce: 16, extra: { top_k: -1 } }),
    chat: chatRoute({ topK: CAPS, topP: "always", samplesAtOnce: 16, extra: { top_k: -1 }, thinkingOff: LOCAL_THINKING_OFF }),
    thinkingOff: LOCAL_THINKING_OFF,
  },
  "llama.cpp": {
    ...openAi,
    completions: completionsRoute({ topK: [100, 20], topP: "always", extra: { top_k: 0, cache_prompt: true } }),
    chat: chatRoute({ topK: [100, 20], topP: "always", extra: { top_k: 0, cache_prompt: true }, thinkingOff: LOCAL_THINKING_OFF }),
    thinkingOff: LOCAL_THINKING_OFF,
  },
  ollama: OLLAMA,
  openrouter: {
    ...openAi,
    chat: chatRoute({
      topK: CAPS,
      topP: "with-logprobs",
      // Without it a request may be routed to a host that drops the log-probabilities; with it, hosts without any are out of reach.
      extraForLogProbs: { provider: { require_parameters: true } },
      thinkingOff: [{ reasoning: { enabled: false } }],
    }),
    thinkingOff: [{ reasoning: { enabled: false } }],
  },
  cloudflare: {
    ...openAi,
    chat: chatRoute({ topK: CAPS, topP: "with-logprobs", schemaForm: "bare", thinkingOff: LOCAL_THINKING_OFF }),
    thinkingOff: LOCAL_THINKING_OFF,
  },
  gemini: GEMINI,
  anthropic: ANTHROPIC,
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof DIALECTS;

/** What an endpoint talks where nobody said. */
export const DEFAULT_DIALECT = "openai-compatible" satisfies DialectName;

export const DIALECT_NAMES: readonly DialectName[] = Object.keys(DIALECTS).filter(isDialectName);

export function isDialectName(name: unknown): name is DialectName {
  return typeof name === "string" && Object.hasOwn(DIALECTS, name);
}

export function dialectOf(name: DialectName): Dialect {
  return DIALECTS[name];
}
