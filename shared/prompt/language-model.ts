// What a tuner needs of a language model: how likely each label is after a prompt. One interface for HTTP endpoints, in-tab models and the
// simulated learner, so that the algorithm never knows which of them answers.

/** One turn of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** Raw text to be continued, or chat messages to be answered. Text never ends in white space. */
export type Prompt =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "chat"; readonly messages: readonly ChatMessage[] };

/** One answer that counts as a class. `form` is the exact continuation: with a leading space after raw text, without one in a chat. */
export interface Label {
  readonly name: string;
  readonly form: string;
}

/**
 * The rung of the scoring ladder an answer stands on. Losses of different rungs are never averaged together.
 * exact: every label's log-probability; top-k: those among the k likeliest tokens, the rest bounded; sampled: vote frequencies;
 * text: one answer, right or wrong; simulated: the in-context learner that is no language model.
 */
export const RUNGS = ["exact", "top-k", "sampled", "text", "simulated"] as const;
export type Rung = (typeof RUNGS)[number];

/** How a prompt is laid out: raw text to continue, one chat turn per demonstration, or one user message that holds the whole text. */
export const LAYOUTS = ["completion", "chat-turns", "chat"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What one answer cost. `attempts` counts requests sent, retries included. */
export interface Usage {
  readonly attempts: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

/** A share of probability below this on all labels together is none: the model answers something else. */
export const LEAST_LABEL_MASS = 1e-3;

export interface LabelScores {
  /** log P(label | prompt), renormalised over the labels: logSumExp is 0. Shape [labels]. */
  readonly logProbs: Float64Array;
  /** Sum of P(label | prompt) before renormalising, in [0, 1]; NaN where it cannot be known. */
  readonly labelMass: number;
  /** 1 where the label was not among the answers seen and its value is imputed. Shape [labels]. */
  readonly censored: Uint8Array;
  /**
   * Half-width in nats of the interval that holds each true value, 0 where exact. Shape [labels]. Only `top-k` knows it; absent elsewhere.
   */
  readonly uncertainty?: Float64Array;
  readonly rung: Rung;
  readonly usage: Usage;
}

export interface Capabilities {
  readonly rung: Rung;
  readonly layout: Layout;
  /** True when the same prompt always gets the same scores, so that they may be cached. */
  readonly deterministic: boolean;
  /** Requests it can usefully answer at the same time. */
  readonly concurrency: number;
  /** Requests that one answer about so many labels takes when none has to be repeated. Absent: always one. */
  readonly requestsPerAnswer?: (labels: number) => number;
}

export interface ScoreOptions {
  readonly signal?: AbortSignal;
  /** Seeds sampled answers; ignored by deterministic models. */
  readonly seed?: number;
  /** Called for each request as it is sent, also for those that fail or are cut off; by models that send any. */
  readonly onSent?: () => void;
}

export interface LanguageModel {
  /** Model, quantisation, engine, layout and rung: kept with every result and part of every cache key. */
  readonly id: string;
  readonly capabilities: Capabilities;
  /**
   * Scores the labels after one prompt.
   * @throws LanguageModelError when no answer could be had. An error is never a score.
   */
  scoreLabels(prompt: Prompt, labels: readonly Label[], options?: ScoreOptions): Promise<LabelScores>;
  dispose(): Promise<void>;
}
