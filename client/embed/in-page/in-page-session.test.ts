// A partner's script is checked before anything is opened or sent, and every start has an end.

import * as v from "valibot";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import { platformRuntime } from "../../language-model/transport/runtime.ts";
import type { Runtime } from "../../platform/platform.ts";
import type { Progress } from "./api.ts";
import { createInPageSession, type InPageRequest } from "./in-page-session.ts";

const SECRET = "secret-text";
const labels = ["good", "bad"];
const task = v.parse(taskSchema, {
  name: "mood",
  labels,
  example: "Review: [SENTENCE1]\nFelt:",
  labelWords: [["good"], ["bad"]],
  phrases: [["Mind the food."]],
});
const taskView = {
  taskId: "t",
  task,
  settings: defaultSettings,
  taskDigest: searchSpaceOf(task).digest,
  phase: "open",
};
const examples = Array.from({ length: 40 }, (_, i) => ({ text: `review ${i}`, label: labels[i % 2] ?? "" }));
const request: InPageRequest = {
  aggregator: "https://aggregator.example",
  task: "t",
  invite: "i",
  examples,
  languageModel: { type: "simulated" },
  budget: { queries: 400 },
};

const unused = (): never => {
  throw new TypeError("nothing is to be sent");
};
const silent: Runtime = { ...platformRuntime(), fetch: unused, openSocket: unused };
/** An aggregator that shows the task, lets everybody join, and says that the task is closed: a run ends without a step. */
const closing: Runtime = {
  ...silent,
  fetch: async (_address, { method = "GET" } = {}) =>
    Response.json(method === "POST" ? { participant: "p", participantToken: "k", ...taskView } : taskView),
  openSocket() {
    // What the link uses of a socket, which hears nothing.
    const socket = { readyState: 2, send() {}, close() {}, onopen() {}, onmessage(_event: { data: string }) {} };
    setTimeout(() => {
      socket.onopen();
      socket.onmessage({ data: JSON.stringify({ type: "phase", phase: "closed" }) });
    });
    return socket as unknown as WebSocket;
  },
};

/** Names that are held, as the browser keeps them. */
const held = new Set<string>();
beforeEach(() => {
  held.clear();
  const request = async (name: string, { signal }: { signal?: AbortSignal }, hold: () => Promise<void>): Promise<void> => {
    await null;
    if (held.has(name)) return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    held.add(name);
    await hold();
    held.delete(name);
  };
  vi.stubGlobal("navigator", { locks: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([{ tokens: 0 }, { money: -1 }, { minutes: Number.NaN }, JSON.parse('{ "tokens": "many" }')])("%o is no limit", async (limits) => {
  const { start } = createInPageSession(silent, () => undefined);
  const outcome = await start({ ...request, budget: { queries: 100, ...limits } });
  const [name] = Object.keys(limits);
  expect(outcome).toEqual({ type: "failed", code: "invalid-settings", message: `budget.${name} must be a number above 0.` });
});

it.each([
  ["no string", JSON.parse('{ "text": 1, "label": "good" }'), "must be strings"],
  ["no text", { text: "\u200B\n", label: "good" }, "has no text"],
  ["an unknown label", { text: SECRET, label: SECRET }, "none of the task's"],
])("an example with %s is refused by its number and lets go of the participant", async (_, wrong, reason) => {
  const { start } = createInPageSession(closing, () => undefined);
  const outcome = await start({ ...request, examples: [...examples, wrong] });
  expect(outcome).toEqual({ type: "failed", code: "examples", message: expect.stringContaining(`Example 41 cannot be used: `) });
  expect(outcome).toMatchObject({ message: expect.stringContaining(reason) });
  expect(JSON.stringify(outcome)).not.toContain(SECRET);
  expect([...held]).toEqual([]);
});

it("white space, hidden characters, further fields and repeated texts refuse nothing", async () => {
  const { start } = createInPageSession(closing, () => undefined);
  const odd = { text: " soft\u00ADly\tsaid\n", label: "good", id: 7 };
  expect(await start({ ...request, examples: [...examples, odd, { text: "softly said", label: "bad" }] })).toMatchObject({ type: "done" });
});

it("a start after the end gives what there is, with what was shown", async () => {
  const shown: Progress[] = [];
  const { start } = createInPageSession(closing, (progress) => shown.push(progress));
  const first = await start(request);
  expect(first).toMatchObject({ type: "done", value: { languageModelId: expect.any(String) } });
  for (let again = 0; again < 2; again++) expect(await start(request)).toEqual(first);
  expect(shown.at(-1)?.activity).toBe("finished");
});
