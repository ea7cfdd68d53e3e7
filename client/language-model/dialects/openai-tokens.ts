// Log-probabilities of an answer's tokens in OpenAI's shapes: a list of places, or arrays beside one another.

import { fieldOf, listOf, numberOf, recordOf, stringOf } from "../transport/json.ts";
import type { Answer, TokenStep, TopToken } from "./dialect.ts";

/** What an answer holds of its tokens: nothing where the endpoint gives none. */
export function tokensOf(steps: readonly TokenStep[]): Pick<Answer, "first" | "steps"> {
  const [{ top: first } = { top: [] }, ...later] = steps;
  if (first.length === 0) return { first: undefined };
  // Some versions of SGLang repeat the first place's tokens at every other.
  const told = later.length > 0 && !later.every(({ top }) => JSON.stringify(top) === JSON.stringify(first));
  return { first, ...(told ? { steps } : {}) };
}

/** The places of an answer in the chat shape, or in parallel arrays with an object or a list for each. */
export function stepsOf(logprobs: unknown): readonly TokenStep[] {
  const content = listOf(fieldOf(logprobs, "content"));
  if (content.length > 0) return chatSteps(content);
  const written = listOf(fieldOf(logprobs, "tokens"));
  return listOf(fieldOf(logprobs, "top_logprobs")).map((top, i) => ({ written: stringOf(written[i]) ?? "", top: topOf(top) }));
}

/** Of consecutive positions in the chat shape. */
export function chatSteps(positions: readonly unknown[]): readonly TokenStep[] {
  return positions.map((position) => ({ written: stringOf(fieldOf(position, "token")) ?? "", top: chatTokens(position) ?? [] }));
}

function topOf(top: unknown): readonly TopToken[] {
  if (Array.isArray(top)) return top.flatMap(tokenOf);
  return Object.entries(recordOf(top) ?? {}).flatMap(([text, value]) => {
    const logProb = numberOf(value);
    return logProb === undefined ? [] : [{ text, logProb }];
  });
}

/** The likeliest tokens of one position in the chat shape, the chosen one among them. */
export function chatTokens(position: unknown): readonly TopToken[] | undefined {
  const top = listOf(fieldOf(position, "top_logprobs")).flatMap(tokenOf);
  if (top.length === 0) return undefined;
  const [chosen] = tokenOf(position);
  return chosen && !top.some((token) => token.text === chosen.text) ? [...top, chosen] : top;
}

function tokenOf(entry: unknown): TopToken[] {
  const text = stringOf(fieldOf(entry, "token"));
  const logProb = numberOf(fieldOf(entry, "logprob"));
  const bytes = fieldOf(entry, "bytes");
  if (text === undefined || logProb === undefined) return [];
  return [{ text, logProb, ...(Array.isArray(bytes) ? { bytes: bytes.flatMap((byte) => numberOf(byte) ?? []) } : {}) }];
}
