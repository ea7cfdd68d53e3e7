// Tries one way of asking an endpoint with one small request after another, until it answers or it is clear that it does not.
// Gives undefined when the endpoint has no such route; throws what no other route could mend.

import type { Layout } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { type Connection, send } from "../connection.ts";
import type { Quirks } from "../dialects/dialect.ts";
import { ANSWER_TOKENS, charsOf, generate } from "../scoring/score-query.ts";
import type { TopToken } from "../scoring/top-tokens.ts";
import { probeLabels, probePrompt } from "./probe-prompts.ts";

export interface Found {
  readonly topK: number;
  readonly quirks: Quirks;
  readonly reportedModel: string | undefined;
}

const NO_QUIRKS: Quirks = { tokenLimit: "max_tokens", thinkingOff: -1 };

export async function probeScore(connection: Connection, layout: Layout, signal?: AbortSignal): Promise<Found | undefined> {
  const route = connection.dialect.score;
  if (!route) return undefined;
  const { endpoint } = connection;
  const prompt = probePrompt(layout);
  const forms = probeLabels(layout).map((label) => label.form);
  const size = { promptChars: charsOf(prompt), completionTokens: 0 };
  const reply = await absent(send(connection, { url: route.path(endpoint), body: route.body(endpoint, prompt, forms), size }, signal));
  if (!reply || route.read(reply.json).length !== forms.length) return undefined;
  return { topK: 0, quirks: NO_QUIRKS, reportedModel: undefined };
}

export async function probeEcho(connection: Connection, signal?: AbortSignal): Promise<Found | undefined> {
  const route = connection.dialect.echo;
  const prompt = probePrompt("completion");
  if (!route || prompt.type !== "text") return undefined;
  const size = { promptChars: prompt.text.length, completionTokens: 1 };
  const request = { url: route.path(connection.endpoint), body: route.body(connection.endpoint, prompt.text), size };
  const reply = await absent(send(connection, request, signal));
  const tokens = reply && route.read(reply.json);
  // The tokens of the whole text, not of some of it: a server that ignores echo gives one.
  if (
    !tokens
      ?.map((token) => token.text)
      .join("")
      .endsWith(prompt.text)
  )
    return undefined;
  return { topK: 0, quirks: NO_QUIRKS, reportedModel: undefined };
}

/** Looks for the largest number of log-probabilities, the name of the length limit and a way to turn thinking off. */
export async function probeGenerate(
  connection: Connection,
  { route, layout, signal }: { route: "completions" | "chat"; layout: Layout; signal?: AbortSignal | undefined },
): Promise<Found | undefined> {
  const caps = [...(connection.dialect[route]?.topK ?? []), 0];
  if (!connection.dialect[route]) return undefined;
  const prompt = probePrompt(layout);
  const limits = route === "chat" ? (["max_tokens", "max_completion_tokens"] as const) : (["max_tokens"] as const);
  let variants = caps.flatMap((topK) => limits.map((tokenLimit) => ({ topK, tokenLimit })));
  let thinkingOff = -1;
  let refused: LanguageModelError | undefined;
  for (let variant = variants.shift(); variant; variant = variants.shift()) {
    const { topK, tokenLimit } = variant;
    const quirks = { tokenLimit, thinkingOff };
    const maxTokens = topK > 0 ? 1 : ANSWER_TOKENS;
    try {
      const { generated } = await generate(connection, route, { prompt, topK, maxTokens, samples: 1, temperature: 1, quirks, signal });
      const first = generated.answers[0]?.first;
      if (generated.thought || first?.some(opensThought) || opensThought({ text: generated.answers[0]?.text ?? "", logProb: 0 })) {
        thinkingOff++;
        if (thinkingOff >= connection.dialect.thinkingOff.length) throw new LanguageModelError("thinking");
        variants = [variant, ...variants];
      } else if (topK > 0 && !first) {
        // The field is taken and nothing comes of it: fewer would bring no more.
        variants = variants.filter((other) => other.topK === 0 && other.tokenLimit === tokenLimit);
      } else if (generated.answers.length === 0) {
        throw new LanguageModelError("malformed-answer", { detail: "no answer in the reply" });
      } else {
        return { topK: first ? topK : 0, quirks, reportedModel: generated.model };
      }
    } catch (error) {
      if (!(error instanceof LanguageModelError)) throw error;
      if (error.code === "not-found") return undefined;
      if (error.code !== "bad-request") throw error;
      refused = error;
      if (thinkingOff >= 0 && thinkingOff + 1 < connection.dialect.thinkingOff.length) {
        // This way of turning thinking off is not known here; the next one may be.
        thinkingOff++;
        variants = [variant, ...variants];
      } else variants = variants.filter((other) => !shares(other, variant, error.facts.field));
    }
  }
  throw refused ?? new LanguageModelError("bad-request");
}

/** True when the field the endpoint complained about is the same in another variant. */
function shares(
  other: { topK: number; tokenLimit: string },
  refused: { topK: number; tokenLimit: string },
  field: string | undefined,
): boolean {
  if (field === "max_tokens" || field === "max_completion_tokens") return other.tokenLimit === refused.tokenLimit;
  if (field === "top_logprobs" || field === "logprobs") return other.topK === refused.topK;
  return false;
}

function opensThought(token: TopToken): boolean {
  return token.logProb > -0.7 && /^\s*<(?:think|thought|\|channel|\|start_of_thinking)/i.test(token.text);
}

/** A refusal of the route itself means that there is none. */
async function absent<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    const missing = error instanceof LanguageModelError && ["not-found", "bad-request", "not-json", "redirected"].includes(error.code);
    if (missing) return undefined;
    throw error;
  }
}
