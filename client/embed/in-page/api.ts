// The types of createParticipant for a partner's page. This file has only types and no imports: the build serves it as embed.d.ts.

/**
 * One labelled example of the partner's, read as a row of a file would be. `label` is one of the task's labels; `text2` is for tasks about
 * pairs of texts.
 */
export interface Example {
  readonly text: string;
  readonly text2?: string;
  readonly label: string;
}

/** How an endpoint talks: docs/language-models.md says which provider needs which, and at what address. */
export type Dialect =
  | "openai-compatible"
  | "openai"
  | "azure"
  | "together"
  | "fireworks"
  | "vllm"
  | "llama.cpp"
  | "ollama"
  | "openrouter"
  | "cloudflare"
  | "gemini"
  | "anthropic";

export type LanguageModel =
  /** Any endpoint that speaks one of the dialects. The key stays in the Web Worker's memory. */
  | {
      readonly type: "http";
      /** Left out: "openai-compatible". */
      readonly dialect?: Dialect;
      /** Base address in that dialect. */
      readonly url: string;
      readonly model: string;
      readonly key?: string;
      /** Left out: tried on a few examples. */
      readonly layout?: "completion" | "chat-turns" | "chat";
      /** What to accept where the endpoint gives no label probabilities. Left out: such an endpoint is refused. */
      readonly withoutLogProbs?: "sampled" | "text";
      /** Per million tokens, in any one currency: needed for a budget of money. */
      readonly prices?: { readonly input: number; readonly output: number };
    }
  /** No language model: a fixed formula, for trying things out. Its figures say nothing about a real model. */
  | { readonly type: "simulated"; readonly latencyMs?: number };

/** Each limit holds by itself, over all visits. Tuning ends while enough is left to choose and test the best prompt. */
export interface Budget {
  /** For tuning and selection together. The test at the end asks two more per test example. */
  readonly queries: number;
  /** Of prompts and answers, the test included. */
  readonly tokens?: number;
  /** In the currency of `languageModel.prices`. */
  readonly money?: number;
  /** While it runs: pauses and closed pages do not count. */
  readonly minutes?: number;
  /** Test examples that are asked about at the end, at most. Left out: 400. */
  readonly testRows?: number;
}

export interface ParticipantOptions {
  /** The task's id, from its invite link. */
  readonly task: string;
  /** From the same link. Needed until this browser has joined; later visits go on as the same participant. */
  readonly invite?: string;
  /** Origin of the aggregator. Left out: where embed.js came from. */
  readonly aggregator?: string;
  readonly examples: readonly Example[];
  readonly languageModel: LanguageModel;
  /** Default: 2000 queries. */
  readonly budget?: Budget;
  /** Tells several participants of one task in one browser apart. Default "". */
  readonly seat?: string;
  /** At most five times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** What is happening, such as "joining", "scoring", "waiting-for-aggregator", "selecting", "testing", "paused". */
  readonly activity: string;
  readonly connection: "none" | "connecting" | "online" | "offline";
  /** Iteration of the aggregator that was last heard of. */
  readonly iteration: number;
  readonly contributions: number;
  readonly queries: number;
  readonly budgetQueries: number;
  /** Mean loss of the last step in nats; null before the first. */
  readonly loss: number | null;
  /**
   * What the endpoint keeps the run waiting for, such as "rate-limited" or "offline", and until when, in milliseconds of Date.now(); null
   * while it does not. A wait that is asked for and longer than ten minutes ends the run instead: start() rejects with the code
   * "long-wait".
   */
  readonly wait: { readonly reason: string; readonly untilMs: number } | null;
  /** False where the browser keeps nothing for this page: closing it then forgets the participant. */
  readonly kept: boolean;
}

export interface Score {
  readonly correct: number;
  readonly total: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
}

export interface TunedPrompt {
  /**
   * The prompt as it was measured, with [YOUR TEXT] (and [YOUR SECOND TEXT]) in place of what is to be labelled. It may show examples of
   * the partner's as demonstrations.
   */
  readonly prompt:
    | { readonly type: "text"; readonly text: string }
    | { readonly type: "chat"; readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[] };
  /** `offset` is subtracted from the log-probability of `word` before the largest is taken. */
  readonly labels: readonly { readonly label: string; readonly word: string; readonly offset: number }[];
  readonly languageModelId: string;
  /** True when nothing was better than the prompt the task began with, which this then is. */
  readonly baselineKept: boolean;
  /** null where there were too few examples to keep some apart. */
  readonly validation: { readonly baseline: Score; readonly tuned: Score } | null;
  readonly test: { readonly baseline: Score; readonly tuned: Score } | null;
}

export interface Participant {
  /**
   * Joins and tunes until the budget is spent; again after pause() goes on, and gives the same result where nothing is left to do. Rejects
   * with an EmbedError that has a stable code.
   */
  start(): Promise<TunedPrompt>;
  /** Stops after the queries in flight; nothing is lost. start() stays pending. */
  pause(): Promise<void>;
  /** Ends tuning now: the most promising prompts are compared, and the best of them is the result. */
  finish(): Promise<void>;
  /** Says goodbye to the aggregator and closes; `withdraw` asks it to forget this participant. False when it was not heard. */
  leave(withdraw: boolean): Promise<boolean>;
  /** Ends the Web Worker. What was tuned is kept for the next visit, where the browser allows it. */
  close(): void;
}
