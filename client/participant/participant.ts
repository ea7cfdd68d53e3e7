// The interface of a participant to whoever runs one: the Web Worker, the command line and the embedding script. Free of any page.

import type { OpenChecker } from "../../shared/checkers/open-checker.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import type { Example } from "../../shared/prompt/task.ts";
import type { TokenUsage } from "../language-model/transport/transport.ts";
import type { Runtime } from "../platform/platform.ts";
import type { Identity } from "./federation/identity.ts";
import type { KeySpending, Terms } from "./limits.ts";
import type { ParticipantStore } from "./participant-store.ts";
import type { ParticipantSnapshot } from "./snapshot.ts";

/** A participant's own examples, split. `pool` holds the candidates for private demonstrations; `test` is looked at once, at the end. */
export interface LocalExamples {
  readonly train: readonly Example[];
  readonly pool: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

export interface AggregatorAddress {
  readonly origin: string;
  readonly taskId: string;
  readonly invite: string | null;
  /** Who this participant was before it began anew: no further use of the invite is needed. */
  readonly identity?: Identity | null;
}

/** Prompts that the test asks about each row: the starting one, the chosen one, and the shared part of the latter. */
export const TESTED_PROMPTS = 3;

export interface ParticipantOptions {
  /**
   * Null tunes alone, without an aggregator (the centralised case). Else the aggregator's origin, the task and, for the first join, the
   * invite.
   */
  readonly aggregator: AggregatorAddress | null;
  /** Needed to tune alone; ignored with an aggregator, which sends them. */
  readonly task: unknown;
  readonly settings: unknown;
  readonly examples: LocalExamples;
  readonly languageModel: LanguageModel;
  /** Scores answers that are no single labels; such a task cannot be tuned without. */
  readonly checker?: OpenChecker;
  /** Queries for tuning and selection together; testing asks each test row once per prompt on top. */
  readonly budgetQueries: number;
  /** Default: no limits beside the budget. */
  readonly terms?: Terms;
  /** What the model's endpoint has counted over all visits; by default the answers are counted. */
  readonly counted?: () => TokenUsage | null;
  /** What was spent with the model's key, by this run and others; null where there is no key. Default: no key. */
  readonly keySpending?: () => KeySpending | null;
  /** Names this participant's random streams: the same seed, data and model give the same run. */
  readonly seed: number | string;
  readonly store: ParticipantStore;
  readonly runtime: Runtime;
  onSnapshot(snapshot: ParticipantSnapshot): void;
}

export interface Participant {
  snapshot(): ParticipantSnapshot;
  /** Runs until the budget is spent, then selects and tests. Resolves when finished, paused or failed; call again to go on. */
  run(): Promise<void>;
  /** Stops after the queries in flight; nothing is lost. */
  pause(): Promise<void>;
  /** Ends tuning now and goes on to selection and test with the best so far. */
  finish(): Promise<void>;
  /**
   * Says goodbye to the aggregator, also right after a reload; `withdraw` asks it to forget this participant's table. False when the
   * aggregator has not heard it within ten seconds; what is stored is then kept, to be able to say it again.
   */
  leave(withdraw: boolean): Promise<boolean>;
  /** Pauses and lets go of connection and store, for another object to take them: this one does nothing any more. */
  close(): Promise<void>;
}
