// A provider in its good moments. Behind every route lies the same small made-up model over a whole vocabulary, so the truth of
// every answer is known.

import { hash32 } from "../shared/math/random.ts";

export interface MockAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface MockOptions {
  /** Routes that exist; the others give 404. Default: all. */
  readonly routes?: readonly string[];
  /** Most top_logprobs; more gets 400. Default 20. */
  readonly cap?: number;
}

const VOCABULARY = [
  " Great",
  " Terrible",
  " good",
  " bad",
  " positive",
  " negative",
  " pos",
  " neg",
  " yes",
  " no",
  " the",
  " a",
  " billing",
  " delivery",
  "Great",
  "Terrible",
  "positive",
  "negative",
  "pos",
  "GREAT",
  "\n",
  ".",
  " I",
  " It",
  " and",
  " movie",
  " film",
  " x",
  " y",
  " z",
];

/** The made-up model: probabilities over the vocabulary after a text, sharp enough that labels matter. Sums to 1. */
export function distributionAfter(text: string): Map<string, number> {
  const total = totalWeight(text);
  return new Map(VOCABULARY.map((token) => [token, weightOf(text, token) / total]));
}

function weightOf(text: string, token: string): number {
  return Math.exp((hash32(`${text}|${token}`) / 2 ** 32) * 6);
}

function totalWeight(text: string): number {
  return VOCABULARY.reduce((sum, token) => sum + weightOf(text, token), 0);
}

/** A label outside the vocabulary is of several tokens and has a quarter of a token's probability: any task's label words are answered. */
function probabilityOf(text: string, label: string): number {
  return distributionAfter(text).get(label) ?? weightOf(text, label) / totalWeight(text) / 4;
}

export function textOfBody(body: Record<string, unknown>): string {
  return typeof body.prompt === "string" ? body.prompt : JSON.stringify(body.messages ?? body.contents ?? "");
}

export function mockAnswer({ path, body }: { path: string; body: Record<string, unknown> }, { routes, cap = 20 }: MockOptions): MockAnswer {
  const route = path.replace(/^\/v1/, "");
  if (routes && !routes.includes(route)) return { status: 404, body: { error: { message: "no such route" } } };
  const text = textOfBody(body);
  const usage = { prompt_tokens: Math.ceil(text.length / 4), completion_tokens: 1 };
  const top = [...distributionAfter(text)].sort((a, b) => b[1] - a[1]);
  const entries = (k: number) => top.slice(0, k).map(([token, p]) => ({ token, logprob: Math.log(p), bytes: [...Buffer.from(token)] }));
  switch (route) {
    case "/score": {
      const labels = Array.isArray(body.labels) ? body.labels.map(String) : [];
      return { status: 200, body: { logprobs: labels.map((label) => Math.log(probabilityOf(text, label))), usage } };
    }
    case "/completions": {
      const k = Number(body.logprobs ?? 0);
      if (k > cap) return refusal("logprobs");
      const logprobs = {
        tokens: [top[0]?.[0]],
        token_logprobs: [Math.log(top[0]?.[1] ?? 1)],
        top_logprobs: [Object.fromEntries(top.slice(0, k).map(([t, p]) => [t, Math.log(p)]))],
      };
      return { status: 200, body: { model: body.model, choices: [{ text: top[0]?.[0], logprobs: k > 0 ? logprobs : null }], usage } };
    }
    case "/chat/completions": {
      // In words it knows what everybody knows, so that a connection test finds it able.
      const said = /music was wonderful/.test(text) ? "positive" : top[0]?.[0];
      const k = Number(body.top_logprobs ?? 0);
      if (k > cap) return refusal("top_logprobs");
      const logprobs = k > 0 ? { content: [{ ...entries(1)[0], top_logprobs: entries(k) }] } : null;
      const choices = Array.from({ length: Number(body.n ?? 1) }, (_, index) => ({
        index,
        message: { role: "assistant", content: said },
        logprobs,
      }));
      return { status: 200, body: { model: body.model, choices, usage } };
    }
    // Ollama's own API, for raw text and for chat.
    case "/api/generate":
    case "/api/chat": {
      const k = Number(body.top_logprobs ?? 0);
      if (k > cap) return refusal("top_logprobs");
      const said = top[0]?.[0];
      const answer = route === "/api/chat" ? { message: { role: "assistant", content: said } } : { response: said };
      const logprobs = k > 0 ? { logprobs: [{ ...entries(1)[0], top_logprobs: entries(k) }] } : {};
      const counts = { prompt_eval_count: usage.prompt_tokens, eval_count: usage.completion_tokens };
      return { status: 200, body: { model: body.model, ...answer, done: true, ...logprobs, ...counts } };
    }
    case "/api/tags":
      return { status: 200, body: { models: [{ name: "known-model:latest" }] } };
    case "/models":
      return { status: 200, body: { data: [{ id: "known-model" }] } };
    default:
      return { status: 404, body: { error: { message: "no such route" } } };
  }
}

function refusal(param: string): MockAnswer {
  return { status: 400, body: { error: { message: "too large", type: "invalid_request_error", param } } };
}
