// Kept runs, as a person meets them: nothing that was paid for is lost by trying something else, and what is deleted can be had back.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type CountingEndpoint, startCountingEndpoint } from "./counting-endpoint.ts";
import { checkScreen, reach } from "./screen.ts";
import { CANARY, createSmallTask, giveExamples } from "./small-task.ts";
import { type System, startSystem } from "./system.ts";

const KEY = "sk-canary-5520";

let endpoint: CountingEndpoint;
let system: System;
beforeAll(async () => {
  endpoint = await startCountingEndpoint(CANARY);
  system = await startSystem({ endpoint: endpoint.origin });
});
afterAll(async () => {
  await system?.close();
  endpoint?.close();
});
afterEach(() => {
  // The texts of the examples and the key stay in the tab, whatever is kept, opened, compared or given back.
  expect(system.recording.sent.filter((message) => message.includes(CANARY) || message.includes(KEY))).toEqual([]);
});

const kept = "[data-run]";
const tuned = "[data-tuned-prompt]";

async function runToTheEnd(page: Page): Promise<void> {
  await page.fill("#budget", "150");
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("run-panel [data-action=pause]");
  await page.waitForSelector("run-panel [data-action=start]", { timeout: 90_000 });
  await page.waitForSelector(tuned);
}

async function chooseEndpoint(page: Page, url: string): Promise<void> {
  await page.check('input[value="http"]');
  await page.fill("#model-url", url);
  await page.fill("#model-name", "known-model");
  await page.fill("#model-key", KEY);
  await page.selectOption("#model-layout", "completion");
}

test("a finished run outlives a failed test, another model, a deletion that is undone, and a reload", async () => {
  const page = await system.coldTab((await createSmallTask(system)).invite);
  await giveExamples(page);
  await runToTheEnd(page);
  const first = await page.textContent(tuned);
  await expect.poll(() => page.locator(kept).count()).toBe(1);

  // An endpoint that is not there.
  await chooseEndpoint(page, "http://127.0.0.1:9/v1");
  await page.fill("#model-key", "");
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector("model-panel [role=alert] a[href^='/help#']");
  expect(await page.textContent(tuned)).toBe(first);
  await page.reload();
  await page.waitForSelector(tuned);
  expect(await page.textContent(tuned)).toBe(first);
  expect(await page.isChecked('input[value="simulated"]')).toBe(true);
  system.recording.complaints.length = 0;
  system.recording.foreign.length = 0;

  // Another model begins a second run beside it.
  await chooseEndpoint(page, endpoint.origin);
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector('[data-action=start]:has-text("Start a new run")');
  await runToTheEnd(page);
  await expect.poll(() => page.locator(kept).count()).toBe(2);
  await page.click(`${kept}:last-child .run-name`);
  await page.waitForSelector("[data-kept-run]");
  await expect.poll(() => page.textContent(tuned)).toBe(first);
  expect(await page.locator("live-panel progress-chart").count()).toBeGreaterThan(0);
  await checkScreen(page);
  await page.click('button:has-text("Back to the current run")');
  await page.waitForSelector("[data-kept-run]", { state: "detached" });

  // A name of its own, by keyboard.
  await reach(page, `${kept}:last-child [data-action=rename-run]`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#run-name:focus");
  await page.keyboard.type("before the holidays");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.run-name:has-text("before the holidays")');

  // Side by side: what they came to, what they took, and where their prompts differ.
  for (const checkbox of await page.locator("[data-action=pick-run]").all()) await checkbox.check();
  await reach(page, "[data-action=compare]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] [data-compared]");
  const compared = (await page.textContent("[data-compared]")) ?? "";
  for (const text of ["before the holidays", "known-model", "Simulated learner", "points", "95 % interval"])
    expect(compared).toContain(text);
  expect(await page.textContent("dialog[open] p.quiet")).toContain("same examples");
  expect(await page.locator("[data-prompt-difference]").count()).toBe(1);
  await checkScreen(page);
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog[open]", { state: "detached" });

  // Deleted and given back, by keyboard.
  await reach(page, `${kept}:last-child [data-action=ask-remove-run]`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-action=remove-run]:focus");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-action=undo]:focus");
  expect(await page.locator(kept).count()).toBe(1);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(kept).count()).toBe(2);

  await page.reload();
  await page.waitForSelector('.run-name:has-text("before the holidays")');
  expect(await page.locator(kept).count()).toBe(2);
  expect(await storedRuns(page)).not.toContain(KEY);
  expect(system.recording.complaints).toEqual([]);
});

test("examples are removed after a question, the result stays, and both come back within ten seconds", async () => {
  const page = await system.coldTab((await createSmallTask(system)).invite);
  await giveExamples(page);
  await runToTheEnd(page);
  const first = await page.textContent(tuned);
  await page.click('summary:has-text("Try it on a text")');
  await page.fill("#try-text", "a fine film");
  await page.click('button:has-text("Try"):not(:has-text("Trying"))');
  await page.waitForSelector("try-panel .tiles");

  await page.click("[data-action=ask-forget]");
  await page.waitForSelector("[data-action=forget-examples]:focus");
  await page.click("[data-action=forget-examples]");
  await page.waitForSelector("[data-undo=examples]");
  await page.waitForSelector("#examples-file");
  // The run is looked at as a kept one now.
  await expect.poll(() => page.textContent(tuned)).toBe(first);
  await checkScreen(page);
  await page.click("[data-action=undo]");
  await page.waitForSelector("#examples-file", { state: "detached" });
  await expect.poll(() => page.textContent(tuned)).toBe(first);

  await page.click("[data-action=ask-forget]");
  await page.click("[data-action=forget-examples]");
  await page.waitForSelector("[data-undo=examples]");
  await page.waitForSelector("[data-undo]", { state: "detached", timeout: 15_000 });
  // Of the examples only those are left that the prompt shows: at most one of each label here.
  const texts = (await storedRuns(page)).match(new RegExp(`${CANARY} \\d+`, "g")) ?? [];
  expect(new Set(texts).size).toBeLessThanOrEqual(2);
  expect(await page.locator("#examples-file").count()).toBe(1);
  await page.reload();
  await expect.poll(() => page.textContent(tuned)).toBe(first);

  // With its run, the answer of a trial goes.
  await page.click('summary:has-text("Try it on a text")');
  await page.fill("#try-text", "a fine film");
  await page.click('button:has-text("Try"):not(:has-text("Trying"))');
  await page.waitForSelector("try-panel .tiles");
  await page.click("[data-action=ask-remove-run]");
  await page.click("[data-action=remove-run]");
  await page.waitForSelector("[data-undo=run]");
  expect(await page.locator(tuned).count()).toBe(0);
  expect(await page.locator("try-panel .tiles").count()).toBe(0);
  expect(await storedRuns(page)).not.toContain(CANARY);
  expect(system.recording.complaints).toEqual([]);
});

/** Everything that the page's database holds, but the cache of answers, whose keys are digests. */
function storedRuns(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await result(indexedDB.open("asyndbt"));
    const all = await Promise.all([...db.objectStoreNames].map((name) => result(db.transaction(name).objectStore(name).getAll())));
    db.close();
    return JSON.stringify(all);
  });
}
