// A session when the page asks: which key it keeps, and how it goes on.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mockAnswer } from "../../../test/mock-provider.ts";
import { platformRuntime } from "../../language-model/transport/runtime.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import { createSession } from "./session.ts";
import type { SessionView } from "./worker-api.ts";

const task = {
  name: "m",
  labels: ["good", "bad"],
  labelWords: [["good"], ["bad"]],
  header: "[VAR] [VAR]",
  example: "[SENTENCE1]\nFelt:",
  // Far more prompts than a test tries.
  phrases: [Array.from({ length: 50 }, (_, i) => `first ${i}`), Array.from({ length: 50 }, (_, i) => `second ${i}`)],
  privateShots: 0,
};
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
  // Every lock is free at once and never stolen.
  vi.stubGlobal("navigator", {
    locks: { request: async (_: string, __: object, held: () => Promise<void>) => Promise.resolve().then(held) },
  });
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    keysSent.push(new Headers(init?.headers).get("authorization") ?? "none");
    const { status, body } = mockAnswer({ path: new URL(address).pathname, body: JSON.parse(String(init?.body ?? "{}")) }, {});
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function visiting() {
  const views: SessionView[] = [];
  let seen = (): void => undefined;
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      seen = () => condition() && resolve();
      seen();
    });
  const unused = (): never => {
    throw new TypeError("nothing is to be sent");
  };
  const session = createSession({
    runtime: { ...platformRuntime(), fetch: unused, openSocket: unused },
    onView(view) {
      views.push(view);
      seen();
    },
  });
  /** Again, it is a reload as far as the key goes: what is kept is read, what was in memory is gone. */
  const open = () => session.open({ type: "alone", task, takeOver: true });
  await open();
  const test = async (choice: typeof endpoint, passphrase: string | null = null) => {
    keysSent.length = 0;
    await session.setLanguageModel(choice, passphrase);
    const outcome = await session.testConnection();
    return { outcome: outcome.type === "failed" ? outcome.code : outcome.type, keys: [...new Set(keysSent)] };
  };
  return { session, open, test, until, latest: () => views.at(-1), held: () => views.at(-1)?.languageModel?.held };
}

it("an empty key field keeps the key in memory, for the same address only", async () => {
  const { test, held } = await visiting();
  expect(await test(endpoint)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  expect(await test(unasked)).toEqual({ outcome: "done", keys: ["Bearer sk-1"] });
  expect(held()).toBe("memory");
  expect(await test({ ...unasked, url: "https://other.example/v1" })).toEqual({ outcome: "done", keys: ["none"] });
  expect(held()).toBe("none");
});

it("a stored key survives a test before it is unlocked and after, and goes when it is removed", async () => {
  const { session, open, test, held } = await visiting();
  await test(endpoint, "correct horse");
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

it("a key that was in memory only is asked for until it is entered or removed", async () => {
  const { session, open, test, held } = await visiting();
  await test(endpoint);
  await open();
  expect(await test(unasked)).toEqual({ outcome: "key-needed", keys: [] });
  expect(held()).toBe("gone");
  expect(await test({ ...endpoint, key: "sk-2" })).toEqual({ outcome: "done", keys: ["Bearer sk-2"] });
  await session.forgetKey();
  expect(held()).toBe("none");
});

it("goes on after it was finished early", async () => {
  const { session, latest, until } = await visiting();
  const examples = Array.from({ length: 40 }, (_, i) => ({ text: `text ${i}`, label: i % 2 ? "good" : "bad" }));
  await session.previewExamples({ name: "a.json", content: JSON.stringify(examples) }, null);
  await session.keepExamples();
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
