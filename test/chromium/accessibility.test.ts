// Every screen, light and dark: nothing that axe calls serious or critical, nothing wider than the screen.

import { afterAll, beforeAll, test } from "vitest";
import { PLAIN_PAGES } from "../plain-pages.ts";
import { checkScreen } from "./screen.ts";
import { type System, startSystem } from "./system.ts";

let system: System;
let links: { readonly invite: string; readonly owner: string };

beforeAll(async () => {
  system = await startSystem();
  links = await system.createSampleTask();
});
afterAll(() => system?.close());

test.each(PLAIN_PAGES)("%s", async (path) => {
  const page = await system.coldTab(path);
  await page.waitForSelector("h1");
  await checkScreen(page);
  await page.context().close();
});

test("a participant's page: empty, importing, with an endpoint's form, finished", async () => {
  const page = await system.coldTab(links.invite);
  await page.waitForSelector("examples-panel h2");
  await checkScreen(page);
  const buffer = Buffer.from("text,label\nWhere is it?,delivery\nragged\nodd,refunds\n");
  await page.setInputFiles("#examples-file", { name: "mine.csv", mimeType: "text/csv", buffer });
  await page.waitForSelector("examples-panel table");
  await checkScreen(page);
  await page.click('examples-panel button:has-text("Cancel")');
  await page.check('input[value="http"]');
  await page.check('label:has-text("Remember the key") input');
  await checkScreen(page);
  await page.check('input[value="in-tab"]');
  await checkScreen(page);
  await page.check('input[value="simulated"]');
  await page.click('[data-sample="1"]');
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await checkScreen(page);
});

test("the owner's page", async () => {
  const page = await system.coldTab(links.owner);
  await page.waitForSelector("table.heat");
  await page.click('button:has-text("Delete the task")');
  await checkScreen(page);
});
