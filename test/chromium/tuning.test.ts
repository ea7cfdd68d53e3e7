// Whole runs with models that are not simulated: a tiny one inside the tab, and an endpoint on this machine that fails three times in ten.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { hash32 } from "../../shared/math/random.ts";
import { type Fault, type FaultServer, startFaultServer } from "../fault-server.ts";
import { randomGguf } from "../random-gguf.ts";
import { CANARY, createSmallTask, giveExamples } from "./small-task.ts";
import { type System, startSystem } from "./system.ts";

let faulty = false;
let failed = 0;
let answered = 0;
const failures = new Map<string, number>();
let model: FaultServer;
let system: System;

const FAULTS: readonly Fault[] = [
  { type: "status", status: 500 },
  { type: "truncated" },
  { type: "status", status: 503 },
  { type: "truncated" },
  { type: "late", afterMs: 300 },
  { type: "status", status: 429, headers: { "retry-after": "1" } },
];

beforeAll(async () => {
  model = await startFaultServer({
    // With exact scores two queries at a time would be asked: slow, with so many waits.
    routes: ["/completions"],
    fault(n, { body }) {
      // A probe that fails is a connection that fails, which is another test's matter.
      if (!faulty || !JSON.stringify(body).includes(CANARY)) return undefined;
      answered++;
      const query = JSON.stringify(body);
      const before = failures.get(query) ?? 0;
      // A query whose every attempt fails ends the run, rightly; which one that would be depends on the order of requests.
      if (before >= 3 || hash32(`fault ${n}`) / 2 ** 32 >= 0.3) return undefined;
      failures.set(query, before + 1);
      failed++;
      return FAULTS[failed % FAULTS.length];
    },
  });
  system = await startSystem({ endpoint: new URL(model.url).origin });
});
afterAll(async () => {
  await system?.close();
  await model?.close();
});
afterEach(() => {
  expect(system.recording.foreign).toEqual([]);
  expect(system.recording.sent.filter((message) => system.recording.carries(message, CANARY))).toEqual([]);
});

interface Contribution {
  readonly seq: number;
  readonly samples: string;
  readonly losses: string;
}

/** Contributions sent since `from`, each once. */
function contributions(from: number): Contribution[] {
  const frames = system.recording.sent.slice(from).filter((message) => message.includes('"type":"contribute"'));
  const all = frames.map((frame): Contribution => JSON.parse(frame));
  return [...new Map(all.map(({ seq, samples, losses }) => [seq, { seq, samples, losses }])).values()].sort((a, b) => a.seq - b.seq);
}

async function runToTheEnd(page: Page, budget: number): Promise<void> {
  await page.fill("#budget", String(budget));
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt], run-panel [role=alert], live-panel strong:has-text('Stopped')", { timeout: 90_000 });
  const seen = await page.locator("run-panel [role=alert], live-panel strong").allTextContents();
  expect(await page.locator("[data-tuned-prompt]").count(), seen.join()).toBe(1);
}

test("tunes to the end with a model file inside the tab, which has to be chosen again after a reload", async () => {
  const { invite } = await createSmallTask(system);
  const page = await system.coldTab(invite);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const from = system.recording.sent.length;
  await giveExamples(page);
  await page.check('input[value="in-tab"]');
  await page.setInputFiles("#model-file", { name: "tiny.gguf", mimeType: "application/octet-stream", buffer: Buffer.from(randomGguf()) });
  await runToTheEnd(page, 150);
  await page.waitForSelector('[data-model-ready]:has-text("MB in memory")');
  expect(contributions(from).length).toBeGreaterThan(0);
  expect(await page.textContent('model-panel [data-kind="good"]')).toContain("exact label probabilities");

  await page.reload();
  await page.waitForSelector('model-panel p:has-text("Choose it again")');
  await page.waitForSelector("[data-tuned-prompt]");
  expect(system.recording.complaints).toEqual([]);
});

test("a model from an address is downloaded once, and forgotten when asked", async () => {
  const { invite } = await createSmallTask(system);
  const page = await system.coldTab(invite);
  let downloads = 0;
  // Blocked bodies and workers: only the context sees what the worker fetches.
  await page.context().route("**/tiny.gguf", (route) => {
    downloads++;
    return route.fulfill({ body: Buffer.from(randomGguf()), contentType: "application/octet-stream" });
  });
  const load = async (): Promise<void> => {
    await page.check('input[value="in-tab"]');
    await page.fill("#model-address", new URL("/tiny.gguf", page.url()).href);
    await page.click('button:has-text("Load the model")');
    await page.waitForSelector("[data-model-ready]");
  };
  await load();
  await page.reload();
  await load();
  expect(downloads).toBe(1);
  await page.click("[data-action=forget-model]");
  await page.waitForSelector("[data-model-ready]", { state: "detached" });
  await page.click('button:has-text("Load the model")');
  await page.waitForSelector("[data-model-ready]");
  expect(downloads).toBe(2);
  expect(system.recording.complaints).toEqual([]);
});

test("an endpoint that fails three times in ten leads to the same contributions: no error is scored", async () => {
  const runs: Contribution[][] = [];
  for (const fails of [false, true]) {
    faulty = fails;
    const { invite, taskId } = await createSmallTask(system);
    const page = await system.coldTab(invite);
    await page.waitForSelector("examples-panel");
    await fixSeed(page, `${new URL(page.url()).origin}/${taskId}`);
    await page.reload();
    const from = system.recording.sent.length;
    await giveExamples(page);
    await page.check('input[value="http"]');
    await page.fill("#model-url", model.url);
    await page.fill("#model-name", "known-model");
    await page.selectOption("#model-layout", "completion");
    await runToTheEnd(page, 150);
    runs.push(contributions(from));
  }
  const [smooth = [], rough = []] = runs;
  expect(failed / answered).toBeGreaterThan(0.2);
  // Attempts count against the budget, so the faulty run is shorter; as far as it goes it is the same.
  expect(rough.length).toBeGreaterThan(1);
  expect(rough).toEqual(smooth.slice(0, rough.length));
  // Chromium itself reports every failed answer; nothing else was wrong.
  const { complaints } = system.recording;
  expect(complaints.filter((text) => !/status of (500|503|429)/.test(text))).toEqual([]);
  complaints.length = 0;
});

/** Runs of one seed can be compared. */
async function fixSeed(page: Page, task: string): Promise<void> {
  await page.evaluate(async (key) => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const store = (await result(indexedDB.open("asyndbt"))).transaction("settings", "readwrite").objectStore("settings");
    const settings = await result(store.get(key));
    if (settings === undefined) throw new Error(`nothing is stored under ${key}`);
    await result(store.put({ ...settings, seed: 7 }, key));
  }, task);
}
