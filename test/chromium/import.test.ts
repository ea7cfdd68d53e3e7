// The sheet that shows how a file was read: what was guessed is said, can be changed with the keyboard alone, and the numbers add up.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { checkScreen, reach } from "./screen.ts";
import { type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());
afterEach(() => {
  expect(system.recording.complaints).toEqual([]);
  expect(system.recording.foreign).toEqual([]);
});

/** windows-1252, with labels of its own, a verdict beside them, a quoted word and a row that is none. */
const OLD = [
  "sep=;",
  "Nachricht;Team;Stand",
  "Die Gebühr für den Rückversand ist falsch;billing;accepted",
  "Das Päckchen fehlt seit Dienstag;Delivery;accepted",
  "Die App stürzt beim Öffnen ab;Tech support;accepted",
  "Grüße vom Café;small talk;accepted",
  '"Super" Service, aber zu spät;Delivery;rejected',
  "Das Päckchen fehlt seit Dienstag;delivery;accepted",
  "unvollständig",
].join("\r\n");

async function opened(content: Buffer, name: string): Promise<Page> {
  const page = await system.coldTab((await system.createSampleTask()).invite);
  await page.setInputFiles("#examples-file", { name, mimeType: "text/plain", buffer: content });
  await page.waitForSelector("examples-panel table");
  return page;
}

const status = (page: Page) => page.locator("examples-panel [role=status]").textContent();

/** Chooses an option as somebody without a mouse does: by its first letters. */
async function typeChoice(page: Page, selector: string, text: string): Promise<void> {
  await reach(page, selector);
  await page.keyboard.type(text);
}

test("a file from an old spreadsheet: the encoding is said to be a guess, labels are mapped, rows are counted", async () => {
  const page = await opened(Buffer.from(OLD, "latin1"), "mine.csv");
  await page.waitForSelector('examples-panel .note:has-text("The encoding is a guess")');
  expect(await page.locator("#import-encoding option:checked").textContent()).toBe("Windows 1252 (Western European)");
  expect(await page.locator("#import-read-as option:checked").textContent()).toBe("table, semicolons between cells");
  expect(await page.locator("#column-verdict option:checked").textContent()).toBe("Stand");
  expect(await status(page)).toMatch(/3 of 7 rows can be used, 1 duplicate, 3 left out\.\s+1 row has a guessed label\./);
  expect(await page.locator("[data-strangers] th[scope=row]").allTextContents()).toEqual(["Tech support", "small talk"]);
  const guess = page.locator('[aria-label="What “Tech support” stands for"]');
  expect(await guess.locator("option:checked").textContent()).toBe("technical");
  await page.waitForSelector('examples-panel li:has-text("Row 9: too few cells")');
  await page.waitForSelector('examples-panel li:has-text("did not stand by the label (“rejected”)")');
  await checkScreen(page);

  await typeChoice(page, '[aria-label="What “small talk” stands for"]', "account");
  await page.waitForSelector('examples-panel [role=status]:has-text("4 of 7 rows can be used")');
  await typeChoice(page, '[aria-label="What “Tech support” stands for"]', "leave");
  await page.waitForSelector('examples-panel [role=status]:has-text("3 of 7 rows can be used")');
  expect(await page.locator("[data-strangers] .badge").count()).toBe(0);
  // What was chosen about labels outlasts another choice of columns.
  await typeChoice(page, "#column-verdict", "none");
  await page.waitForSelector('examples-panel [role=status]:has-text("4 of 7 rows can be used")');

  await reach(page, "examples-panel button.main");
  await page.keyboard.press("Enter");
  await page.waitForSelector('examples-panel dt:has-text("Train")');
  expect(await page.textContent("examples-panel")).toMatch(/billing 1, delivery 2, account 1, technical 0/);
  await page.context().close();
});

test("another encoding, another reading and another first row may be chosen, and come back", async () => {
  const page = await opened(Buffer.from("Где посылка, и где деньги;billing\nГде пароль, и где счёт;account\n", "utf8"), "mine.csv");
  expect(await page.locator("#import-header option:checked").textContent()).toBe("an example");
  await page.selectOption("#import-encoding", "windows-1251");
  await page.waitForSelector('examples-panel td:has-text("Р“РґРµ")');
  await page.selectOption("#import-encoding", "utf-8");
  await page.waitForSelector('examples-panel td:has-text("Где посылка")');
  await page.selectOption("#import-read-as", { label: "table, commas between cells" });
  await page.waitForSelector('examples-panel td:has-text("и где счёт;account")');
  expect(await page.locator("#import-read-as option:checked").textContent()).toBe("table, commas between cells");
  await page.selectOption("#import-read-as", { label: "table, semicolons between cells" });
  await page.waitForSelector('examples-panel [role=status]:has-text("2 of 2 rows can be used")');
  await page.selectOption("#import-header", "names");
  await page.waitForSelector('examples-panel [role=status]:has-text("1 of 1 row can be used")');
  await page.context().close();
});

test("in German, and with a file that needs its own adapter", async () => {
  const tasks = [
    {
      data: { text: "Where is my parcel?" },
      annotations: [{ result: [{ from_name: "topic", type: "choices", value: { choices: ["delivery"] } }] }],
    },
    {
      data: { text: "pay \u202Eme" },
      annotations: [{ result: [{ from_name: "topic", type: "choices", value: { choices: ["billing"] } }] }],
    },
    { data: { text: "Hello" }, annotations: [{ was_cancelled: true, result: [] }] },
  ];
  const page = await opened(Buffer.from(JSON.stringify(tasks)), "export.json");
  await page.waitForSelector('[data-notices] li:has-text("Hidden characters were taken out of 1 text: U+202E (row 2).")');
  await page.selectOption(".picker:last-of-type select", "de");
  await page.waitForSelector('[data-notices] li:has-text("Aus 1 Text wurden unsichtbare Zeichen entfernt: U+202E (Zeile 2).")');
  expect(await page.locator("#import-read-as option:checked").textContent()).toBe("Liste von Objekten");
  expect(await status(page)).toContain("2 von 3 Zeilen brauchbar, 1 weggelassen.");
  await checkScreen(page);
  await page.click('button:has-text("2 Beispiele übernehmen")');
  await page.waitForSelector('examples-panel dt:has-text("Training")');
  await page.context().close();
});

test("what will be done to a typed text is said before it is kept", async () => {
  const page = await system.coldTab((await system.createSampleTask()).invite);
  await page.click('summary:has-text("Or type examples")');
  await page.fill("#typed-text", "pay \u202Eme");
  await page.click('button:has-text("Add to the list")');
  await page.click("[data-action=keep-typed]");
  await page.waitForSelector('typed-examples [role=status]:has-text("Hidden characters were taken out of 1 text: U+202E (row 1).")');
  await page.click("[data-action=keep-typed]");
  await page.waitForSelector('examples-panel dt:has-text("Train")');
  await page.context().close();
});
