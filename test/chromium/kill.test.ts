// Reloaded or killed at random moments, a participant goes on and never asks again what it was answered. Six moments by default, each other
// one a crash of the tab's process; KILL_MOMENTS=20 tries twenty, KILL_SEED names the moments.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../../shared/math/random.ts";
import { type CountingEndpoint, startCountingEndpoint } from "./counting-endpoint.ts";
import { CANARY, createSmallTask, giveExamples } from "./small-task.ts";
import { type System, startSystem } from "./system.ts";

const MOMENTS = Number(process.env.KILL_MOMENTS ?? 6);
const SEED = process.env.KILL_SEED ?? String(Math.floor(Math.random() * 1e6));
const BUDGET = 400;

let model: CountingEndpoint;
let system: System;

beforeAll(async () => {
  model = await startCountingEndpoint(CANARY);
  system = await startSystem({ endpoint: model.origin });
});
afterAll(async () => {
  await system?.close();
  model?.close();
});

async function begin(): Promise<Page> {
  model.reset();
  const { invite } = await createSmallTask(system);
  const page = await system.coldTab(invite);
  await giveExamples(page);
  await page.check('input[value="http"]');
  await page.fill("#model-url", `${model.origin}/v1`);
  await page.fill("#model-name", "known-model");
  await page.selectOption("#model-layout", "completion");
  await page.fill("#budget", String(BUDGET));
  await page.click("[data-action=start]:enabled");
  return page;
}

/** Ends the tab's process, as a crash or a phone short of memory does: nothing in it gets to say goodbye. */
async function killed(page: Page, gone: () => Promise<void> = async () => {}): Promise<Page> {
  const address = page.url();
  const context = page.context();
  const crashed = page.waitForEvent("crash");
  const control = await context.newCDPSession(page);
  control.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
  await gone();
  const next = await context.newPage();
  next.setDefaultTimeout(30_000);
  await next.goto(address);
  return next;
}

/** In two halves, so that something may happen between the old page's end and the new one's beginning. */
async function reloaded(page: Page, gone: () => Promise<void> = async () => {}): Promise<Page> {
  const address = page.url();
  await page.goto("about:blank");
  await gone();
  await page.goto(address);
  return page;
}

/** Answers in the page's database. */
function keptAnswers(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await result(indexedDB.open("asyndbt"));
    const count = await result(db.transaction("answers").objectStore("answers").count());
    db.close();
    return count;
  });
}

const twice = (): string[] => [...model.answered].flatMap(([prompt, times]) => (times > 1 ? [prompt] : []));

test(`a reload or a crash at ${MOMENTS} random moments repeats no paid query (seed ${SEED})`, async () => {
  const rng = randomStream(SEED, "kill");
  let page = await begin();
  for (let moment = 0; moment < MOMENTS; moment++) {
    // Anywhere in the run: BUDGET queries of tuning and selection, and those of the test.
    const reached = model.holdAfter(Math.floor((rng() * 2 * BUDGET) / MOMENTS));
    const finished = page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 }).then(() => "finished" as const);
    finished.catch(() => undefined);
    const outcome = await Promise.race([reached.then(() => "held" as const), finished]);
    // Every answer so far has arrived and is kept; only the questions held back are open.
    while (outcome === "held" && (await keptAnswers(page)) < model.answered.size);
    page = await (moment % 2 === 0 ? reloaded : killed)(page, () => model.release());
  }
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  expect(model.count).toBeGreaterThan(100);
  expect(twice()).toEqual([]);
}, 300_000);

test(`killed without warning, it repeats at most what was on its way (seed ${SEED})`, async () => {
  const rng = randomStream(SEED, "without warning");
  let page = await begin();
  for (let moment = 0; moment < MOMENTS; moment++) {
    const from = model.count;
    const wanted = from + 1 + Math.floor((rng() * BUDGET) / MOMENTS);
    while (model.count < wanted && (await page.locator("[data-tuned-prompt]").count()) === 0)
      await new Promise((done) => setImmediate(done));
    page = await (moment % 2 === 0 ? killed : reloaded)(page);
  }
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  // Eight requests are under way at a time: their answers may be lost with the tab, again at the next kill, and nothing else.
  const repeated = model.count - model.answered.size;
  console.log(`${repeated} of ${model.count} answers were under way at one of ${MOMENTS} kills and were asked for again`);
  expect(repeated).toBeLessThanOrEqual(8 * MOMENTS);
}, 300_000);
