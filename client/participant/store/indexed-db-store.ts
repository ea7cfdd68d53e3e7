// Where the browser keeps a participant between two visits: one IndexedDB database per origin, six stores, every record under its task.
// When the browser refuses (private window, full disk, blocked upgrade) everything goes on in memory, and `storage()` says so.

import { type DBSchema, type IDBPDatabase, openDB, type StoreNames } from "idb";
import type { Identity } from "../federation/identity.ts";
import type { Limits } from "../limits.ts";
import type { KnownConnection } from "../model/model-choice.ts";
import type { LocalExamples } from "../participant.ts";
import { type AnswerStore, type Checkpoint, type Meter, type ParticipantStore, withMeter } from "../participant-store.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";
import type { SealedKey } from "./key-vault.ts";

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
}

export interface KeptExamples {
  readonly origin: "own" | "sample";
  readonly split: LocalExamples;
}

export interface Kept<T> {
  load(): Promise<T | undefined>;
  save(value: T): Promise<void>;
  clear(): Promise<void>;
}

export interface TaskStore {
  readonly checkpoint: ParticipantStore;
  readonly answers: AnswerStore;
  readonly examples: Kept<KeptExamples>;
  readonly settings: Kept<KeptSettings>;
  /** What was last shown: the result must be there after a reload, before anything runs. */
  readonly shown: Kept<ParticipantSnapshot>;
  storage(): StorageState;
  /** Erases every record of this task; nothing is saved from then on. */
  erase(): Promise<void>;
}

/** Version 1: checkpoints, meters, examples, settings, shown keyed by task; answers keyed by [task, answer key]. */
const VERSION = 1;

interface Schema extends DBSchema {
  checkpoints: { key: string; value: Checkpoint };
  meters: { key: string; value: Meter };
  examples: { key: string; value: KeptExamples };
  settings: { key: string; value: KeptSettings };
  shown: { key: string; value: ParticipantSnapshot };
  answers: { key: [string, string]; value: string };
}
type Database = IDBPDatabase<Schema>;

/**
 * Opens the store of one task. Never fails: at worst it is a store in memory.
 * `onStorage` is told when keeping stops working later on.
 */
export async function openTaskStore(task: string, onStorage: (state: StorageState) => void): Promise<TaskStore> {
  let state: StorageState = { type: "kept" };
  let database: Database | null = null;
  let erased = false;
  const lose = (reason: Extract<StorageState, { type: "memory-only" }>["reason"]): void => {
    if (state.type === "memory-only") return;
    state = { type: "memory-only", reason };
    database?.close();
    database = null;
    onStorage(state);
  };
  /** Does in the database what it can, else says that from now on nothing is kept. */
  const attempt = async <T>(work: (db: Database) => Promise<T>): Promise<T | undefined> => {
    if (!database) return undefined;
    try {
      return await work(database);
    } catch (error) {
      lose(error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "failed");
      return undefined;
    }
  };
  try {
    database = await openDatabase(lose);
  } catch {
    lose("unavailable");
  }

  const kept = <N extends "checkpoints" | "meters" | "examples" | "settings" | "shown">(name: N): Kept<Schema[N]["value"]> => {
    let memory: Schema[N]["value"] | undefined;
    return {
      load: async () => (database ? await attempt((db) => db.get(name, task)) : undefined) ?? memory,
      async save(value) {
        if (erased) return;
        memory = value;
        await attempt((db) => put(db, name, value, task));
      },
      async clear() {
        memory = undefined;
        await attempt((db) => db.delete(name, task));
      },
    };
  };
  const memoryAnswers = new Map<string, string>();
  const answers: AnswerStore = {
    get: async (key) => (await attempt((db) => db.get("answers", [task, key]))) ?? memoryAnswers.get(key),
    async set(key, value) {
      if (erased) return;
      if (!database) memoryAnswers.set(key, value);
      await attempt((db) => db.put("answers", value, [task, key]));
      if (!database) memoryAnswers.set(key, value);
    },
    async clear() {
      memoryAnswers.clear();
      await attempt((db) => db.delete("answers", IDBKeyRange.bound([task, ""], [task, "\uffff"])));
    },
  };
  const checkpoints = kept("checkpoints");
  const meters = kept("meters");
  const checkpoint: ParticipantStore = {
    async load() {
      const found = await checkpoints.load();
      return found && withMeter(found, await meters.load());
    },
    save: checkpoints.save,
    saveMeter: meters.save,
    async clear() {
      await checkpoints.clear();
      await meters.clear();
    },
  };
  const examples = kept("examples");
  const settings = kept("settings");
  const shown = kept("shown");
  return {
    checkpoint,
    answers,
    examples,
    settings,
    shown,
    storage: () => state,
    async erase() {
      // What is still waiting to be saved, as the meter's last counts may be, must not come back.
      erased = true;
      for (const part of [checkpoint, answers, examples, settings, shown]) await part.clear();
    },
  };
}

/** Strict durability: a checkpoint must be on the disk before its contribution is on the wire. */
async function put<N extends StoreNames<Schema>>(db: Database, name: N, value: Schema[N]["value"], key: Schema[N]["key"]): Promise<void> {
  const transaction = db.transaction(name, "readwrite", { durability: "strict" });
  await Promise.all([transaction.objectStore(name).put?.(value, key), transaction.done]);
}

function openDatabase(lose: (reason: "blocked" | "terminated") => void): Promise<Database> {
  return new Promise((resolve, reject) => {
    openDB<Schema>("asyndbt", VERSION, {
      upgrade(db) {
        for (const name of ["checkpoints", "meters", "examples", "settings", "shown", "answers"] as const) db.createObjectStore(name);
      },
      // Another tab holds an older version open and would make this one wait for ever.
      blocked: () => reject(new Error("blocked")),
      // A newer page wants to upgrade: let go, or it waits for ever.
      blocking: () => lose("blocked"),
      terminated: () => lose("terminated"),
    }).then(resolve, reject);
  });
}

/** Whether anything survives the tab. */
export type StorageState =
  | { readonly type: "kept" }
  | { readonly type: "memory-only"; readonly reason: "unavailable" | "blocked" | "full" | "terminated" | "failed" };
