// The result in a real browser: every kind of file is saved, nothing of it passes the network, and a fragment with private words is
// refused.

import { readFile } from "node:fs/promises";
import { load } from "js-yaml";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExportFormat } from "../../client/participant/session/worker-api.ts";
import { CANARY, createSmallTask, giveExamples } from "./small-task.ts";
import { type System, startSystem } from "./system.ts";

let system: System;
let page: Page;

beforeAll(async () => {
  system = await startSystem();
  const { invite } = await createSmallTask(system);
  page = await system.coldTab(invite);
  await giveExamples(page);
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
});
afterAll(() => system?.close());

const choose = (choice: "fragment" | "demonstrations"): Promise<void> => page.check(`input[name=export][value=${choice}]`);

async function saved(format: string): Promise<{ readonly name: string; readonly text: string }> {
  await page.selectOption("#export-format", format);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-action=export]:enabled")]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

const FILES: Readonly<Record<ExportFormat, string>> = {
  text: ".txt",
  messages: "-messages.json",
  "messages-lines": "-messages.jsonl",
  promptfoo: ".promptfooconfig.yaml",
  dotprompt: ".prompt",
  prompty: ".prompty",
  dspy: "-dspy.json",
  typescript: ".ts",
  python: ".py",
  curl: ".sh",
  manifest: "-run.json",
};

test("nothing is saved before the choice is made", async () => {
  expect(await page.isDisabled("[data-action=export]")).toBe(true);
  expect(await page.locator("#export-format option").evaluateAll((all) => all.map((option) => option.getAttribute("value")))).toEqual(
    Object.keys(FILES),
  );
});

test.each(Object.entries(FILES))("saves %s, with and without private examples", async (format, ending) => {
  const before = system.recording.sent.length;
  await choose("fragment");
  const fragment = await saved(format);
  expect(fragment.name).toMatch(/^mood.shared/);
  expect(fragment.name.endsWith(ending)).toBe(true);
  expect(fragment.text).not.toContain(CANARY);
  expect(fragment.text).toContain("Is it good");
  await choose("demonstrations");
  const whole = await saved(format);
  expect(whole.name).toMatch(/^mood.private/);
  expect(whole.text).toContain(CANARY);
  await page.waitForSelector('export-panel [role=status]:has-text("It holds private examples")');
  expect(system.recording.sent.slice(before).filter((message) => system.recording.carries(message, CANARY))).toEqual([]);
});

test("the files are what their formats say", async () => {
  await choose("demonstrations");
  const prompt = (await page.textContent("[data-tuned-prompt]")) ?? "";
  expect((await saved("text")).text).toBe(prompt);
  expect(load((await saved("promptfoo")).text)).toMatchObject({ description: "mood", tests: expect.any(Array) });
  const record = JSON.parse((await saved("manifest")).text);
  expect(record.scores.tuned.test.total).toBe(record.examples.test.count);
});

test("an export is run on the test examples, once that was confirmed, and does what was measured", async () => {
  await choose("demonstrations");
  for (const format of ["promptfoo", "typescript"]) {
    await page.selectOption("#export-format", format);
    await page.click("[data-action=ask-run-export]");
    await page.waitForSelector('export-check [role=group]:has-text("test examples again, as the file would")');
    expect(await page.locator("[data-export-run]").count()).toBe(0);
    await page.click("[data-action=run-export]");
    const said = await page.textContent("[data-export-run]");
    expect(said).toMatch(format === "promptfoo" ? /By answers in words/ : /By label probabilities/);
    expect(said).toMatch(/is right for (\d+) of (\d+)\.\s+Measured: \1 of \2\.\s+Equal\./);
  }
  // Another file is another question.
  await page.selectOption("#export-format", "python");
  expect(await page.locator("[data-export-run]").count()).toBe(0);
  await page.click("[data-action=ask-run-export]");
  await page.click('export-check button:has-text("Cancel")');
  await page.waitForSelector("[data-action=ask-run-export]");
});

test("shows how often which label was taken for which", async () => {
  const cells = await page.locator("[data-confusion] tbody td:not(:last-child)").allTextContents();
  const total = cells.reduce((sum, cell) => sum + Number(cell), 0);
  await choose("demonstrations");
  expect(total).toBe(JSON.parse((await saved("manifest")).text).examples.test.count);
  expect(await page.locator("[data-confusion] thead th").allTextContents()).toEqual(["Right label", "yes", "no", "found"]);
});

test("words of a private example in a fragment stop it and are named", async () => {
  const { invite } = await createSmallTask(system);
  const other = await system.coldTab(invite);
  // Words across two demonstrations of the task, which no single text of it has in this order: whichever label words and order win.
  const sides = ["good food label yes", "good food label positive", "bad food label no", "bad food label negative"];
  const own = sides.map((side) => `${side} review,${side.startsWith("good") ? "yes" : "no"}`);
  const rows = Array.from(
    { length: 40 },
    (_, i) => `sample ${i} is very ${i % 2 === 0 ? "good" : "bad"} food,${i % 2 === 0 ? "yes" : "no"}`,
  );
  await other.setInputFiles("#examples-file", {
    name: "mine.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`text,label\n${[...rows, ...own].join("\n")}\n`),
  });
  await other.click('button:has-text("Keep 44 examples")');
  await other.click("[data-action=start]:enabled");
  await other.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  // The starting prompt shows no demonstration, so the words are there only if another one won.
  expect(await other.locator('p:has-text("No prompt was better")').count()).toBe(0);
  await other.check("input[name=export][value=fragment]");
  await other.click("[data-action=export]:enabled");
  await other.waitForSelector('export-panel [role=alert] li:has-text("food label")');
  await other.check("input[name=export][value=demonstrations]");
  await other.click("[data-action=export]:enabled");
  await other.waitForSelector('export-panel [role=status]:has-text("It holds private examples")');
  await other.context().close();
});

test("examples typed by hand are kept", async () => {
  const { invite } = await createSmallTask(system);
  const other = await system.coldTab(invite);
  await other.click('summary:has-text("Or type examples")');
  for (const [text, label] of [
    ["What a lovely evening", "yes"],
    ["Never again", "no"],
  ] as const) {
    await other.fill("#typed-text", text);
    await other.selectOption("#typed-label", label);
    await other.click('button:has-text("Add to the list")');
  }
  await other.click("[data-action=keep-typed]");
  await other.waitForSelector('examples-panel p:has-text("yes 1, no 1")');
  await other.context().close();
});
