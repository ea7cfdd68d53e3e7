// Examples from the page around a frame, beside those that the person in front of it is choosing.

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
  const session = createSession({
    runtime: { ...platformRuntime(), fetch: unused, openSocket: unused },
    onView(next) {
      view = next;
    },
  });
  expect(await session.open({ type: "alone", task, takeOver: false })).toMatchObject({ type: "done" });
  const kept = () => view?.examples?.perLabel.map(({ count }) => count);
  return { ...session, kept };
}

test("are added, and leave what the person is about to keep alone", async () => {
  const { previewExamples, provideExamples, keepExamples, kept } = await opened();
  await previewExamples({ name: "mine.csv", content: "text,label\nfine,good\nlovely,good\n" }, null);
  expect(await provideExamples([{ text: "dull\n", label: "bad", id: 1 }])).toMatchObject({ type: "done" });
  expect(kept()).toEqual([1, 0]);
  expect(await keepExamples()).toMatchObject({ type: "done" });
  expect(kept()).toEqual([1, 2]);
});

test("rows that cannot be used are left out; where none is left the first is named", async () => {
  const { provideExamples, kept } = await opened();
  const unknown = { text: "dull", label: "boring" };
  expect(await provideExamples([unknown])).toMatchObject({
    code: "examples",
    message: expect.stringContaining("Example 1 cannot be used"),
  });
  expect(await provideExamples([])).toMatchObject({ code: "examples" });
  expect(await provideExamples([unknown, { text: "fine", label: "good" }])).toMatchObject({ type: "done" });
  expect(kept()).toEqual([0, 1]);
});
