// A session when the page asks: which key it keeps, and how it goes on.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mockAnswer } from "../../../test/mock-provider.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import { freeLocks, visiting } from "./testing/visiting.ts";

const endpoint: Extract<LanguageModelChoice, { type: "http" }> = {
  type: "http",
  url: "https://model.example/v1",
  model: "known-model",
  key: "sk-1",
  layout: "chat",
  withoutLogProbs: null,
};
const unasked = { ...endpoint, key: "" };

const keysSent: string[] = [];
beforeEach(() => {
  keysSent.length = 0;
  vi.stubGlobal("navigator", freeLocks);
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    keysSent.push(new Headers(init?.headers).get("authorization") ?? "none");
    const { status, body } = mockAnswer({ path: new URL(address).pathname, body: JSON.parse(String(init?.body ?? "{}")) }, {});
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function visitingWithKeys() {
  const visit = await visiting();
  const { session, latest } = visit;
  const test = async (choice: typeof endpoint, passphrase: string | null = null) => {
    keysSent.length = 0;
    await session.setLanguageModel(choice, passphrase);
    const outcome = await session.testConnection();
    return { outcome: outcome.type === "failed" ? outcome.code : outcome.type, keys: [...new Set(keysSent)] };
  };
  /** A model is stored when a run starts with it. */
  const startOnce = async (): Promise<void> => {
    await visit.give(0, 40);
    expect(await session.start()).toMatchObject({ type: "done" });
    await session.pause();
  };
  return { ...visit, test, startOnce, held: () => latest()?.languageModel?.held };
}

it("an empty key field keeps the key in memory, for the same address only", async () => {
  const { test, held } = await visitingWithKeys();
  expect(await test(endpoint)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  expect(await test(unasked)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  expect(held()).toBe("memory");
  expect(await test({ ...unasked, url: "https://other.example/v1" })).toEqual({ outcome: "done", keys: ["none"] });
  expect(held()).toBe("none");
});

it("a stored key survives a test before it is unlocked and after, and goes when it is removed", async () => {
  const { session, open, test, startOnce, held } = await visitingWithKeys();
  await test(endpoint, "correct horse");
  await startOnce();
  await open();
  expect(held()).toBe("sealed");
  expect(await test(unasked)).toEqual({ outcome: "key-needed", keys: [] });
  expect(held()).toBe("sealed");
  expect(await session.unlockKey("correct horse")).toMatchObject({ type: "done" });
  expect(await test(unasked)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  await open();
  expect(held()).toBe("sealed");
  await session.forgetKey();
  expect(await test(unasked)).toEqual({ outcome: "done", keys: ["none"] });
  await open();
  expect(held()).toBe("none");
});

it("a test stores neither model nor key, and what is stored survives the test of another address", async () => {
  const { open, test, startOnce, held, latest } = await visitingWithKeys();
  await test(endpoint, "correct horse");
  await open();
  expect(latest()?.languageModel).toBeNull();
  await test(endpoint, "correct horse");
  await startOnce();
  await test({ ...endpoint, url: "https://other.example/v1", key: "sk-2" });
  // Back at the first one without typing its key again.
  expect(await test(unasked)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  await open();
  expect(held()).toBe("sealed");
  expect(latest()?.languageModel?.choice).toEqual(unasked);
});

it("a key that was in memory only is asked for until it is entered or removed", async () => {
  const { session, open, test, startOnce, held } = await visitingWithKeys();
  await test(endpoint);
  await startOnce();
  await open();
  expect(await test(unasked)).toEqual({ outcome: "key-needed", keys: [] });
  expect(held()).toBe("gone");
  expect(await test({ ...endpoint, key: "sk-2" })).toEqual({ outcome: "done", keys: ["Bearer sk-2"] });
  await session.forgetKey();
  expect(held()).toBe("none");
});

it("goes on after it was finished early", async () => {
  const { session, latest, until, give } = await visiting();
  await give(0, 40);
  await session.setBudget(100_000, {});
  await session.setLanguageModel({ type: "simulated" }, null);
  const snapshot = () => latest()?.snapshot;
  await session.start();
  await until(() => (snapshot()?.step ?? 0) >= 1);
  await session.finish();
  await until(() => latest()?.running === false);
  expect(snapshot()?.activity).toEqual({ type: "finished", reason: "stopped" });
  const { step = 0, queries = 0 } = snapshot() ?? {};
  await session.start();
  await until(() => (snapshot()?.step ?? 0) > step);
  expect(snapshot()?.queries).toBeGreaterThan(queries);
  await session.finish();
});
