// Where the browser keeps a participant between two visits: one IndexedDB database per origin, every record under its task.
// When the browser refuses (private window, full disk, blocked upgrade) everything goes on in memory, and `storage()` says so.

import type { StoreNames } from "idb";
import { type AnswerStore, type ParticipantStore, withMeter } from "../participant-store.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";
import { type KeptExamples, type KeptSettings, openDatabase, type TaskDatabase, type TaskRecords } from "./database.ts";
import { type LastingDatabase, openLasting, type StorageState } from "./lasting-database.ts";
import { openRunStore, type RunStore, runsOf } from "./run-store.ts";

export type { StorageState } from "./lasting-database.ts";

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
  readonly runs: RunStore;
  storage(): StorageState;
  /** Erases every record of this task; nothing is saved from then on. */
  erase(): Promise<void>;
}

/**
 * Opens the store of one task. Never fails: at worst it is a store in memory.
 * `onStorage` is told when keeping stops working later on.
 */
export async function openTaskStore(task: string, onStorage: (state: StorageState) => void): Promise<TaskStore> {
  let erased = false;
  const lasting: LastingDatabase<TaskDatabase> = await openLasting({ open: openDatabase, onStorage, comesBack: () => !erased });
  const { attempt } = lasting;

  const kept = <N extends "checkpoints" | "meters" | "examples" | "settings" | "shown">(name: N): Kept<TaskRecords[N]["value"]> => {
    let memory: TaskRecords[N]["value"] | undefined;
    lasting.onReturn(async (db) => memory !== undefined && put(db, name, memory, task));
    return {
      load: async () => (await attempt((db) => db.get(name, task))) ?? memory,
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
  lasting.onReturn(async (db) => {
    for (const [key, value] of memoryAnswers) await db.put("answers", value, [task, key]);
  });
  const answers: AnswerStore = {
    get: async (key) => (await attempt((db) => db.get("answers", [task, key]))) ?? memoryAnswers.get(key),
    async set(key, value) {
      if (erased) return;
      await attempt((db) => db.put("answers", value, [task, key]));
      if (lasting.storage().type !== "kept") memoryAnswers.set(key, value);
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
  const runs = openRunStore(task, () => (erased ? null : lasting.current()));
  return {
    checkpoint,
    answers,
    examples,
    settings,
    shown,
    runs,
    storage: lasting.storage,
    async erase() {
      // What is still waiting to be saved, as the meter's last counts may be, must not come back.
      erased = true;
      for (const part of [checkpoint, answers, examples, settings, shown]) await part.clear();
      await attempt((db) => db.delete("runs", runsOf(task)));
    },
  };
}

/** Strict durability: a checkpoint must be on the disk before its contribution is on the wire. */
async function put<N extends StoreNames<TaskRecords>>(
  db: TaskDatabase,
  name: N,
  value: TaskRecords[N]["value"],
  key: TaskRecords[N]["key"],
): Promise<void> {
  const transaction = db.transaction(name, "readwrite", { durability: "strict" });
  await Promise.all([transaction.objectStore(name).put?.(value, key), transaction.done]);
}
