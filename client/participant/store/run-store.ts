// The kept runs of one task in the browser's database. A run that cannot be written does not end the keeping of everything else, as a lost
// checkpoint would: whoever saves is told, and has it still.

import type { TaskDatabase } from "./database.ts";
import { type KeptRun, MOST_BYTES, MOST_RUNS, type NotStored, sizeOfRun } from "./kept-run.ts";
import type { Reopening } from "./reopening.ts";

export interface RunStore {
  /** Oldest first. */
  all(): Promise<readonly KeptRun[]>;
  /** undefined where it is not stored. */
  load(id: string): Promise<KeptRun | undefined>;
  /** null: it is stored. One that is there already is replaced. */
  save(run: KeptRun): Promise<NotStored | null>;
  /** Whether it is gone. */
  remove(id: string): Promise<boolean>;
}

/** `database`: null while nothing can be stored. */
export function openRunStore(task: string, database: () => Pick<Reopening<TaskDatabase>, "use"> | null): RunStore {
  const attempt = async <T>(work: (db: TaskDatabase) => Promise<T>): Promise<T | undefined> => {
    const db = database();
    return db?.use(work).catch(() => undefined);
  };
  return {
    all: async () => ((await attempt((db) => db.getAll("runs", runsOf(task)))) ?? []).toSorted((a, b) => a.endedAtMs - b.endedAtMs),
    load: (id) => attempt((db) => db.get("runs", [task, id])),
    async save(run) {
      const db = database();
      if (!db) return "memory";
      try {
        return await db.use(async (open) => {
          const transaction = open.transaction("runs", "readwrite", { durability: "strict" });
          // In one transaction: another tab's write cannot pass the limit between looking and writing.
          const others = (await transaction.store.getAll(runsOf(task))).filter(({ id }) => id !== run.id);
          const sizeBytes = [...others, run].reduce((sum, other) => sum + sizeOfRun(other), 0);
          const full = others.length >= MOST_RUNS || sizeBytes > MOST_BYTES;
          await Promise.all([full ? null : transaction.store.put(run, [task, run.id]), transaction.done]);
          return full ? "full" : null;
        });
      } catch (error) {
        return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "failed";
      }
    },
    remove: async (id) => (await attempt((db) => db.delete("runs", [task, id]).then(() => true))) ?? false,
  };
}

/** All runs of one task. */
export function runsOf(task: string): IDBKeyRange {
  return IDBKeyRange.bound([task, ""], [task, "\uffff"]);
}
