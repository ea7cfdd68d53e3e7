// Asks an endpoint one query in the way its capability record says, and scores the labels.

import type { Label, LabelScores, Prompt, ScoreOptions, Usage } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { EchoedToken, Generated, Question } from "../dialects/dialect.ts";
import type { ModelReply } from "../transport/transport.ts";
import { scoreText, scoreVotes } from "./answers.ts";
import type { CapabilityRecord } from "./capability-record.ts";
import { type Connection, send } from "./connection.ts";
import { exactForms, scoreExact } from "./exact.ts";
import { samplesAtOnce } from "./requests-per-answer.ts";
import { scoreTopTokens } from "./top-tokens.ts";

export interface LabelQuery {
  readonly prompt: Prompt;
  readonly labels: readonly Label[];
  readonly options: ScoreOptions;
}

export function scoreQuery(connection: Connection, record: CapabilityRecord, query: LabelQuery): Promise<LabelScores> {
  switch (record.rung) {
    case "exact":
      return record.route === "score" ? scoreByExtension(connection, query) : scoreByEcho(connection, query);
    case "top-k":
      return scoreByTopTokens(connection, record, query);
    case "sampled":
      return scoreBySamples(connection, record, query);
    case "text":
      return scoreByText(connection, record, query);
    case "simulated":
      throw new TypeError("a simulated model is not asked over HTTP");
  }
}

/** Most tokens of an answer in words. */
export const ANSWER_TOKENS = 16;

/** One request to a generating route. @throws LanguageModelError `text-refused` where a filter keeps every answer back. */
export async function generate(
  connection: Connection,
  route: "completions" | "chat",
  question: Question & { readonly signal?: AbortSignal | undefined; readonly onSent?: (() => void) | undefined },
): Promise<{ readonly reply: ModelReply; readonly generated: Generated }> {
  const ask = connection.dialect[route];
  if (!ask) throw new TypeError(`the dialect has no ${route} route`);
  const size = { promptChars: charsOf(question.prompt), completionTokens: question.maxTokens * question.samples };
  const reply = await send(
    connection,
    { url: ask.path(connection.endpoint), body: ask.body(connection.endpoint, question), size, onSent: question.onSent },
    question.signal,
  );
  const generated = ask.read(reply.json);
  if (generated.refused && !generated.answers.some(({ text, first }) => text !== undefined || first)) {
    throw new LanguageModelError("text-refused", { detail: new URL(connection.endpoint.url).host });
  }
  return { reply, generated };
}

export function charsOf(prompt: Prompt): number {
  return prompt.type === "text" ? prompt.text.length : prompt.messages.reduce((sum, message) => sum + message.content.length + 16, 0);
}

async function scoreByExtension(connection: Connection, { prompt, labels, options }: LabelQuery): Promise<LabelScores> {
  const route = connection.dialect.score;
  if (!route) throw new TypeError("the dialect has no score route");
  const { endpoint } = connection;
  const size = { promptChars: charsOf(prompt), completionTokens: 0 };
  const reply = await send(
    connection,
    { url: route.path(endpoint), body: route.body(endpoint, prompt, exactForms(labels)), size, onSent: options.onSent },
    options.signal,
  );
  return { ...scoreExact(route.read(reply.json), labels), usage: usageOf([reply]) };
}

async function scoreByEcho(connection: Connection, { prompt, labels, options }: LabelQuery): Promise<LabelScores> {
  const route = connection.dialect.echo;
  if (!route || prompt.type !== "text") throw new TypeError("echo scores raw text only");
  const replies: ModelReply[] = [];
  const logProbs: number[] = [];
  // One after the other, so that the server's cache holds the shared prefix.
  for (const form of exactForms(labels)) {
    const text = prompt.text + form;
    const request = { url: route.path(connection.endpoint), body: route.body(connection.endpoint, text), onSent: options.onSent };
    const reply = await send(connection, { ...request, size: { promptChars: text.length, completionTokens: 1 } }, options.signal);
    const tokens = route.read(reply.json);
    if (!tokens) throw new LanguageModelError("malformed-answer", { detail: "the endpoint stopped echoing" });
    replies.push(reply);
    logProbs.push(endingLogProb(tokens, form));
  }
  return { ...scoreExact(logProbs, labels), usage: usageOf(replies) };
}

