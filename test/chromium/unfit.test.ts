// Browsers that a page cannot be used in are told so in one sentence; pages that are left, and parts that are missing, leave nobody
// waiting.

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../cli/machine/browser.ts";
import { inPagePage, isolatedPage } from "../partner-pages.ts";
import { type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { agree, asked, heard, joinedOf, outcome, provide, waitFor } from "./partner-talk.ts";
import { recordTraffic } from "./traffic.ts";

let system: PartnerSystem;

beforeAll(async () => {
  system = await startPartnerSystem();
  system.serve("/", { html: "<!doctype html><title>Partner</title>" });
});
afterAll(() => system?.close());

/** As Safari before 17.4, Chrome before 116 and Firefox before 124. */
const old = (context: BrowserContext): Promise<unknown> => context.addInitScript(() => Reflect.deleteProperty(AbortSignal, "any"));
const leave = (page: Page) => page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
const comeBack = (page: Page) => page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));

const inviteOf = ({ taskId, invite }: PartnerSystem["task"]): string => `/join#task=${taskId}&invite=${invite}`;

test.each(["/", "/new", "/alone", "/join", "/task", "/help", "/nowhere"])(
  "an old browser is told so at %s, and finds nothing to type",
  async (path) => {
    const { page } = await system.visit("/", { prepare: async (context) => void (await old(context)) });
    const recording = recordTraffic(system.aggregator);
    recording.watch(page);
    await page.goto(system.aggregator + (path === "/join" ? inviteOf(system.task) : path));
    await page.waitForSelector('.unfit[role=alert]:has-text("Safari 17.4, Chrome or Edge 120, Firefox 124")');
    expect(await page.locator("input, textarea, select, button, main").count()).toBe(0);
    expect(recording.sent.filter((message) => message.includes("/api/"))).toEqual([]);
  },
);

test("plain http is told so, in the browser's language", async () => {
  const browser = await launchBrowser(["--host-resolver-rules=MAP plain.test 127.0.0.1"]);
  try {
    for (const [locale, words] of [
      ["en", "secure address"],
      ["de", "sicheren Adresse"],
    ] as const) {
      const page = await (await browser.newContext({ locale })).newPage();
      await page.goto(system.aggregator.replace("127.0.0.1", "plain.test") + inviteOf(system.task));
      await page.waitForSelector(`.unfit:has-text("${words}")`);
      expect(await page.locator("input, button").count()).toBe(0);
    }
  } finally {
    await browser.close();
  }
});

test("a partner's page hears from an old browser why nobody can take part, in both modes", async () => {
  const prepare = async (context: BrowserContext): Promise<void> => void (await old(context));
  system.serve("/old", isolatedPage(system));
  const { page } = await system.visit("/old", { prepare });
  expect(await waitFor(page, "refused")).toMatchObject({ code: "old-browser", message: expect.stringContaining("too old") });
  expect(await asked(page, "start()")).toMatchObject({ type: "failed", code: "old-browser" });
  system.serve("/old-in-page", inPagePage(system));
  const inPage = await system.visit("/old-in-page", { prepare });
  expect(await outcome(inPage.page)).toMatchObject({ name: "EmbedError", code: "old-browser" });
});

test("a part that is gone after a new deployment: the chart's table opens, and the page says to reload", async () => {
  const { page } = await system.visit("/", {
    prepare: async (context) => void (await context.route("**/uPlot*", (route) => route.abort())),
  });
  await page.goto(system.aggregator + inviteOf(system.task));
  await page.click('[data-sample="1"]');
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector('live-panel dt:text-is("Contributions merged") + dd:not(:text-is("0"))');
  const { taskId, ownerToken } = system.task;
  await page.goto(`${system.aggregator}/task#task=${taskId}&owner=${ownerToken}`);
  await page.waitForSelector("[data-part-missing][role=alert]");
  await page.waitForSelector("asyndbt-task line-chart details[open] tbody tr");
  expect(await page.locator("line-chart .chart:visible").count()).toBe(0);
});

test("a page that is left ends its worker, and begins anew when the browser shows it again", async () => {
  const { page } = await system.visit("/");
  await page.goto(system.aggregator + inviteOf(await system.newTask([])));
  await page.waitForSelector("examples-panel");
  expect(page.workers()).toHaveLength(1);
  await leave(page);
  await expect.poll(() => page.workers().length).toBe(0);
  await comeBack(page);
  await page.waitForEvent("worker");
  await page.waitForSelector("examples-panel");
});

test("in-page: a run goes on where its page is left and comes back, and one that was paused waits for its start", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/left", inPagePage(system, { task }));
  const { page } = await system.visit("/left");
  const contributions = (): Promise<number> => page.evaluate("Math.max(0, ...progress.map(({ contributions }) => contributions))");
  await expect.poll(contributions, { timeout: 60_000 }).toBeGreaterThan(0);
  await page.evaluate("participant.pause()");
  await leave(page);
  await comeBack(page);
  expect(page.workers()).toHaveLength(0);
  await page.evaluate("participant.start(); 0");
  const before = await contributions();
  await expect.poll(contributions, { timeout: 60_000 }).toBeGreaterThan(before);
  await leave(page);
  await comeBack(page);
  expect(await outcome(page)).toHaveProperty("prompt");
  expect(await joinedOf(system, task)).toBe(1);
});

test("isolated: the box of a page that comes back is met again", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/left-box", isolatedPage(system, { task }));
  const { page } = await system.visit("/left-box");
  await agree(page, task);
  expect((await provide(page, system)).type).toBe("done");
  await page.evaluate("events.length = 0");
  await comeBack(page);
  expect((await asked(page, "start()")).code).not.toBe("closed");
  await waitFor(page, "contributing");
  expect((await heard(page)).map(({ type }) => type)).not.toContain("consent");
});
