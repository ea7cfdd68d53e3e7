// The main job in a real browser: three tabs that share no example tune one prompt through the real aggregator until each shows its result.
// Everything they send is read: a text of an example anywhere on the wire, or in what the aggregator stores, fails the test.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { projectRoot } from "../../cli/machine/project-root.ts";
import { type System, startSystem } from "./system.ts";

const CANARY = "zebra-quartz-7731";

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());
afterEach(() => {
  expect(system.recording.complaints).toEqual([]);
  expect(system.recording.foreign).toEqual([]);
});

async function start(page: Page, number: number): Promise<void> {
  await page.click(`[data-sample="${number}"]`);
  await page.click("[data-action=start]:enabled");
}

function figure(page: Page, name: string): Promise<number> {
  return page
    .locator(`live-panel dt:text-is("${name}") + dd`)
    .textContent()
    .then((text) => Number.parseInt((text ?? "").replaceAll(",", ""), 10));
}

/** The owner's figure of participants that are there. */
const live = (count: number): string => `dt:text-is("Live") + dd:text-is("${count}")`;

async function waitForStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction((least) => {
    const names = [...document.querySelectorAll("live-panel dt")];
    const value = names.find((name) => name.textContent === "Local steps")?.nextElementSibling?.textContent ?? "0";
    return Number.parseInt(value, 10) >= least;
  }, step);
}

async function tunedPrompt(page: Page): Promise<string> {
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  return (await page.textContent("[data-tuned-prompt]")) ?? "";
}

/** The private lines of the sample data, each with the canary. */
async function canaryFile(): Promise<string> {
  const lines = (await readFile(join(projectRoot, "data/support/pool.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => line.replace('"text": "', `"text": "${CANARY} `)).join("\n");
}

test("three participants tune one prompt and send no example", async () => {
  const { invite, owner } = await system.createSampleTask();
  const [first, second, third] = await Promise.all([system.coldTab(invite), system.coldTab(invite), system.coldTab(invite)]);
  for (const page of [first, second, third]) expect(new URL(page.url()).hash).not.toContain("invite");

  await first.setInputFiles("#examples-file", { name: "mine.jsonl", mimeType: "text/plain", buffer: Buffer.from(await canaryFile()) });
  await first.click('button:has-text("Keep 120 examples")');
  await first.click("[data-action=start]:enabled");
  await Promise.all([start(second, 2), start(third, 3)]);

  const prompts = await Promise.all([first, second, third].map(tunedPrompt));
  for (const prompt of prompts) expect(prompt).toContain("[YOUR TEXT]");
  // Its own demonstrations are shown to the participant that owns them, and to nobody else.
  expect(prompts[0]).toContain(CANARY);
  expect(prompts[1]).not.toContain(CANARY);

  expect(system.recording.sent.filter((message) => message.includes('"contribute"')).length).toBeGreaterThan(10);
  expect(system.recording.sent.filter((message) => system.recording.carries(message, CANARY))).toEqual([]);
  const privateTexts = (await readFile(join(projectRoot, "data/support/train.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line): string => JSON.parse(line).text);
  for (const text of privateTexts) expect(system.recording.sent.filter((message) => message.includes(text))).toEqual([]);

  const bytes = await system.storedBytes();
  expect(bytes.some((file) => file.includes("Which team should handle each one"))).toBe(true);
  expect(bytes.filter((file) => file.includes(CANARY))).toEqual([]);

  const dashboard = await system.coldTab(owner);
  expect(new URL(dashboard.url()).hash).not.toContain("owner");
  await dashboard.waitForSelector(live(3));
});

test("a reload in the middle goes on as the same participant and pays for nothing twice", async () => {
  const { invite, owner } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await start(page, 1);
  await waitForStep(page, 2);
  const before = await figure(page, "Queries");
  await page.reload();
  await waitForStep(page, 3);
  expect(await figure(page, "Queries")).toBeGreaterThanOrEqual(before);
  await tunedPrompt(page);
  expect(await figure(page, "Queries")).toBeLessThanOrEqual(2000);
  const dashboard = await system.coldTab(owner);
  await dashboard.waitForSelector(live(1));
});

test("withdrawing after a reload says goodbye to the aggregator", async () => {
  const { invite, owner } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await start(page, 1);
  await waitForStep(page, 1);
  await page.reload();
  await waitForStep(page, 2);
  await page.click('summary:has-text("Leave or delete")');
  await page.click('button:has-text("Leave and withdraw")');
  await page.waitForSelector('[role=status]:has-text("You have left")');
  const dashboard = await system.coldTab(owner);
  await dashboard.waitForSelector(live(0));
});

test("a second tab of the same browser is not a second participant, and may take over", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await page.waitForSelector("examples-panel");
  const other = await page.context().newPage();
  system.recording.watch(other);
  await other.goto(new URL(invite, system.origin).href);
  await other.click('button:has-text("Use it here instead")');
  await other.waitForSelector("examples-panel");
  await page.waitForSelector('button:has-text("Use it here instead")');
});

test("an invite pasted into a tab that shows another task is opened, and its token hidden", async () => {
  const page = await system.coldTab((await system.createSampleTask()).invite);
  await page.waitForSelector("examples-panel");
  const before = page.url();
  const { invite } = await system.createSampleTask();
  await page.goto(new URL(invite, system.origin).href);
  const { pathname, hash } = new URL(invite, system.origin);
  const taskId = new URLSearchParams(hash.slice(1)).get("task");
  await expect.poll(() => page.url(), { timeout: 10_000 }).toBe(`${system.origin}${pathname}#task=${taskId}`);
  expect(page.url()).not.toBe(before);
  await page.waitForSelector("examples-panel");
});

test("typed examples that cannot be used stay in the list, and sample data takes the place of none of one's own", async () => {
  const page = await system.coldTab((await system.createSampleTask()).invite);
  await page.click('summary:has-text("Or type examples")');
  for (const [text, label] of [
    ["Where is my parcel?", 0],
    ["Where is my parcel?", 1],
    ["  ", 0],
  ] as const) {
    await page.fill("#typed-text", text);
    await page.selectOption("#typed-label", { index: label });
    await page.click('button:has-text("Add to the list")');
  }
  await page.click("[data-action=keep-typed]");
  await page.waitForSelector('typed-examples [role=alert]:has-text("Row 2"):has-text("Row 3")');
  expect(await page.locator("typed-examples tr").count()).toBe(3);
  for (const place of [3, 2]) await page.click(`[aria-label="Remove example ${place}"]`);
  expect(await page.locator("typed-examples [role=alert]").count()).toBe(0);
  await page.click("[data-action=keep-typed]");
  await page.click('button:has-text("Add more")');
  await page.waitForSelector("#examples-file");
  expect(await page.locator("[data-sample]").count()).toBe(0);
});

test("deleting everything leaves nothing in the browser", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await start(page, 1);
  await waitForStep(page, 1);
  await page.click('summary:has-text("Leave or delete")');
  await page.click('button:has-text("Delete everything here")');
  await page.click("[data-action=erase]");
  await page.waitForSelector('p:has-text("deleted from this browser")');
  const left = await page.evaluate(async () => {
    const open = indexedDB.open("asyndbt");
    const db = await new Promise<IDBDatabase>((resolve) => {
      open.onsuccess = () => resolve(open.result);
    });
    const counts = [...db.objectStoreNames].map(
      (name) =>
        new Promise<number>((resolve) => {
          const request = db.transaction(name).objectStore(name).count();
          request.onsuccess = () => resolve(request.result);
        }),
    );
    return Promise.all(counts);
  });
  expect(new Set(left)).toEqual(new Set([0]));
});
