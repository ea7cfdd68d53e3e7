// Every screen, light and dark: nothing that axe calls serious or critical, nothing wider than a phone, everything within reach of the keyboard.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type System, startSystem } from "./system.ts";

declare global {
  /** What the evaluated script defines in the page. */
  var axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
}

let system: System;
let script: string;
let links: { readonly invite: string; readonly owner: string };

beforeAll(async () => {
  script = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  system = await startSystem();
  links = await system.createSampleTask();
});
afterAll(() => system?.close());

const themes = ["light", "dark"] as const;

/** Rule and element of each serious finding. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(script);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run();
    const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

async function check(page: Page): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findings(page), colorScheme).toEqual([]);
  }
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} px`).toBeLessThanOrEqual(0);
  }
}

test.each(["/", "/new", "/alone", "/join", "/help", "/nowhere"])("%s", async (path) => {
  const page = await system.coldTab(path);
  await page.waitForSelector("h1");
  await check(page);
  await page.context().close();
});

test("a participant's page: empty, importing, with an endpoint's form, finished", async () => {
  const page = await system.coldTab(links.invite);
  await page.waitForSelector("examples-panel h2");
  await check(page);
  const buffer = Buffer.from("text,label\nWhere is it?,delivery\nragged\nodd,refunds\n");
  await page.setInputFiles("#examples-file", { name: "mine.csv", mimeType: "text/csv", buffer });
  await page.waitForSelector("examples-panel table");
  await check(page);
  await page.click('examples-panel button:has-text("Cancel")');
  await page.check('input[value="http"]');
  await page.check('label:has-text("Remember the key") input');
  await check(page);
  await page.check('input[value="in-tab"]');
  await check(page);
  await page.check('input[value="simulated"]');
  await page.click('[data-sample="1"]');
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await check(page);
});

test("the owner's page", async () => {
  const page = await system.coldTab(links.owner);
  await page.waitForSelector("table.heat");
  await page.click('button:has-text("Delete the task")');
  await check(page);
});

test("by keyboard alone: sample data, start, pause", async () => {
  const page = await system.coldTab((await system.createSampleTask()).invite);
  await page.waitForSelector("[data-sample]");
  const reach = async (selector: string): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    }
    throw new Error(`the keyboard does not reach ${selector}`);
  };
  await reach('[data-sample="2"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-action=start]:enabled");
  await reach("[data-action=start]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-action=pause]");
  await reach("[data-action=pause]");
  await page.keyboard.press("Enter");
  await page.waitForSelector('live-panel strong:has-text("Paused")');
});
