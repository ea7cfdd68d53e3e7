// The interface of a language model, as tuning needs it: how likely is each label after a prompt? HTTP endpoints, in-tab models and the
// simulated learner all have this interface, so the algorithm never knows which of them answers.

/** One turn of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A raw text that the model continues, or chat messages that it answers. A raw text never ends in white space. */
export type Prompt =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "chat"; readonly messages: readonly ChatMessage[] };

/** An answer that counts as a class. `form` is the exact continuation: after a raw text with a leading space, in a chat without one. */
export interface Label {
  readonly name: string;
  readonly form: string;
}

/**
 * The rung of the scoring ladder on which an answer stands, best first. Losses of different rungs are never averaged.
 * exact: every label's log-probability; top-k: those among the k likeliest tokens, the rest bounded; sampled: vote frequencies;
 * text: one answer, right or wrong; simulated: the in-context learner that is no language model.
 */
export const RUNGS = ["exact", "top-k", "sampled", "text", "simulated"] as const;
export type Rung = (typeof RUNGS)[number];

/** The layout of a prompt: raw text to be continued, one chat turn per demonstration, or one user message with the whole text. */
export const LAYOUTS = ["completion", "chat-turns", "chat"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The cost of one answer. `attempts` counts the requests sent, retries included. */
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
  /** 1 if the label was not among the answers seen, so that its value is imputed; else 0. Shape [labels]. */
  readonly censored: Uint8Array;
  /**
   * Half the width, in nats, of the interval that contains each true value; 0 if the value is exact. Shape [labels]. Only `top-k` has it.
   */
  readonly uncertainty?: Float64Array;
  readonly rung: Rung;
  readonly usage: Usage;
}

export interface Capabilities {
  readonly rung: Rung;
  readonly layout: Layout;
  /** True if the same prompt always gets the same scores, so that they may be cached. */
  readonly deterministic: boolean;
  /** The number of requests that it can usefully answer at the same time. */
  readonly concurrency: number;
  /** The number of requests for one answer about so many labels, if none has to be repeated. Absent, it is always one. */
  readonly requestsPerAnswer?: (labels: number) => number;
}

export interface ScoreOptions {
  readonly signal?: AbortSignal;
  /** Seeds sampled answers; ignored by deterministic models. */
  readonly seed?: number;
  /** Called for each request when it is sent, even if it fails or is cut off. Models that send no requests never call it. */
  readonly onSent?: () => void;
}

/** The name by which participants find out whether they use the same model. */
export function nameOf({ id, model }: Pick<LanguageModel, "id" | "model">): string {
  return model ?? id;
}

export interface WordsAnswer {
  readonly text: string;
  readonly usage: Usage;
}

export interface AnswerOptions extends ScoreOptions {
  readonly maxTokens: number;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[];
  /** The answer is to be JSON: of this schema, or of any where it is empty. Asked for by the endpoint's own means, if it has some. */
  readonly json?: object;
}

/** By which means JSON was asked for; `prompt`: by nothing but what the prompt says. */
export const STRUCTURED_BY = ["response_format", "format", "schema", "tool", "prompt"] as const;
export type StructuredBy = (typeof STRUCTURED_BY)[number];

/** An answer in words. A refusal and an error are none: they are thrown. */
export interface ModelAnswer {
  readonly text: string;
  /** Whether it ended at its limit of tokens. It is scored as it is, and counted. */
  readonly cut: boolean;
  readonly structuredBy: StructuredBy;
  readonly usage: Usage;
}

export interface LanguageModel {
  /** Names the model, quantisation, engine, layout and rung. It is stored with every result and is part of every cache key. */
  readonly id: string;
  /** The model's own name, without endpoint and layout, by which participants find out whether they use the same. Default: the id. */
  readonly model?: string;
  readonly capabilities: Capabilities;
  /**
   * Scores the labels after one prompt.
   * @throws LanguageModelError if there is no answer. An error is never scored.
   */
  scoreLabels(prompt: Prompt, labels: readonly Label[], options?: ScoreOptions): Promise<LabelScores>;
  /**
   * One answer in words, as a person gets it who pastes the prompt. Absent where a model only scores.
   * @throws LanguageModelError if there is no answer.
   */
  answerInWords?(prompt: Prompt, labels: readonly Label[], options?: ScoreOptions): Promise<WordsAnswer>;
  /**
   * Answers in words, at temperature 0. Absent where a model cannot.
   * @throws LanguageModelError `text-refused` where a filter or the model refuses the text, others where there is no answer.
   */
  answer?(prompt: Prompt, options: AnswerOptions): Promise<ModelAnswer>;
  dispose(): Promise<void>;
}
