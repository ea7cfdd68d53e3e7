// The browser's database: one per origin, every record under its task.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Identity } from "../federation/identity.ts";
import type { Limits } from "../limits.ts";
import type { KnownConnection } from "../model/model-choice.ts";
import type { LocalExamples } from "../participant.ts";
import type { Checkpoint, Meter } from "../participant-store.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";
import type { KeptRun } from "./kept-run.ts";
import type { SealedKey } from "./key-vault.ts";
import type { DatabaseEvents } from "./lasting-database.ts";
import type { RunMark } from "./run-mark.ts";

/** What a participant chose for one task. The API key is not among it, unless sealed. */
export interface KeptSettings {
  readonly invite: string | null;
  /** Kept beside the checkpoint where that began anew. */
  readonly identity: Identity | null;
  readonly languageModel: unknown;
  /** The chosen endpoint needs a key, which a new visit does not know yet. */
  readonly hasKey: boolean;
  readonly sealedKey: SealedKey | null;
  /** What the last connection found out about the chosen endpoint. */
  readonly connection: KnownConnection | null;
  readonly budgetQueries: number;
  readonly limits: Limits;
  readonly seed: number;
  /** True while the participant wants to tune: a reload goes on by itself. */
  readonly running: boolean;
  /** True while it is to tune as soon as its language model is connected: a reload begins that anew. */
  readonly starting: boolean;
  /**
   * What the page around a frame may set going. first: the first run, which nobody has begun yet; goes-on: the run under way, after a pause
   * of its own; waits: nothing before the person has started again.
   */
  readonly host: "first" | "goes-on" | "waits";
  /** Digests of examples that the page around handed over and the person has answered to, newest last. */
  readonly answeredOffers: readonly string[];
  /** Whose progress checkpoint and shown are; null before the first run, and for what an older page stored. */
  readonly run: RunMark | null;
}

export interface KeptExamples {
  readonly origin: "own" | "sample";
  readonly split: LocalExamples;
  /** All of them came from the page around a frame. */
  readonly fromSite?: boolean;
}

/**
 * Version 1: checkpoints, meters, examples, settings, shown keyed by task; answers keyed by [task, answer key]. Version 2: runs keyed by
 * [task, run]. What is finished in an older store becomes a run when its task is opened.
 */
const VERSION = 2;

const FIRST_STORES = ["checkpoints", "meters", "examples", "settings", "shown", "answers"] as const;

export interface TaskRecords extends DBSchema {
  checkpoints: { key: string; value: Checkpoint };
  meters: { key: string; value: Meter };
  examples: { key: string; value: KeptExamples };
  settings: { key: string; value: KeptSettings };
  shown: { key: string; value: ParticipantSnapshot };
  answers: { key: [string, string]; value: string };
  runs: { key: [string, string]; value: KeptRun };
}
export type TaskDatabase = IDBPDatabase<TaskRecords>;

export function openDatabase({ lose, terminated }: DatabaseEvents): Promise<TaskDatabase> {
  return new Promise((resolve, reject) => {
    openDB<TaskRecords>("asyndbt", VERSION, {
      upgrade(db, before) {
        if (before < 1) for (const name of FIRST_STORES) db.createObjectStore(name);
        if (before < 2) db.createObjectStore("runs");
      },
      // Another tab holds an older version open and would make this one wait for ever.
      blocked: () => reject(new Error("blocked")),
      // A newer page wants to upgrade: let go, or it waits for ever.
      blocking: () => lose("blocked"),
      terminated,
    }).then(resolve, reject);
  });
}
