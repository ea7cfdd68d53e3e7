// A person's actions in front of an engine: looks for something, presses it, fills a field.

import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "./engine.ts";

const LOOK_EVERY_MS = 50;
const LOOKS_AT_REST = 3;
/** Far more than anything takes: only what never comes should end a test. */
const PATIENCE_S = 90;

/** Waits until it is there, and scrolls to it, as a press needs it. @throws with what is there instead. */
export async function see(page: Page, css: string): Promise<void> {
  const shown = (wanted: string): boolean => {
    const found = document.querySelector(wanted);
    found?.scrollIntoView({ block: "center" });
    return found !== null;
  };
  await until(page, () => page.run(shown, css), `see ${css}`);
}

/** Presses what has come to rest: a page that has just got its examples moves what is below them, and the mouse would miss. */
export async function press(page: Page, css: string): Promise<void> {
  await see(page, css);
  let [before, still] = ["", 0];
  const rests = async (): Promise<boolean> => {
    const place = await page.run(placeOf, css);
    still = place !== "" && place === before ? still + 1 : 0;
    before = place;
    return still >= LOOKS_AT_REST;
  };
  await until(page, rests, `have ${css} at rest`);
  await page.click(css);
}

/** Where an element is, as a text, after scrolling to it; empty where something else would be hit there. */
function placeOf(css: string): string {
  const found = document.querySelector(css);
  found?.scrollIntoView({ block: "center" });
  if (!found) return "";
  const { left, top, width, height } = found.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return hit !== null && (found.contains(hit) || hit.contains(found)) ? `${left} ${top} ${width} ${height}` : "";
}

/** Puts a text in place of the one that is there, and leaves the field. */
export async function fill(page: Page, css: string, value: string): Promise<void> {
  await see(page, css);
  await page.run(
    (wanted, text) => {
      const field = document.querySelector<HTMLInputElement>(wanted);
      if (!field) return;
      field.value = text;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    },
    css,
    value,
  );
}

/** The element's text, or a field's value. */
export function textOf(page: Page, css: string): Promise<string> {
  return page.run((wanted) => {
    const found = document.querySelector(wanted);
    return found?.matches("input, textarea, select") ? Reflect.get(found, "value") : (found?.textContent ?? "");
  }, css);
}

/** @throws with what the page shows, when it does not come true. A page on its way to another cannot be asked, and is asked again. */
export async function until(page: Page, holds: () => Promise<boolean>, what: string): Promise<void> {
  const givenUpMs = performance.now() + PATIENCE_S * 1_000;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (performance.now() > givenUpMs) throw new Error(`did not ${what} in ${PATIENCE_S} s, but: ${await shown(page)}`);
    await sleep(LOOK_EVERY_MS);
  }
}

function shown(page: Page): Promise<string> {
  return page.run(() => `${location.href}: ${document.body.innerText.replace(/\s+/g, " ").slice(-1_200)}`).catch(String);
}