/** Sum over the last tokens, which must spell the form exactly: no token may reach from the prompt into the label. */
function endingLogProb(tokens: readonly EchoedToken[], form: string): number {
  let spelled = "";
  let sum = 0;
  for (let i = tokens.length - 1; i >= 0 && spelled.length < form.length; i--) {
    const token = tokens[i];
    spelled = (token?.text ?? "") + spelled;
    sum += token?.logProb ?? Number.NaN;
  }
  if (spelled !== form) throw new LanguageModelError("label-boundary");
  return sum;
}

async function scoreByTopTokens(
  connection: Connection,
  record: CapabilityRecord,
  { prompt, labels, options }: LabelQuery,
): Promise<LabelScores> {
  const { topK, quirks } = record;
  const maxTokens = quirks.firstTokens ?? 1;
  const question = { prompt, topK, maxTokens, samples: 1, temperature: 1, quirks, signal: options.signal, onSent: options.onSent };
  const { reply, generated } = await generate(connection, generating(record), question);
  const first = generated.answers[0]?.first;
  if (!first) throw new LanguageModelError("malformed-answer", { detail: "the log-probabilities are missing" });
  return { ...scoreTopTokens(first, labels, topK), usage: usageOf([reply]) };
}

async function scoreBySamples(
  connection: Connection,
  record: CapabilityRecord,
  { prompt, labels, options }: LabelQuery,
): Promise<LabelScores> {
  const { quirks, votes } = record;
  const route = generating(record);
  const atOnce = samplesAtOnce(connection.dialect, record);
  const replies: ModelReply[] = [];
  const answers: string[] = [];
  for (let asked = 0; asked < votes; asked += atOnce) {
    const samples = Math.min(atOnce, votes - asked);
    const seed = options.seed === undefined || quirks.refuses?.includes("seed") ? undefined : options.seed + asked;
    const question = {
      prompt,
      topK: 0,
      maxTokens: ANSWER_TOKENS,
      samples,
      temperature: 1,
      seed,
      quirks,
      signal: options.signal,
      onSent: options.onSent,
    };
    const { reply, generated } = await generate(connection, route, question);
    replies.push(reply);
    answers.push(...generated.answers.slice(0, samples).flatMap(({ text }) => text ?? []));
  }
  // A server that gives fewer than it was asked for has voted less often; one that gives none has not answered.
  if (answers.length === 0) throw new LanguageModelError("no-answer");
  return { ...scoreVotes(answers, labels), usage: usageOf(replies) };
}

async function scoreByText(
  connection: Connection,
  record: CapabilityRecord,
  { prompt, labels, options }: LabelQuery,
): Promise<LabelScores> {
  const question = {
    prompt,
    topK: 0,
    maxTokens: ANSWER_TOKENS,
    samples: 1,
    temperature: record.quirks.refuses?.includes("temperature") ? 1 : 0,
    quirks: record.quirks,
    signal: options.signal,
    onSent: options.onSent,
  };
  const { reply, generated } = await generate(connection, generating(record), question);
  const text = generated.answers[0]?.text;
  if (text === undefined) throw new LanguageModelError("no-answer");
  return { ...scoreText(text, labels), usage: usageOf([reply]) };
}

function generating(record: CapabilityRecord): "completions" | "chat" {
  return record.route === "completions" ? "completions" : "chat";
}

function usageOf(replies: readonly ModelReply[]): Usage {
  const total = (of: (reply: ModelReply) => number): number => replies.reduce((sum, reply) => sum + of(reply), 0);
  return {
    attempts: total((reply) => reply.attempts),
    promptTokens: total((reply) => reply.usage.promptTokens),
    cachedTokens: total((reply) => reply.usage.cachedTokens),
    completionTokens: total((reply) => reply.usage.completionTokens),
  };
}
