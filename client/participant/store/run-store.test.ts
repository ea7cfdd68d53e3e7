// Kept runs in the browser's database: what an older page left stays, limits and refusals are told, and cost nothing else.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nothingSpent } from "../limits.ts";
import { emptySnapshot } from "../run/snapshot-parts.ts";
import { openTaskStore } from "./indexed-db-store.ts";
import { type KeptRun, MOST_RUNS } from "./kept-run.ts";
import { type MemoryDatabase, memoryDatabase } from "./testing/memory-database.ts";

let database: MemoryDatabase;
beforeEach(() => {
  database = memoryDatabase();
  for (const [name, value] of Object.entries(database.globals)) vi.stubGlobal(name, value);
});
afterEach(() => vi.unstubAllGlobals());

const open = (task = "task") => openTaskStore(task, () => undefined);

function runOf(id: string, endedAtMs = 0): KeptRun {
  return {
    ...{ id, name: "", startedAtMs: 0, endedAtMs, cost: null, seed: 1, alone: true, settings: {} },
    model: { type: "simulated" },
    capability: null,
    data: { digest: "d", origin: "own", train: 1, pool: 1, validation: 1, test: 1 },
    budgetQueries: 100,
    limits: {},
    spent: nothingSpent,
    snapshot: emptySnapshot(100, "none"),
  };
}

it("keeps runs of each task by themselves, oldest first, and replaces one of the same id", async () => {
  const store = await open();
  expect(store.storage()).toEqual({ type: "kept" });
  for (const run of [runOf("b", 2), runOf("a", 1), { ...runOf("b", 2), name: "mine" }]) expect(await store.runs.save(run)).toBeNull();
  await (await open("other")).runs.save(runOf("c", 3));
  const again = await open();
  expect((await again.runs.all()).map(({ id, name }) => [id, name])).toEqual([
    ["a", ""],
    ["b", "mine"],
  ]);
  expect(await again.runs.remove("a")).toBe(true);
  expect(await again.runs.load("a")).toBeUndefined();
  await again.erase();
  expect((await (await open()).runs.all()).length).toBe(0);
  expect(await (await open("other")).runs.load("c")).toMatchObject({ id: "c" });
});

it("an older page's store keeps everything it has and takes runs from then on", async () => {
  const shown = emptySnapshot(77, "none");
  const stores = ["checkpoints", "meters", "examples", "settings", "answers"].map((name) => [name, []] as const);
  database.leave(1, { ...Object.fromEntries(stores), shown: [["task", shown]] });
  const store = await open();
  expect(store.storage()).toEqual({ type: "kept" });
  expect(await store.shown.load()).toEqual(shown);
  expect(await store.runs.all()).toEqual([]);
  expect(await store.runs.save(runOf("a"))).toBeNull();
});

it("one run more than may be kept is refused, until another is deleted; one that is there can still be renamed", async () => {
  const { runs } = await open();
  for (let i = 0; i < MOST_RUNS; i++) expect(await runs.save(runOf(`run ${i}`, i))).toBeNull();
  expect(await runs.save(runOf("more"))).toBe("full");
  expect(await runs.save({ ...runOf("run 3", 3), name: "third" })).toBeNull();
  expect((await runs.all()).length).toBe(MOST_RUNS);
  await runs.remove("run 0");
  expect(await runs.save(runOf("more"))).toBeNull();
});

it("a run too large for the space of all runs is refused", async () => {
  const { runs } = await open();
  const large = { ...runOf("large"), settings: "x".repeat(12_000_000) };
  expect(await runs.save(large)).toBeNull();
  expect(await runs.save({ ...large, id: "larger" })).toBe("full");
});

it.each([
  ["QuotaExceededError", "full"],
  ["UnknownError", "failed"],
])("a write that ends with %s is told as %s, and nothing else stops being kept", async (error, told) => {
  const store = await open();
  database.refuse("runs", error);
  expect(await store.runs.save(runOf("a"))).toBe(told);
  expect(store.storage()).toEqual({ type: "kept" });
  await store.shown.save(emptySnapshot(5, "none"));
  expect(await (await open()).shown.load()).toMatchObject({ budgetQueries: 5 });
  database.refuse("runs", undefined);
  expect(await store.runs.save(runOf("a"))).toBeNull();
});

it("without a database it says that a run is in memory only", async () => {
  vi.stubGlobal("indexedDB", undefined);
  expect(await (await open()).runs.save(runOf("a"))).toBe("memory");
});
