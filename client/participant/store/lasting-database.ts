// A database that is kept through its failures: opened again where one transaction fails, done without where it fails for longer, and
// taken up again once it works, with everything that was only in memory meanwhile.

import { createReopening, type Reopening } from "./reopening.ts";

/** Whether anything survives the tab. */
export type StorageState =
  | { readonly type: "kept" }
  | { readonly type: "memory-only"; readonly reason: "unavailable" | "blocked" | "full" | "terminated" | "failed" };

/** For whoever opens the database: what its events do. */
export interface DatabaseEvents {
  lose(reason: "blocked"): void;
  /** The browser ended the connection, which is opened again when it is next needed. */
  terminated(): void;
}

export interface LastingDatabase<D> {
  /** Does in the database what it can, else gives undefined and says that from now on nothing is kept. */
  attempt<T>(work: (database: D) => Promise<T>): Promise<T | undefined>;
  /** `restore` writes what is in memory, once the database works again. */
  onReturn(restore: (database: D) => Promise<unknown>): void;
  storage(): StorageState;
  /** For work whose failure does not end the keeping of everything else; null while nothing can be kept. */
  current(): Pick<Reopening<D>, "use"> | null;
}

export interface LastingOptions<D> {
  open(connection: DatabaseEvents): Promise<D>;
  onStorage(state: StorageState): void;
  /** False once nothing is to be kept any more. */
  comesBack(): boolean;
}

/** Between two attempts to keep things again after the database failed. */
const COME_BACK_MS = 5_000;

/** Never fails: at worst nothing is kept. */
export async function openLasting<D extends { close(): void }>(options: LastingOptions<D>): Promise<LastingDatabase<D>> {
  const { open, onStorage, comesBack } = options;
  let state: StorageState = { type: "kept" };
  let triedAtMs = 0;
  const restores: ((database: D) => Promise<unknown>)[] = [];
  const connect = (): Reopening<D> => {
    const connection: Reopening<D> = createReopening(() => open({ lose, terminated: () => connection.close() }), isFull);
    return connection;
  };
  let database: Reopening<D> | null = connect();
  const lose = (reason: Extract<StorageState, { type: "memory-only" }>["reason"]): void => {
    if (state.type === "memory-only") return;
    triedAtMs = Date.now();
    state = { type: "memory-only", reason };
    database?.close();
    database = null;
    onStorage(state);
  };
  const comeBack = async (): Promise<void> => {
    if (state.type === "kept" || state.reason !== "failed" || !comesBack() || Date.now() - triedAtMs < COME_BACK_MS) return;
    triedAtMs = Date.now();
    const again = connect();
    try {
      for (const restore of restores) await again.use(restore);
    } catch {
      again.close();
      return;
    }
    database = again;
    state = { type: "kept" };
    onStorage(state);
  };
  try {
    await database.use(async () => undefined);
  } catch {
    lose("unavailable");
  }
  return {
    onReturn: (restore) => void restores.push(restore),
    storage: () => state,
    current: () => database,
    async attempt(work) {
      await comeBack();
      if (!database) return undefined;
      try {
        return await database.use(work);
      } catch (error) {
        lose(isFull(error) ? "full" : "failed");
        return undefined;
      }
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
