// A finished run is paid for: no command but its own deletion may lose it.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { digestOf } from "../../../shared/math/digest.ts";
import { mockAnswer } from "../../../test/mock-provider.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import { type MemoryDatabase, memoryDatabase } from "../store/testing/memory-database.ts";
import { freeLocks, visitedTask, visiting } from "./testing/visiting.ts";

const endpoint: Extract<LanguageModelChoice, { type: "http" }> = {
  type: "http",
  url: "https://model.example/v1",
  model: "known-model",
  key: "sk-secret-1",
  layout: "chat",
  withoutLogProbs: null,
};

let answering = true;
let database: MemoryDatabase;
beforeEach(() => {
  answering = true;
  database = memoryDatabase();
  for (const [name, value] of Object.entries(database.globals)) vi.stubGlobal(name, value);
  vi.stubGlobal("navigator", freeLocks);
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    if (!answering) return new Response("{}", { status: 401 });
    const { status, body } = mockAnswer({ path: new URL(address).pathname, body: JSON.parse(String(init?.body ?? "{}")) }, {});
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Somebody with a finished run of the simulated learner. */
async function withFinishedRun() {
  const visit = await visiting();
  await visit.give(0, 40);
  await visit.session.setBudget(100_000, {});
  await visit.session.setLanguageModel({ type: "simulated" }, null);
  await visit.finishRun();
  const first = visit.latest()?.snapshot?.result;
  if (!first) throw new Error("the run came to no result");
  /** Every result that the page can show. */
  const results = async (): Promise<unknown[]> => {
    const { snapshot, runs, currentRun } = visit.latest() ?? {};
    const kept = await Promise.all((runs ?? []).filter(({ id }) => id !== currentRun).map(({ id }) => visit.session.openRun(id)));
    return [snapshot?.result, ...kept.map((outcome) => outcome.type === "done" && outcome.value.snapshot.result)].filter(Boolean);
  };
  return { ...visit, first, results };
}

it.each([
  ["fails", false],
  ["answers", true],
])("testing another model that %s", async (_, answers) => {
  const { session, open, latest, first, results } = await withFinishedRun();
  answering = answers;
  const stored = () => ["settings", "checkpoints", "shown", "runs", "examples"].map((store) => database.values(store));
  const before = stored();
  await session.setLanguageModel(endpoint, "a passphrase");
  expect((await session.testConnection()).type).toBe(answers ? "done" : "failed");
  expect(stored()).toEqual(before);
  expect(await results()).toEqual([first]);
  await open();
  expect(await results()).toEqual([first]);
  // What was only tested is not in use either.
  expect(latest()?.languageModel?.choice).toEqual({ type: "simulated" });
});

it("starting with another model", async () => {
  const { session, finishRun, latest, first, results } = await withFinishedRun();
  await session.setLanguageModel(endpoint, null);
  await finishRun();
  expect(latest()?.snapshot?.result?.languageModelId).not.toBe(first.languageModelId);
  expect(await results()).toEqual([latest()?.snapshot?.result, first]);
});

it("starting with another model that does not answer", async () => {
  const { session, open, first, results } = await withFinishedRun();
  answering = false;
  await session.setLanguageModel(endpoint, null);
  expect(await session.start()).toMatchObject({ type: "failed" });
  expect(await results()).toEqual([first]);
  await open();
  expect(await results()).toEqual([first]);
});

it("removing the examples", async () => {
  const { session, open, first, results } = await withFinishedRun();
  await session.forgetExamples();
  expect(await results()).toEqual([first]);
  await open();
  expect(await results()).toEqual([first]);
});

it("adding examples", async () => {
  const { give, first, results } = await withFinishedRun();
  await give(40, 50);
  expect(await results()).toEqual([first]);
});

it("taking sample data in place of sample data", async () => {
  const { session, latest, results } = await withFinishedRun();
  await session.useSample(1);
  await session.useSample(2);
  expect(await results()).toHaveLength(1);
  expect(latest()?.examples?.origin).toBe("sample");
});

it("going on after it was finished, before it is finished again", async () => {
  const { session, until, latest, first, results } = await withFinishedRun();
  const steps = latest()?.snapshot?.step ?? 0;
  await session.start();
  await until(() => (latest()?.snapshot?.step ?? 0) > steps);
  await session.pause();
  expect(latest()?.snapshot?.result).toBeNull();
  expect(await results()).toEqual([first]);
});

it("leaving and withdrawing", async () => {
  const { session, first, results } = await withFinishedRun();
  expect(await session.leave(true)).toMatchObject({ type: "done" });
  expect(await results()).toEqual([first]);
});

it("the key is in no kept run, and private texts only where the prompt shows them", async () => {
  const { session, give, finishRun } = await withFinishedRun();
  await session.setLanguageModel(endpoint, null);
  await finishRun();
  await give(40, 50);
  const kept = database.values("runs");
  expect(kept).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toContain("sk-secret");
  // The task of this test shows no private demonstrations.
  expect(JSON.stringify(kept)).not.toMatch(/"text \d+"/);
});

it("what was removed comes back for ten seconds: examples with the run that they belong to, and a deleted run", async () => {
  const { session, until, latest, first, results, open } = await withFinishedRun();
  const [{ id = "" } = {}] = latest()?.runs ?? [];
  await session.forgetExamples();
  expect(latest()).toMatchObject({ examples: null, snapshot: null, undo: { type: "examples" } });
  expect(await session.undo()).toMatchObject({ type: "done" });
  expect(latest()).toMatchObject({ examples: { train: 12 }, undo: null, currentRun: id, snapshot: { result: first } });
  await open();
  expect(latest()).toMatchObject({ examples: { train: 12 }, currentRun: id, snapshot: { result: first } });

  await session.deleteRun(id);
  expect(latest()).toMatchObject({ runs: [], snapshot: null, undo: { type: "run", run: { id } } });
  expect(database.values("runs")).toEqual([]);
  expect(await session.undo()).toMatchObject({ type: "done" });
  expect(await results()).toEqual([first]);
  expect(latest()).toMatchObject({ currentRun: id, runs: [{ id }] });

  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const deleting = session.deleteRun(id);
  await vi.advanceTimersByTimeAsync(500);
  await deleting;
  await vi.advanceTimersByTimeAsync(9_000);
  expect(latest()?.undo).not.toBeNull();
  await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  await until(() => latest()?.undo === null);
  expect(await session.undo()).toMatchObject({ type: "failed", code: "undo-over" });
  expect(await results()).toEqual([]);
});

it("a run that finds no room is told, stays in memory, and is stored once there is room", async () => {
  const visit = await withFinishedRun();
  const { session, give, finishRun, latest, first, results } = visit;
  database.refuse("runs", "QuotaExceededError");
  await give(40, 60);
  await finishRun();
  const second = latest()?.snapshot?.result;
  await give(60, 80);
  expect(latest()?.runs.map(({ unsaved }) => unsaved)).toEqual(["full", null]);
  expect(latest()?.storage).toEqual({ type: "kept" });
  expect(await results()).toEqual([second, first]);
  database.refuse("runs", undefined);
  await session.deleteRun(latest()?.runs[1]?.id ?? "");
  expect(latest()?.runs.map(({ unsaved }) => unsaved)).toEqual([null]);
  expect(database.values("runs")).toHaveLength(1);
});

it("a run that was put aside before its end is kept with its best prompt so far", async () => {
  const { session, until, latest, give, first } = await withFinishedRun();
  await give(40, 60);
  await session.start();
  await until(() => latest()?.snapshot?.result === null && (latest()?.snapshot?.current ?? null) !== null);
  const best = latest()?.snapshot?.current;
  await session.forgetExamples();
  const [unfinished, finished] = latest()?.runs ?? [];
  expect([unfinished?.finished, finished?.finished]).toEqual([false, true]);
  const opened = await session.openRun(unfinished?.id ?? "");
  expect(opened.type === "done" && opened.value.snapshot.current).toBeTruthy();
  expect(opened.type === "done" && opened.value.snapshot.favoured).toEqual([]);
  expect(best).toBeTruthy();
  expect(first).toBeTruthy();
});

it("what an older page finished is a run as soon as its task is opened", async () => {
  const { open, latest, first } = await withFinishedRun();
  const key = `alone/${digestOf(JSON.stringify(visitedTask))}`;
  const { run: _, ...settings } = Object(database.values("settings")[0]);
  const stores = ["checkpoints", "meters", "examples", "shown", "answers"];
  const before = stores.map((name) => [name, database.values(name).map((value) => [key, value] as const)] as const);
  database.leave(1, { ...Object.fromEntries(before), settings: [[key, settings]] });
  await open();
  expect(latest()).toMatchObject({ runs: [{ finished: true, model: { type: "simulated" } }], snapshot: { result: first } });
  expect(database.values("runs")).toHaveLength(1);
});

it("a run is renamed, exported as it was measured, and keeps its name over a reload", async () => {
  const { session, open, latest, give } = await withFinishedRun();
  const [{ id = "" } = {}] = latest()?.runs ?? [];
  await session.renameRun(id, "  before \n the weekend ");
  await give(40, 60);
  await open();
  expect(latest()?.runs).toMatchObject([{ id, name: "before the weekend", pasted: { rows: 8 } }]);
  const places = { text: "[TEXT]", text2: "[TEXT 2]" };
  for (const choice of ["fragment", "demonstrations"] as const) {
    expect(await session.exportPrompt({ format: "manifest", choice, places }, id)).toMatchObject({ type: "done", value: { type: "file" } });
    expect(await session.exportPrompt({ format: "manifest", choice, places }, null)).toMatchObject({ type: "failed", code: "no-result" });
  }
  expect(await session.openRun("unknown")).toMatchObject({ type: "failed", code: "no-run" });
});
