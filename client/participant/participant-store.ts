// Where a participant keeps what must survive a reload, a crash or a sleep. IndexedDB in the browser, memory or a file in Node.

import type { TuningState } from "../../shared/algorithm/participant/tuning-state.ts";
import type { ContributeMessage } from "../../shared/protocol/messages.ts";
import type { Identity } from "./federation/identity.ts";
import type { Tally } from "./federation/tally.ts";
import { nothingSpent, type Spent } from "./limits.ts";
import type { ProgressCurve } from "./run/progress-curve.ts";
import type { ProgressPoint } from "./snapshot.ts";

/**
 * Everything between two steps. Saved as one record, before the contribution is sent: after a crash either the whole step or none of it
 * happened.
 */
export interface Checkpoint {
  readonly identity: Identity | null;
  /** The task as the aggregator sent it on joining; null when tuning alone. */
  readonly taskView: { readonly task: unknown; readonly settings: unknown } | null;
  /** 0 before the aggregator was ever spoken to. */
  readonly epoch: number;
  /** Local steps, distributions, incumbents, view. */
  readonly tuning: TuningState;
  /** Contributions not yet answered, oldest first. Sent again with the same bytes. */
  readonly outbox: readonly ContributeMessage[];
  /** Last sequence number given to a contribution of this epoch. */
  readonly seq: number;
  /** Of tuning and selection: what the budget of queries is held against. */
  readonly queries: number;
  readonly tokens: number;
  /** Of everything: what the limits are held against. */
  readonly spent: Spent;
  /** One point per finished step. */
  readonly history: readonly ProgressPoint[];
  /** Older pages stored none. */
  readonly curve?: ProgressCurve;
  readonly tally: Tally;
}

/** A checkpoint with the newer of two meters: both only ever grow. Older pages stored no `spent`. */
export function withMeter(checkpoint: Stored<Checkpoint>, meter: Stored<Meter> | undefined): Checkpoint {
  const kept = { ...checkpoint, spent: spentOf(checkpoint) };
  if (!meter) return kept;
  const spent = spentOf(meter);
  return spent.queries > kept.spent.queries ? { ...kept, ...meter, spent } : kept;
}

type Stored<T extends Meter> = Omit<T, "spent"> & { readonly spent?: Spent };

/** Nearly all tokens are those of prompts. */
function spentOf({ queries, tokens, spent }: Stored<Meter>): Spent {
  return spent ?? { ...nothingSpent, queries, promptTokens: tokens };
}

/** What budget and limits are held against. */
export type Meter = Pick<Checkpoint, "queries" | "tokens" | "spent">;

export interface ParticipantStore {
  /** With the newer of the checkpoint's meter and the one saved by itself. */
  load(): Promise<Checkpoint | undefined>;
  save(checkpoint: Checkpoint): Promise<void>;
  /** After every paid answer, so that a crash in the middle of a step does not make the budget larger. */
  saveMeter(meter: Meter): Promise<void>;
  clear(): Promise<void>;
}

/** Answers already paid for, by the cache key of model, prompt and labels. The language-model wrapper of client/language-model uses it. */
export interface AnswerStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  clear(): Promise<void>;
}
