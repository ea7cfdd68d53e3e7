// The requests that a person allows with a key hold over all runs: other examples, another model or a reload set nothing back, and only
// the person's own acts allow more.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { mockAnswer } from "../../../test/mock-provider.ts";
import { platformRuntime } from "../../language-model/transport/runtime.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import { createSession } from "./session.ts";
import type { SessionView } from "./worker-api.ts";

const task = {
  name: "m",
  labels: ["yes", "no"],
  labelWords: [["yes"], ["no"]],
  header: "[VAR] [VAR]",
  example: "[SENTENCE1]\nFelt:",
  phrases: [Array.from({ length: 50 }, (_, i) => `first ${i}`), Array.from({ length: 50 }, (_, i) => `second ${i}`)],
  privateShots: 0,
};
const endpoint: Extract<LanguageModelChoice, { type: "http" }> = {
  type: "http",
  url: "https://model.example/v1",
  model: "known-model",
  key: "",
  layout: "completion",
  withoutLogProbs: null,
};
const BUDGET = 200;
/** Beside the budget: a test of three prompts, one attempt in three of which may fail, and 150 for probes and trials. */
const BESIDE = (testRows: number): number => Math.ceil(1.5 * 3 * testRows) + 150;

let sent = 0;
let key = 0;
/** With a key that no other test has spent anything with. */
const own = (): typeof endpoint => ({ ...endpoint, key: `sk-${key}` });
beforeEach(() => {
  sent = 0;
  key++;
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("navigator", {
    locks: { request: async (_: string, __: object, held: () => Promise<void>) => Promise.resolve().then(held) },
  });
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    sent++;
    const { status, body } = mockAnswer({ path: new URL(address).pathname, body: JSON.parse(String(init?.body ?? "{}")) }, {});
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function visiting(name = "m") {
  let view: SessionView | undefined;
  let seen = (): void => undefined;
  const unused = (): never => {
    throw new TypeError("nothing is to be sent");
  };
  const session = createSession({
    runtime: { ...platformRuntime(), fetch: unused, openSocket: unused },
    onView(next) {
      view = next;
      seen();
    },
  });
  await session.open({ type: "alone", task: { ...task, name }, takeOver: true });
  const rested = (): Promise<void> =>
    new Promise((resolve) => {
      seen = () => view?.running === false && resolve();
      seen();
    });
  let round = 0;
  const giveOthers = async (): Promise<void> => {
    round++;
    await session.forgetExamples();
    const examples = Array.from({ length: 40 }, (_, i) => ({ text: `text ${round} ${i}`, label: i % 2 ? "yes" : "no" }));
    await session.previewExamples({ name: "a.json", content: JSON.stringify(examples) }, null);
    await session.keepExamples();
  };
  const runOnce = async () => {
    const outcome = await session.start();
    await rested();
    return outcome.type === "failed" ? outcome.code : (view?.snapshot?.activity ?? null);
  };
  return { session, giveOthers, runOnce, view: () => view };
}

it("eight runs on ever other examples, and models, send no more than the first was allowed", async () => {
  const { session, giveOthers, runOnce, view } = await visiting();
  await session.setBudget(BUDGET, {});
  await session.setLanguageModel(own(), null);
  for (let run = 0; run < 8; run++) {
    await giveOthers();
    await session.setLanguageModel({ ...own(), model: run % 2 ? "known-model" : "known-model-2" }, null);
    await runOnce();
  }
  const allowed = view()?.account?.allowed ?? 0;
  expect(allowed).toBeLessThanOrEqual(BUDGET + BESIDE(view()?.examples?.test ?? 0) + 40);
  expect(sent).toBeLessThanOrEqual(allowed);
  expect(view()?.account).toMatchObject({ requests: sent, host: "model.example" });
  // The last ones did not even begin.
  expect(await runOnce()).toMatchObject({ type: "failed", code: "budget-key" });
});

it("a reload, and another task, go on counting; the person allows more, or counts anew", async () => {
  const first = await visiting();
  await first.session.setBudget(BUDGET, {});
  await first.session.setLanguageModel(own(), null);
  await first.giveOthers();
  await first.runOnce();
  const before = sent;

  const other = await visiting("another task");
  await other.session.setBudget(BUDGET, {});
  await other.session.setLanguageModel(own(), null);
  expect(other.view()?.account).toMatchObject({ requests: before });
  while (other.view()?.account?.left !== 0) {
    const was = sent;
    await other.giveOthers();
    await other.runOnce();
    if (sent === was) break;
  }
  expect(await other.runOnce()).toMatchObject({ code: "budget-key" });
  const { allowed = 0, more = 0 } = other.view()?.account ?? {};
  expect(await other.session.allowMore()).toMatchObject({ type: "done" });
  expect(other.view()?.account?.allowed).toBe((allowed ?? 0) + more);
  expect(await other.runOnce()).toMatchObject({ type: "finished" });
  await other.session.countAnew();
  expect(other.view()?.account).toMatchObject({ requests: 0, allowed: null, total: { requests: expect.any(Number) } });
});

it("a limit of tokens is of the key, not of the run", async () => {
  const { session, giveOthers, runOnce, view } = await visiting();
  await session.setBudget(2_000, { tokens: 6_000 });
  await session.setLanguageModel(own(), null);
  for (let run = 0; run < 4; run++) {
    await giveOthers();
    await runOnce();
  }
  expect(view()?.account?.tokens).toBeGreaterThan(3_000);
  expect(view()?.account?.tokens).toBeLessThanOrEqual(6_000);
});
