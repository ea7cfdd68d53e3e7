// Tries one way of asking an endpoint with one small request after another, until it answers or it is clear that it does not.
// Gives undefined when the endpoint has no such route; throws what no other route could mend.

import type { Layout } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Generated, Quirks, TopToken } from "../dialects/dialect.ts";
import { type Connection, send } from "../scoring/connection.ts";
import { ANSWER_TOKENS, charsOf, generate } from "../scoring/score-query.ts";
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
export async function probeGenerate(connection: Connection, place: Place): Promise<Found | undefined> {
  const caps = connection.dialect[place.route]?.topK;
  if (!caps) return undefined;
  const ask = asker(connection, place);
  // Raw text has no thinking to turn off.
  const ways = place.route === "chat" ? connection.dialect.thinkingOff.length : 0;
  const count = place.route === "chat" ? "top_logprobs" : "logprobs";
  let start: Start = { ways, quirks: NO_QUIRKS, limitKnown: false };
  try {
    for (const topK of caps) {
      const settled = await settle(ask, topK, start);
      if (settled.type === "found" && settled.found.topK > 0) return settled.found;
      if (settled.type === "found") break;
      start = { ...start, quirks: settled.quirks };
      // A refusal of something else may come from thinking, or from a limit of one token.
      if (settled.error.facts.field !== count) break;
    }
    const words = await settle(ask, 0, start);
    if (words.type === "refused") throw words.error;
    const { found } = words;
    const patient = { ...found.quirks, firstTokens: ANSWER_TOKENS };
    const tries = [...caps.map((topK) => ({ topK, quirks: found.quirks })), ...caps.slice(-1).map((topK) => ({ topK, quirks: patient }))];
    for (const { topK, quirks } of tries) {
      const settled = await settle(ask, topK, { ways, quirks, limitKnown: true });
      // Where the field is taken and nothing comes of it, fewer would bring no more.
      if (settled.type === "found") return settled.found.topK > 0 ? settled.found : found;
    }
    return found;
  } catch (error) {
    if (error instanceof LanguageModelError && error.code === "not-found") return undefined;
    throw error;
  }
}

interface Place {
  readonly route: "completions" | "chat";
  readonly layout: Layout;
  readonly signal?: AbortSignal | undefined;
}

type Refused = { readonly type: "refused"; readonly error: LanguageModelError };
type Answered = { readonly type: "found"; readonly found: Found };
type Ask = (topK: number, quirks: Quirks) => Promise<Answered | Refused | { readonly type: "thought" }>;

/** One small question. The same request is not sent twice: not every dialect has every quirk. */
function asker(connection: Connection, { route, layout, signal }: Place): Ask {
  const known = new Map<string, Awaited<ReturnType<Ask>>>();
  const prompt = probePrompt(layout);
  return async (topK, quirks) => {
    const maxTokens = topK > 0 ? (quirks.firstTokens ?? 1) : ANSWER_TOKENS;
    const question = { prompt, topK, maxTokens, samples: 1, temperature: 1, quirks, signal };
    const key = JSON.stringify(connection.dialect[route]?.body(connection.endpoint, question));
    const answer =
      known.get(key) ?? (await generate(connection, route, question).then(({ generated }) => readAnswer(generated, topK), refusal));
    known.set(key, answer);
    return answer.type === "found" ? { ...answer, found: { ...answer.found, quirks } } : answer;
  };
}

function readAnswer({ answers, thought, model }: Generated, topK: number): Awaited<ReturnType<Ask>> {
  const first = answers[0]?.first;
  if (thought || first?.some(opensThought) || opensThought({ text: answers[0]?.text ?? "", logProb: 0 })) return { type: "thought" };
  if (topK === 0 && answers.length === 0) throw new LanguageModelError("malformed-answer", { detail: "no answer in the reply" });
  return { type: "found", found: { topK: first ? topK : 0, quirks: NO_QUIRKS, reportedModel: model } };
}

function refusal(error: unknown): Refused {
  if (error instanceof LanguageModelError && error.code === "bad-request") return { type: "refused", error };
  throw error;
}

interface Start {
  /** How many ways there are to turn thinking off. */
  readonly ways: number;
  readonly quirks: Quirks;
  readonly limitKnown: boolean;
}

/**
 * Asks for so many log-probabilities, under either name of the length limit, and with one way after another to turn thinking off: once a thought
 * was seen, or where even words are refused. What is refused comes with the quirks known by then. @throws LanguageModelError `thinking`.
 */
async function settle(ask: Ask, topK: number, { ways, quirks, limitKnown }: Start): Promise<Answered | (Refused & { quirks: Quirks })> {
  let { tokenLimit } = quirks;
  let thought = false;
  let error = new LanguageModelError("bad-request");
  for (let { thinkingOff } = quirks; thinkingOff < ways; thinkingOff++) {
    let answer = await ask(topK, { ...quirks, tokenLimit, thinkingOff });
    const field = answer.type === "refused" ? answer.error.facts.field : "";
    if (!limitKnown && thinkingOff === quirks.thinkingOff && (field === undefined || field === "max_tokens")) {
      const other = await ask(topK, { ...quirks, tokenLimit: "max_completion_tokens", thinkingOff });
      if (field === "max_tokens" || other.type !== "refused") {
        tokenLimit = "max_completion_tokens";
        answer = other;
      }
    }
    if (answer.type === "found") return answer;
    if (answer.type === "thought") thought = true;
    else error = answer.error;
    if (topK > 0 && !thought) break;
  }
  if (thought) throw new LanguageModelError("thinking");
  return { type: "refused", error, quirks: { ...quirks, tokenLimit } };
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
