// A run that is kept after its end: everything that shows it again, compares it and exports it. It holds no key. Of the person's examples
// it holds those that its prompt shows, and no others.

import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import type { Limits, Spent } from "../limits.ts";
import type { RedactedModel } from "../model/redacted-model.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";

export interface KeptRun {
  readonly id: string;
  /** "" until somebody gives one: the page then makes one of model and date, in its language. */
  readonly name: string;
  /** On the clock of Date.now(). */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly model: RedactedModel;
  /** How the model answered, for exports that ask it in the same way; null where that is not known. */
  readonly capability: CapabilityRecord | null;
  readonly data: RunData;
  readonly budgetQueries: number;
  readonly limits: Limits;
  /** Of everything, the test at the end included. */
  readonly spent: Spent;
  /** About, in the currency of the prices; null where those are unknown, or nobody is paid. */
  readonly cost: number | null;
  readonly seed: number;
  readonly alone: boolean;
  readonly settings: unknown;
  /** With `result`, or with the best prompt so far of a run that was set aside before its end. */
  readonly snapshot: ParticipantSnapshot;
}

/** Which examples it was measured on, without a word of them. */
export interface RunData {
  /** SHA-256 of all parts: equal for the same examples in the same parts. */
  readonly digest: string;
  readonly origin: "own" | "sample";
  readonly train: number;
  readonly pool: number;
  readonly validation: number;
  readonly test: number;
}

/** What a list shows of a run. */
export interface RunSummary extends Omit<KeptRun, "snapshot" | "capability" | "settings" | "limits" | "seed" | "alone"> {
  /** False for one that was set aside before its end. */
  readonly finished: boolean;
  readonly layout: string | null;
  /** What a person gets who pastes its prompt; null where that was not measured. */
  readonly pasted: { readonly startRight: number; readonly tunedRight: number; readonly rows: number } | null;
  readonly measuredOn: "test" | "validation" | null;
  /** Why it is in this tab's memory only; null where it is stored. */
  readonly unsaved: NotStored | null;
}

/** full: as many are stored as may be; failed: the browser did not take it; memory: it takes nothing. */
export type NotStored = "full" | "failed" | "memory";

/** Runs of one task that are stored at most. A run has a few dozen kilobytes: both together stay far below what browsers allow. */
export const MOST_RUNS = 50;
export const MOST_BYTES = 20_000_000;

export function summaryOfRun(run: KeptRun, unsaved: NotStored | null): RunSummary {
  const { id, name, startedAtMs, endedAtMs, model, data, budgetQueries, spent, cost, snapshot } = run;
  const { result } = snapshot;
  const { pasted = null, measuredOn = null } = result?.judgement ?? {};
  return {
    ...{ id, name, startedAtMs, endedAtMs, model, data, budgetQueries, spent, cost, unsaved },
    finished: result !== null,
    layout: result?.layout ?? null,
    pasted: pasted && { startRight: pasted.startRight, tunedRight: pasted.tunedRight, rows: pasted.rows },
    measuredOn: pasted && measuredOn,
  };
}

/** A snapshot without what belongs to the moment, and without private texts that its prompt does not show. */
export function restingSnapshot(snapshot: ParticipantSnapshot): ParticipantSnapshot {
  const current = snapshot.result ? null : snapshot.current;
  const { activity } = snapshot;
  const resting = activity.type === "finished" ? activity : ({ type: "paused" } as const);
  // Mended mistakes are test examples: they are shown in the tab and kept nowhere.
  const result = snapshot.result && { ...snapshot.result, mended: [] };
  return {
    ...snapshot,
    result,
    activity: resting,
    current,
    favoured: [],
    presence: null,
    refusal: null,
    participant: null,
    connection: "none",
  };
}

export function sizeOfRun(run: KeptRun): number {
  return JSON.stringify(run).length;
}
