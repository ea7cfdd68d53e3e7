// An endpoint as the rest of the client sees it: one budget, a language model for each layout, and a place where paid answers are kept.

import type { Label, LanguageModel, Layout, StructuredBy } from "../../../shared/prompt/language-model.ts";
import type { MeterReading } from "../transport/budget.ts";
import type { CapabilityRecord, Explained } from "./capability-record.ts";

/** A language model that knows how it is reached and what it has cost. */
export interface ConnectedLanguageModel extends LanguageModel {
  /** Absent for the simulated learner. */
  readonly capability?: CapabilityRecord;
  /** What the rung means, in plain words. */
  readonly explanation: readonly Explained[];
  /** Everything spent on the endpoint so far, probes included, over all its layouts. */
  meter(): MeterReading;
}

export interface ModelOptions {
  /** What it is asked for: the probability of labels, by default, or answers in words, for which no log-probabilities are needed. */
  readonly purpose?: "labels" | "answers" | undefined;
  /** Default: the settings' layout, else the probe's choice. */
  readonly layout?: Layout | undefined;
  /** The task's labels, for the probe. */
  readonly labels?: readonly Label[] | undefined;
  readonly store?: ResponseStore | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LanguageModelEndpoint {
  model(options?: ModelOptions): Promise<ConnectedLanguageModel>;
  meter(): MeterReading;
  /** Ends every request under way. */
  dispose(): Promise<void>;
}

/** Where entries are kept; the caller owns it and may wipe it. */
export interface ResponseStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: CachedAnswer | CachedWords): Promise<void>;
  clear(): Promise<void>;
}

/** Plain data, fit for IndexedDB and JSON. */
export interface CachedAnswer {
  readonly logProbs: readonly number[];
  /** null: unknown. */
  readonly labelMass: number | null;
  readonly censored: readonly number[];
  readonly uncertainty: readonly number[] | null;
}

/** An answer in words, as it is kept. */
export interface CachedWords {
  readonly words: string;
  readonly cut: boolean;
  readonly structuredBy: StructuredBy;
}
