// Examples and commands from the page around a frame: nothing that it can see tells which texts the person has, and it starts nothing that
// the person has not agreed to.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { platformRuntime } from "../../language-model/transport/runtime.ts";
import { createSession } from "./session.ts";
import type { SessionView } from "./worker-api.ts";

const task = {
  name: "reviews",
  labels: ["bad", "good"],
  example: "Review: [SENTENCE1]\nSentiment:",
  labelWords: [["bad"], ["good"]],
};
const unused = (): never => {
  throw new TypeError("nothing is to be sent");
};

beforeEach(() => {
  const request = (_name: string, _options: unknown, hold: () => Promise<void>) => Promise.resolve().then(hold);
  vi.stubGlobal("navigator", { locks: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function opened() {
  let view: SessionView | undefined;
  let seen = (): void => undefined;
  const session = createSession({
    runtime: { ...platformRuntime(), fetch: unused, openSocket: unused },
    onView(next) {
      view = next;
      seen();
    },
  });
  expect(await session.open({ type: "alone", task, takeOver: false })).toMatchObject({ type: "done" });
  const kept = () => view?.examples?.perLabel.map(({ count }) => count);
  const provide = (given: unknown) => session.fromHost({ type: "examples", given });
  const hostStart = () => session.fromHost({ type: "start" });
  const keepMine = async (rows: readonly string[]) => {
    await session.previewExamples({ name: "mine.csv", content: ["text,label", ...rows].join("\n") }, null);
    return session.keepExamples();
  };
  const rested = (): Promise<void> =>
    new Promise((resolve) => {
      seen = () => view?.running === false && resolve();
      seen();
    });
  return { ...session, kept, provide, hostStart, keepMine, rested, view: () => view };
}

const mine = Array.from({ length: 40 }, (_, i) => `private ${i},${i % 2 ? "good" : "bad"}`);
const example = (i: number, label = i % 2 ? "good" : "bad") => ({ text: `private ${i}`, label });

test("are taken where the person has none, and leave what the person is about to keep alone", async () => {
  const { previewExamples, provide, keepExamples, kept } = await opened();
  await previewExamples({ name: "mine.csv", content: "text,label\nfine,good\nlovely,good\n" }, null);
  expect(await provide([{ text: "dull\n", label: "bad", id: 1 }])).toMatchObject({ type: "done" });
  expect(kept()).toEqual([1, 0]);
  expect(await keepExamples()).toMatchObject({ type: "done" });
  expect(kept()).toEqual([1, 2]);
});

test("rows that cannot be used are left out; where none is left the first is named", async () => {
  const { provide, kept } = await opened();
  const unknown = { text: "dull", label: "boring" };
  expect(await provide([unknown])).toMatchObject({
    code: "examples",
    message: expect.stringContaining("Example 1 cannot be used"),
  });
  expect(await provide([])).toMatchObject({ code: "examples" });
  expect(await provide([unknown, { text: "fine", label: "good" }])).toMatchObject({ type: "done" });
  expect(kept()).toEqual([0, 1]);
});

test("a text that the person has, has with another label, or has not: the page around sees no difference, and nothing changes", async () => {
  const seen: unknown[] = [];
  for (const probe of [example(3), example(3, "bad"), { text: "somebody else's", label: "good" }]) {
    const { provide, hostStart, keepMine, kept, rested, view, setLanguageModel, setBudget, start } = await opened();
    await keepMine(mine);
    await setLanguageModel({ type: "simulated" }, null);
    await setBudget(300, {});
    await start();
    await rested();
    const { result, queries } = view()?.snapshot ?? {};
    expect(result).toBeTruthy();
    seen.push([await provide([probe]), view()?.offer, await hostStart(), view()?.running]);
    // The result, the counts and the examples are as they were.
    expect(view()?.snapshot?.result).toBe(result);
    expect([view()?.snapshot?.queries, kept()]).toEqual([queries, [20, 20]]);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

test("the person takes an offer, and own labels stay; then only the person starts again, whatever was new", async () => {
  for (const [offer, counts] of [
    [
      [example(3, "bad"), { text: "new", label: "good" }],
      [20, 21],
    ],
    [[example(3)], [20, 20]],
  ] as const) {
    const { provide, hostStart, keepMine, kept, rested, view, setLanguageModel, setBudget, fromHost, answerOffer, start } = await opened();
    await keepMine(mine);
    await setLanguageModel({ type: "simulated" }, null);
    await setBudget(100_000, {});
    expect(await hostStart()).toMatchObject({ type: "done" });
    await fromHost({ type: "pause" });
    await provide(offer);
    expect(view()?.offer).toEqual({ examples: offer.length });
    await answerOffer(true);
    expect([kept(), view()?.offer]).toEqual([counts, null]);
    expect(await hostStart()).toMatchObject({ code: "person-needed" });
    // The same offer is not made twice.
    expect(await provide(offer)).toMatchObject({ type: "done" });
    expect(view()?.offer).toBeNull();
    expect(await start()).toMatchObject({ type: "done" });
    expect(view()?.running).toBe(true);
    await fromHost({ type: "pause" });
    await rested();
    expect(await hostStart()).toMatchObject({ type: "done" });
    await fromHost({ type: "pause" });
  }
});

test("who paused, finished or changed something is not started again by the page around", async () => {
  const { provide, hostStart, rested, setLanguageModel, setBudget, pause, start, finish, view } = await opened();
  await provide(mine.map((_, i) => example(i)));
  await setLanguageModel({ type: "simulated" }, null);
  await setBudget(100_000, {});
  expect(await hostStart()).toMatchObject({ type: "done" });
  await pause();
  expect(await hostStart()).toMatchObject({ code: "person-needed" });
  await start();
  await finish();
  await rested();
  const { queries } = view()?.snapshot ?? {};
  expect(await hostStart()).toMatchObject({ code: "person-needed" });
  expect(view()?.snapshot?.queries).toBe(queries);
  // After the first run, more examples of the page around are an offer, too: they would start it over.
  expect(await provide([{ text: "one more", label: "good" }])).toMatchObject({ type: "done" });
  expect(view()?.offer).toEqual({ examples: 1 });
  expect(await provide(mine.map((_, i) => example(i)))).toMatchObject({ type: "done" });
});
