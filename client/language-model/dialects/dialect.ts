// A dialect: how one family of endpoints is asked for an answer and how its reply reads. Data and pure functions, no I/O.

import type { Prompt, StructuredBy } from "../../../shared/prompt/language-model.ts";
import type { TokenUsage } from "../transport/transport.ts";

export interface Endpoint {
  /** Base address without a slash at its end. */
  readonly url: string;
  readonly model: string;
}

/** Small differences between models of one endpoint, found by the probe. */
export interface Quirks {
  /** Name of the field that limits the answer's length. */
  readonly tokenLimit: "max_tokens" | "max_completion_tokens";
  /** Which of the dialect's ways to turn thinking off is used; -1: none. */
  readonly thinkingOff: number;
  /** Tokens to ask for where only the first is read. Absent: one. */
  readonly firstTokens?: number;
  /** What is refused and left out: several answers in one request, a seed, a temperature, top_p. */
  readonly refuses?: readonly ("samples" | "seed" | "temperature" | "top_p")[];
}

export interface Question {
  readonly prompt: Prompt;
  /** How many likeliest tokens to return; 0: none. */
  readonly topK: number;
  readonly maxTokens: number;
  /** Answers in one request. */
  readonly samples: number;
  readonly temperature: number;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[] | undefined;
  /** The answer is to be JSON of this schema; empty: of any. */
  readonly json?: object | undefined;
  readonly seed?: number | undefined;
  readonly quirks: Quirks;
}

export interface TopToken {
  readonly text: string;
  /**
   * UTF-8 bytes, where the endpoint gives them: a token may end inside a character, and its text is then whatever the endpoint makes of
   * that.
   */
  readonly bytes?: readonly number[] | undefined;
  readonly logProb: number;
}

export interface Answer {
  /** undefined where there is no answer in words: nothing, a tool call, thoughts alone. */
  readonly text: string | undefined;
  /** The likeliest first tokens, where the endpoint gives them. */
  readonly first: readonly TopToken[] | undefined;
  /** Every place of the answer, where it has more than one and the endpoint gives their tokens. */
  readonly steps?: readonly TokenStep[];
}

/** One place of an answer. */
export interface TokenStep {
  /** Text of the token that was written. */
  readonly written: string;
  /** The likeliest tokens there. */
  readonly top: readonly TopToken[];
}

export type AnswerEnding = "end" | "cut" | "filtered";

export interface Generated {
  /** One per sample. */
  readonly answers: readonly Answer[];
  /** How each answer ended: by itself, at its limit of tokens, or because a filter or the model kept the rest back. */
  readonly endings: readonly AnswerEnding[];
  /** True where a filter, or the model itself, keeps an answer to this text back. */
  readonly refused: boolean;
  /** True when the model wrote thoughts before its answer. */
  readonly thought: boolean;
  /** The model's name as the endpoint tells it. */
  readonly model: string | undefined;
}

/** Generates after raw text or chat messages. */
export interface GenerateRoute {
  /** Sizes of top_logprobs to try, largest first; empty where there are none. */
  readonly topK: readonly number[];
  /** Most answers one request may ask for. */
  readonly samplesAtOnce: number;
  /** The means by which JSON is asked for; absent where there are none. */
  readonly structuredBy?: Exclude<StructuredBy, "prompt">;
  path(endpoint: Endpoint): string;
  body(endpoint: Endpoint, question: Question): Readonly<Record<string, unknown>>;
  read(json: unknown): Generated;
}

/** Exact log P(form | prompt): the extension of our own local server. */
export interface ScoreRoute {
  path(endpoint: Endpoint): string;
  body(endpoint: Endpoint, prompt: Prompt, forms: readonly string[]): Readonly<Record<string, unknown>>;
  /** One log-probability per form. */
  read(json: unknown): readonly number[];
}

/** Log-probabilities of a text's own tokens, by echo. */
export interface EchoRoute {
  path(endpoint: Endpoint): string;
  body(endpoint: Endpoint, text: string): Readonly<Record<string, unknown>>;
  /** The text's tokens in order; undefined when the endpoint did not really echo. */
  read(json: unknown): readonly EchoedToken[] | undefined;
}

export interface EchoedToken {
  readonly text: string;
  /** Log-probability after the tokens before; undefined for the first. */
  readonly logProb: number | undefined;
}

export interface Dialect {
  /** Routes by preference: exact first. Raw text goes to `completions`, chat messages to `chat`. */
  readonly score?: ScoreRoute;
  readonly echo?: EchoRoute;
  readonly completions?: GenerateRoute;
  readonly chat?: GenerateRoute;
  /** Ways to turn thinking off, as fields added to a request's body, tried in order. */
  readonly thinkingOff: readonly Readonly<Record<string, unknown>>[];
  /** Credentials and whatever else the endpoint insists on. Content-Type is added to all. */
  headers(key: string | undefined): Readonly<Record<string, string>>;
  readUsage(json: unknown): TokenUsage | undefined;
  /** Address that lists the models, where there is one. */
  modelsPath?(endpoint: Endpoint): string;
}
