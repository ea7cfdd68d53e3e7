// Tries one way of asking an endpoint with one small request after another, until it answers or it is clear that it does not.
// Gives undefined when the endpoint has no such route; throws what no other route could mend.

import { beginsThought } from "../../../shared/checkers/reading/without-thoughts.ts";
import { type Label, type Layout, LEAST_LABEL_MASS } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Generated, TopToken } from "../dialects/dialect.ts";
import { ANSWER_TOKENS } from "../scoring/answer-tokens.ts";
import { labelNamed } from "../scoring/answers.ts";
import { type Connection, send } from "../scoring/connection.ts";
import { charsOf, generate } from "../scoring/generate.ts";
import { scoreTopTokens } from "../scoring/top-tokens.ts";
import { probeLabels, probePrompt } from "./probe-prompts.ts";
import { type Answered, type AskProbe, type Found, NO_QUIRKS, type Refused, type Start, settle, type Unlabelled } from "./settle.ts";

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

/** One small question. The same request is not sent twice: not every dialect has every quirk. */
function asker(connection: Connection, { route, layout, signal }: Place): AskProbe {
  const known = new Map<string, Awaited<ReturnType<AskProbe>>>();
  const prompt = probePrompt(layout);
  return async (topK, quirks) => {
    const maxTokens = topK > 0 ? (quirks.firstTokens ?? 1) : ANSWER_TOKENS;
    const question = { prompt, topK, maxTokens, samples: 1, temperature: 1, quirks, signal };
    const key = JSON.stringify(connection.dialect[route]?.body(connection.endpoint, question));
    const answer =
      known.get(key) ?? (await generate(connection, route, question).then(({ generated }) => readAnswer(generated, topK, layout), refusal));
    known.set(key, answer);
    return answer.type === "refused" ? answer : { ...answer, found: { ...answer.found, quirks } };
  };
}

/** @throws LanguageModelError `no-answer` or `malformed-answer` where there is nothing to read. */
function readAnswer({ answers, thought, model }: Generated, topK: number, layout: Layout): Answered | Unlabelled {
  const [answer] = answers;
  if (!answer && topK === 0) throw new LanguageModelError("malformed-answer", { detail: "no answer in the reply" });
  const labels = probeLabels(layout);
  const first = topK > 0 ? answer?.first : undefined;
  // Probabilities that are none are as good as none.
  const mass = first && labelMassOf(first, labels, topK);
  const [likeliest] = [...(first ?? [])].sort((a, b) => b.logProb - a.logProb);
  const begins = likeliest?.text ?? answer?.text;
  const found: Found = { topK: mass === undefined ? 0 : topK, quirks: NO_QUIRKS, reportedModel: model, begins };
  // Where the first token is the label, thoughts that the reply tells of are the label in the wrong place.
  if (mass !== undefined && mass >= CLEAR_LABEL_MASS) return { type: "found", found };
  if (thought || beginsThought(begins ?? "")) return { type: "unlabelled", found, thought: true };
  if (topK === 0 && answer?.text === undefined) throw new LanguageModelError("no-answer");
  const none = mass === undefined ? labelNamed(answer?.text ?? "", labels) < 0 : mass < LEAST_LABEL_MASS;
  return none ? { type: "unlabelled", found, thought: false } : { type: "found", found };
}

function labelMassOf(first: readonly TopToken[], labels: readonly Label[], topK: number): number | undefined {
  try {
    return scoreTopTokens(first, labels, topK).labelMass;
  } catch (error) {
    if (error instanceof LanguageModelError && error.code === "malformed-answer") return undefined;
    throw error;
  }
}

const CLEAR_LABEL_MASS = 0.5;

function refusal(error: unknown): Refused {
  if (error instanceof LanguageModelError && error.code === "bad-request") return { type: "refused", error };
  throw error;
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
