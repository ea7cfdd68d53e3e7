// Asks an endpoint one query in the way its capability record says, and scores the labels.

import type { Label, LabelScores, Prompt, ScoreOptions, Usage, WordsAnswer } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { EchoedToken } from "../dialects/dialect.ts";
import type { ModelReply } from "../transport/transport.ts";
import { answerTokens } from "./answer-tokens.ts";
import { scoreText, scoreVotes } from "./answers.ts";
import { mayBeginAlike, tokensToPart } from "./begin-alike.ts";
import type { CapabilityRecord } from "./capability-record.ts";
import { type Connection, send } from "./connection.ts";
import { exactForms, scoreExact } from "./exact.ts";
import { charsOf, generate } from "./generate.ts";
import { samplesAtOnce } from "./requests-per-answer.ts";
import { scoreSteps } from "./top-tokens.ts";

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
  const forms = labels.map(({ form }) => form);
  const alike = mayBeginAlike(forms) || shareFirstToken(record, labels);
  const replies: ModelReply[] = [];
  for (let follow = alike; ; follow = true) {
    const maxTokens = Math.max(quirks.firstTokens ?? 1, follow ? tokensToPart(forms) : 1);
    const question = { prompt, topK, maxTokens, samples: 1, temperature: 1, quirks, signal: options.signal, onSent: options.onSent };
    const { reply, generated } = await generate(connection, generating(record), question);
    replies.push(reply);
    const [answer] = generated.answers;
    if (!answer?.first) throw new LanguageModelError("malformed-answer", { detail: "the log-probabilities are missing" });
    const { scores, unresolved } = scoreSteps(answer.steps ?? [{ written: "", top: answer.first }], labels, topK);
    if (unresolved <= scores.labelMass) return { ...scores, usage: usageOf(replies) };
    // What was written can be followed; another time something else may be written. Where nothing can be followed, nothing will come of it.
    const inVain = follow && answer.steps === undefined;
    if (inVain || replies.length >= MOST_FOLLOWED_ANSWERS) throw new LanguageModelError("label-overlap");
  }
}

const MOST_FOLLOWED_ANSWERS = 3;

function shareFirstToken({ sharedFirstTokens }: CapabilityRecord, labels: readonly Label[]): boolean {
  return sharedFirstTokens.some((group) => labels.filter(({ name }) => group.includes(name)).length > 1);
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
      maxTokens: answerTokens(labels),
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

async function scoreByText(connection: Connection, record: CapabilityRecord, query: LabelQuery): Promise<LabelScores> {
  const { text, usage } = await askInWords(connection, record, query);
  return { ...scoreText(text, query.labels), usage };
}

/** One answer in words, as the rung `text` asks for it. */
export async function askInWords(
  connection: Connection,
  record: CapabilityRecord,
  { prompt, labels, options }: LabelQuery,
): Promise<WordsAnswer> {
  const question = {
    prompt,
    topK: 0,
    maxTokens: answerTokens(labels),
    samples: 1,
    temperature: record.quirks.refuses?.includes("temperature") ? 1 : 0,
    quirks: record.quirks,
    signal: options.signal,
    onSent: options.onSent,
  };
  const { reply, generated } = await generate(connection, generating(record), question);
  const text = generated.answers[0]?.text;
  if (text === undefined) throw new LanguageModelError("no-answer");
  return { text, usage: usageOf([reply]) };
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
