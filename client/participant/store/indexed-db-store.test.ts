// Browsers close a database by themselves: one transaction that fails loses nothing, and what could not be kept for a while is kept later.

import "fake-indexeddb/auto";
import { IDBDatabase, IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nothingSpent } from "../limits.ts";
import { openTaskStore, type StorageState, type TaskStore } from "./indexed-db-store.ts";

let failures = 0;
const honest = IDBDatabase.prototype.transaction;
beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.useFakeTimers({ toFake: ["Date"] });
  failures = 0;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given) {
    if (failures > 0) {
      failures--;
      throw new DOMException("The database connection is closing.", "InvalidStateError");
    }
    return honest.apply(this, given);
  };
});
afterEach(() => {
  IDBDatabase.prototype.transaction = honest;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const meter = (queries: number) => ({ queries, tokens: 0, spent: { ...nothingSpent, queries } });

async function visit(told: StorageState[] = []): Promise<TaskStore> {
  return openTaskStore("task", (state) => told.push(state));
}

/** What the next visit finds. */
async function spentAfterReload(): Promise<number | undefined> {
  const next = await visit();
  return (await next.checkpoint.load())?.queries;
}

const checkpoint = (queries: number) => ({ ...JSON.parse("{}"), ...meter(queries) });

it("one failed transaction opens the database again, and a count does not fall with the next reload", async () => {
  const told: StorageState[] = [];
  const store = await visit(told);
  await store.checkpoint.save(checkpoint(960));
  failures = 1;
  await store.checkpoint.saveMeter(meter(961));
  await store.checkpoint.saveMeter(meter(4_440));
  expect(told).toEqual([]);
  expect(store.storage()).toEqual({ type: "kept" });
  expect(await spentAfterReload()).toBe(4_440);
});

it("where it fails longer the visit goes on in memory, says so, and keeps everything once it works again", async () => {
  const told: StorageState[] = [];
  const store = await visit(told);
  await store.checkpoint.save(checkpoint(10));
  failures = Number.POSITIVE_INFINITY;
  await store.checkpoint.saveMeter(meter(11));
  await store.answers.set("a", "1");
  expect(told).toEqual([{ type: "memory-only", reason: "failed" }]);
  failures = 0;
  // Not with every answer: opening a database that is gone takes time.
  await store.checkpoint.saveMeter(meter(12));
  expect(store.storage().type).toBe("memory-only");
  vi.setSystemTime(Date.now() + 5_000);
  await store.checkpoint.saveMeter(meter(13));
  expect(told.at(-1)).toEqual({ type: "kept" });
  expect(await spentAfterReload()).toBe(13);
  expect(await (await visit()).answers.get("a")).toBe("1");
});

it("a full disk is said to be full, and is not asked again", async () => {
  const told: StorageState[] = [];
  const store = await visit(told);
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await store.checkpoint.saveMeter(meter(1));
  expect(told).toEqual([{ type: "memory-only", reason: "full" }]);
});
