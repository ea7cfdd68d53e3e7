// The demands on every screen: nothing that axe calls serious or critical in either theme, nothing wider than the window from a phone up.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

declare global {
  /** What the evaluated script defines in the page. */
  var axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
}

const themes = ["light", "dark"] as const;

export async function checkScreen(page: Page): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findings(page), colorScheme).toEqual([]);
  }
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    // Charts follow a new width with the next observed frame, so the page may take a moment to settle.
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: `${width} px`, timeout: 5_000 })
      .toBeLessThanOrEqual(0);
  }
}

/** Presses Tab until the element is reached, as somebody without a mouse would. */
export async function reach(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 150; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Rule and element of each serious finding, in a page or in one of its frames. */
export async function findings(page: Pick<Page, "evaluate">): Promise<string[]> {
  const script = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(script);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run();
    const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}
