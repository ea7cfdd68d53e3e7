// No button goes blank: under the mouse, with the focus, pressed, or while it cannot be pressed, its words can be read in both themes.

import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSampleTask } from "../../cli/screenshots/sample-task.ts";
import { screens } from "../../cli/screenshots/screens.ts";
import { isolatedPage } from "../partner-pages.ts";
import { measureButtons } from "./button-states.ts";
import { frameOf, type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { agree } from "./partner-talk.ts";

let system: PartnerSystem;
beforeAll(async () => {
  system = await startPartnerSystem();
  system.serve("/", { html: "<!doctype html><title>Partner</title>" });
});
afterAll(() => system?.close());

const themes = ["light", "dark"] as const;

/** How many buttons were measured. */
async function expectReadable(page: Page, where: Page | Frame = page): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // A button that has just been enabled, or a theme that has just changed, is on its way to its colours: what stays unreadable is a
    // fault.
    let measured = await measureButtons(page, where);
    for (let again = 0; again < 10 && measured.unreadable.length > 0; again++) {
      await page.waitForTimeout(300);
      measured = await measureButtons(page, where);
    }
    expect(measured.unreadable, colorScheme).toEqual([]);
    least = Math.min(least, measured.count);
  }
  return least;
}

test.each(screens.map(({ name, visit }) => [name, visit] as const))("%s", async (_, visit) => {
  const links = await createSampleTask(system.aggregator);
  const { page } = await system.visit("/", { baseURL: system.aggregator });
  await visit(page, links);
  // The link that skips the navigation is on every page.
  expect(await expectReadable(page)).toBeGreaterThan(0);
  await page.context().close();
});

/** Dark enough for light paper only, at the limit there, light enough for dark paper only, and one that both take. */
test.each(["#8a2f2f", "#707070", "#e8b84a", "#7a7a7a"])("a partner's frame with the accent %s", async (accent) => {
  system.serve("/accent", isolatedPage(system, { head: `<style>asyndbt-participant { --asyndbt-accent: ${accent} }</style>` }));
  const { page } = await system.visit("/accent");
  const frame = await frameOf(page, system.task.taskId);
  await frame.waitForSelector("[data-action=agree]");
  expect(await expectReadable(page, frame)).toBe(2);
  await agree(page, system.task);
  await frame.click('[data-sample="1"]');
  await frame.waitForSelector("[data-action=start]:enabled");
  expect(await expectReadable(page, frame)).toBeGreaterThan(5);
  await page.context().close();
});
