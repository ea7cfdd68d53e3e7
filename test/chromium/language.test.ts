// Texts on the screen follow a change of language: titles, legends, buttons that were pressed, and what is taken along.

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PLAIN_PAGES } from "../plain-pages.ts";
import { checkScreen } from "./screen.ts";
import { type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());
afterEach(() => {
  expect(system.recording.complaints).toEqual([]);
});

async function inGerman(page: Page): Promise<void> {
  await page.selectOption(".picker:last-of-type select", "de");
  await page.waitForFunction(() => document.documentElement.lang === "de");
}

test("a copy button is about the text beside it, in the language in use, and says when the browser refuses", async () => {
  const { owner } = await system.createSampleTask();
  const page = await system.coldTab(owner);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.click("[data-action=invite]");
  const button = page.locator("owner-invites copy-button button");
  const link = page.locator("#copy-new-invite");
  await button.click();
  await expect.poll(() => button.textContent()).toBe("Copied");
  const first = await link.inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first);

  await page.click("[data-action=invite]:enabled");
  await expect.poll(() => link.inputValue()).not.toBe(first);
  expect(await button.textContent()).toBe("Copy");
  await button.click();
  await expect.poll(() => button.textContent()).toBe("Copied");
  await inGerman(page);
  await expect.poll(() => button.textContent()).toBe("Kopiert");
  expect(await page.title()).toBe("Ihre Aufgabe · AsynDBT");

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await button.click();
  await page.waitForSelector('copy-button [role=alert]:has-text("nicht erlaubt")');
  await checkScreen(page);
  await page.context().close();
});

test("charts, the connection and the exported text speak German after the switch", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await page.click('[data-sample="1"]');
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  await page.waitForSelector('.progress-chart text:text-is("queries")');
  await inGerman(page);
  await page.waitForSelector('.progress-chart text:text-is("Anfragen")');
  expect(await page.locator('.progress-chart text:text-is("queries")').count()).toBe(0);
  await page.waitForSelector('model-panel [data-kind="good"] li:has-text("Simuliert")');
  expect(await page.textContent("[data-tuned-prompt]")).toContain("[IHR TEXT]");
  await page.check("input[name=export][value=fragment]");
  const downloading = page.waitForEvent("download");
  await page.click("[data-action=export]:enabled");
  expect(await readFile(await (await downloading).path(), "utf8")).toContain("[IHR TEXT]");
  await page.context().close();
});

test.each(PLAIN_PAGES)("in German at 320 px nothing of %s is wider than the screen", async (path) => {
  const page = await system.coldTab(path);
  await page.waitForSelector("h1");
  await page.setViewportSize({ width: 320, height: 640 });
  await inGerman(page);
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { timeout: 5_000 })
    .toBeLessThanOrEqual(0);
  await page.context().close();
  // Chromium itself reports the page that is not there.
  const { complaints } = system.recording;
  complaints.splice(0, complaints.length, ...complaints.filter((text) => path !== "/nowhere" || !text.includes("404")));
});
