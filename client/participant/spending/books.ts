// The ledger's pages in IndexedDB, one database for all tasks and tabs of an origin: a record for each key, and one for all keys together.
// Every change is one transaction that reads and writes, so that two tabs never count over each other.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { createReopening } from "../store/reopening.ts";
import { type AccountRecord, type Bill, nothingBilled } from "./account-record.ts";

interface Schema extends DBSchema {
  accounts: { key: string; value: AccountRecord };
  /** `total`: all keys together. `salt`: makes the names of accounts useless elsewhere. */
  facts: { key: string; value: Bill | string };
}

export interface BookPage {
  readonly record: AccountRecord;
  readonly total: Bill;
}

/** Both are what the books hold at that moment; no record where the key is new. */
export type BookChange = (record: AccountRecord | undefined, total: Bill) => BookPage | null;

export interface Books {
  /** null where the browser keeps nothing. */
  salt(): Promise<string | null>;
  /** One transaction; `change` gives null to leave the page as it is, and may be called twice. @throws what IndexedDB throws. */
  change(name: string, change: BookChange): Promise<void>;
}

const strict = { durability: "strict" } as const;

export function openBooks(): Books {
  const connection = createReopening(openDatabase);
  return {
    async salt() {
      try {
        return await connection.use(async (database) => {
          const transaction = database.transaction("facts", "readwrite", strict);
          const kept = await transaction.store.get("salt");
          const salt = typeof kept === "string" ? kept : crypto.randomUUID();
          if (salt !== kept) await transaction.store.put(salt, "salt");
          await transaction.done;
          return salt;
        });
      } catch {
        return null;
      }
    },
    change: (name, change) =>
      connection.use(async (database) => {
        const transaction = database.transaction(["accounts", "facts"], "readwrite", strict);
        const [accounts, facts] = [transaction.objectStore("accounts"), transaction.objectStore("facts")];
        const [record, total] = await Promise.all([accounts.get(name), facts.get("total")]);
        const after = change(record, typeof total === "object" ? total : nothingBilled);
        if (after) await Promise.all([accounts.put(after.record, name), facts.put(after.total, "total")]);
        await transaction.done;
      }),
  };
}

function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    openDB<Schema>("asyndbt-spending", 1, {
      upgrade(database) {
        for (const name of ["accounts", "facts"] as const) database.createObjectStore(name);
      },
      blocked: () => reject(new Error("blocked")),
    }).then(resolve, reject);
  });
}
