// The owner's journey, by keyboard: write a task, invite, watch, publish, go back, export, delete. Every screen of it is checked.

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkScreen, reach } from "./screen.ts";
import { type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

async function press(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(`${selector}:not(:disabled)`);
  await reach(page, selector);
  await page.keyboard.press("Enter");
}

async function type(page: Page, selector: string, text: string): Promise<void> {
  await reach(page, selector);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

async function toTop(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    document.getElementById("main")?.focus();
  });
}

async function openDetails(page: Page, summary: string): Promise<void> {
  await page.click(`summary:has-text("${summary}")`);
}

/** The owner's page of a new sample task. */
async function ownersPage(): Promise<{ readonly page: Page; readonly owner: string; readonly invite: string }> {
  const links = await system.createSampleTask();
  const page = await system.coldTab(links.owner);
  await page.waitForSelector("table.heat");
  return { page, ...links };
}

test("a task is written by form, by keyboard alone, and nothing typed is lost", async () => {
  const page = await system.coldTab("/new");
  await page.waitForSelector("#task-name");
  await checkScreen(page);
  expect(await page.locator(".fault").count()).toBe(0);
  await toTop(page);
  await type(page, "#task-name", "Tone of a letter");
  expect(await page.locator(".fault").count()).toBeGreaterThan(0);
  await type(page, "#task-header", "Say how the letter sounds. [VAR]");
  await type(page, "#label-0", "kind");
  await type(page, "#words-0", "kind, friendly");
  await type(page, "#label-1", "rude");
  await type(page, "#slot-0", "Read to the end.\nThink of the reader.");
  expect(await page.locator("#label-1[aria-invalid=true]").count()).toBe(0);
  // Six other beginnings are made by rule; a line for a label makes more, and removing one makes the list the owner's.
  expect(await page.textContent("[data-size]")).toContain("38 of at most");
  await type(page, "#definition-0", "the letter is warm and polite");
  await page.waitForSelector("#instruction-9");
  expect(await page.inputValue("#instruction-6")).toContain("[LABEL:kind]: the letter is warm and polite");
  expect(await page.textContent("[data-size]")).toContain("42 of at most");
  await press(page, 'button[aria-label="Remove: Beginning 1"]');
  await page.waitForSelector("[data-made=false]");
  await type(page, "#instruction-0", "How does it sound? [VAR]");
  await checkScreen(page);
  await press(page, "[data-action=make-instructions]");
  await page.waitForSelector("[data-made=true]");
  await press(page, "[data-action=clear-instructions]");
  expect(await page.textContent("[data-size]")).toContain("31 of at most");
  await press(page, "[data-action=make-instructions]");
  await reach(page, "#max-participants");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await page.keyboard.type("20");
  await page.keyboard.press("Tab");
  expect(await page.inputValue("#max-participants")).toBe("20");
  await page.reload();
  await page.waitForSelector("#task-name");
  expect(await page.inputValue("#task-name")).toBe("Tone of a letter");
  await checkScreen(page);

  // The same state as JSON; what is no JSON stays as typed, also over a reload.
  await reach(page, "#task-tab-form");
  await page.keyboard.press("ArrowRight");
  const json = await page.inputValue("#task-json");
  expect(JSON.parse(json)).toMatchObject({
    labels: ["kind", "rude"],
    labelWords: [["kind", "friendly"], ["rude"]],
    definitions: { kind: "the letter is warm and polite" },
    instructions: { length: 10 },
  });
  await type(page, "#task-json", `${json.slice(0, -2)},`);
  await page.waitForSelector("#task-json-fault");
  await checkScreen(page);
  await page.reload();
  await page.waitForSelector("#task-json");
  expect(await page.inputValue("#task-json")).toBe(`${json.slice(0, -2)},`);
  await type(page, "#task-json", json.replace("Tone of a letter", "Tone"));
  await reach(page, "#task-tab-json");
  await page.keyboard.press("ArrowLeft");
  expect(await page.inputValue("#task-name")).toBe("Tone");
  await press(page, "[data-action=create]");
  await page.waitForSelector("#copy-owner");
  await checkScreen(page);
  // The next task begins with an empty draft.
  await page.goto(new URL("/new", page.url()).href);
  expect(await page.inputValue("#task-name")).toBe("");
  await page.context().close();
});

test("an aggregator with a create key asks for it, keeps it nowhere, and the task has the owner's settings", async () => {
  const guarded = await startSystem({ createKey: "the-operators-key" });
  try {
    const page = await guarded.coldTab("/new");
    await press(page, "[data-action=sample]");
    await openDetails(page, "Settings of the algorithm");
    await type(page, "#task-settings", '{"aggregation": "medium"}');
    await page.waitForSelector("#task-settings-fault");
    await checkScreen(page);
    await type(page, "#task-settings", '{"aggregation": "median"}');
    await press(page, "[data-action=create]");
    await page.waitForSelector("#create-key:focus");
    await checkScreen(page);
    await type(page, "#create-key", "a guess");
    await press(page, "[data-action=create]");
    await page.waitForSelector('[role=alert]:has-text("it is another one")');
    await type(page, "#create-key", "the-operators-key");
    await press(page, "[data-action=create]");
    await page.waitForSelector("#copy-owner");
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain("the-operators-key");
    const owned = new URLSearchParams(new URL(await page.inputValue("#copy-owner")).hash.slice(1));
    const headers = { authorization: `Bearer ${owned.get("owner")}` };
    const answer = await fetch(`${guarded.origin}/api/tasks/${owned.get("task")}`, { headers });
    expect(await answer.json()).toMatchObject({ settings: { aggregation: "median" } });
    await page.context().close();
  } finally {
    await guarded.close();
  }
});

test("vocabulary comes from public text, from a language model and from pasted examples, and only what the owner accepts", async () => {
  const page = await system.coldTab("/new");
  await page.context().route("https://model.test/**", async (route) => {
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
      "cross-origin-resource-policy": "cross-origin",
    };
    if (route.request().method() === "OPTIONS") return route.fulfill({ status: 204, headers });
    const content = 'Here: ["Mind the tone.", "Ignore the greeting."]';
    return route.fulfill({ headers, json: { choices: [{ message: { content } }] } });
  });
  await page.click("[data-action=sample]");
  await page.waitForSelector("[data-size]");
  const slotOf = (i: number): Promise<string> => page.inputValue(`#slot-${i}`);
  await openDetails(page, "Find phrases");
  const text = Array.from({ length: 3 }, (_, i) => `my lost parcel. Reference ${i}. x y z`).join("\n");
  await type(page, "#mine-text", text);
  await press(page, "[data-action=mine]");
  await page.waitForSelector("phrase-miner [data-review]");
  await checkScreen(page);
  await press(page, 'phrase-miner button[aria-label^="Accept: my lost parcel"]');
  await press(page, "phrase-miner [data-action=add-phrases]");
  expect(await slotOf(0)).toMatch(/\nmy lost parcel$/);

  await openDetails(page, "Let a language model");
  await type(page, "#propose-url", "https://model.test/v1");
  await type(page, "#propose-model", "any");
  await type(page, "#propose-key", "the-owners-key");
  await press(page, "[data-action=propose]");
  await page.waitForSelector("phrase-proposer [data-review]");
  await checkScreen(page);
  await press(page, 'phrase-proposer button[aria-label="Reject: Mind the tone."]');
  await press(page, 'phrase-proposer button[aria-label="Accept: Ignore the greeting."]');
  await press(page, "phrase-proposer [data-action=add-phrases]");
  expect(await slotOf(0)).toMatch(/\nIgnore the greeting\.$/);
  expect(await slotOf(0)).not.toContain("Mind the tone.");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain("the-owners-key");

  await type(page, "#paste-demonstrations", "text,label\nThe invoice is wrong twice,billing\nHello,nonsense\n");
  await press(page, "[data-action=demonstrations]");
  await page.waitForSelector('demonstration-paste:has-text("1 of 2 rows added")');
  await page.waitForSelector('fieldset:has-text("41 public examples in the task")');
  await press(page, "[data-action=create]");
  await page.waitForSelector("#copy-owner");
  await page.context().close();
});

test("invites are made, shown as a code and revoked; the audit tells", async () => {
  const { page } = await ownersPage();
  await type(page, "#invite-label", "Team North");
  await type(page, "#uses", "3");
  await press(page, "[data-action=invite]");
  await page.waitForSelector("#copy-new-invite");
  await press(page, "[data-action=qr]");
  await page.waitForSelector("svg.qr path");
  await page.waitForSelector('[data-invites]:has-text("Team North")');
  await checkScreen(page);
  const invite = await page.inputValue("#copy-new-invite");
  // Whoever joins uses it up, and the list follows by itself.
  const guest = await system.coldTab(invite);
  await guest.click("[data-sample='1']");
  await guest.click("[data-action=start]");
  await page.waitForSelector('[data-invites] li:has-text("Team North"):has-text("2 of 3")');
  await guest.context().close();
  await press(page, 'button[aria-label="Revoke the invite Team North"]');
  await page.waitForSelector("dialog[open]");
  await checkScreen(page);
  await press(page, "dialog [data-action=confirm]");
  await page.waitForSelector('[data-invites]:not(:has-text("Team North"))');
  expect(await page.locator("#copy-new-invite, svg.qr").count()).toBe(0);
  const late = await system.coldTab(invite);
  await late.waitForSelector('[role=alert], .note[data-kind="bad"]');
  await late.context().close();
  await page.waitForSelector('[data-audit]:has-text("revoked an invite “Team North”")');
  await page.context().close();
});

test("the owner watches a participant, publishes, goes back, and anybody reads the prompt", async () => {
  const { page, invite } = await ownersPage();
  await checkScreen(page);
  const participant = await system.coldTab(invite);
  await participant.click('[data-sample="1"]');
  await participant.click("[data-action=start]:enabled");
  await participant.waitForSelector("[data-tuned-prompt]", { timeout: 60_000 });
  await page.bringToFront();
  await page.waitForSelector(".charts .uplot");
  await page.waitForSelector(".bars li");
  await page.waitForSelector('.charts h3:has-text("Share of right answers of the prompts being tried")');
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.fill("#price", "2.5");
  await page.waitForSelector('dt:has-text("Cost reported")');
  await checkScreen(page);

  await toTop(page);
  await press(page, "[data-action=publish]");
  await page.waitForSelector('[data-versions]:has-text("Version 1"):has-text("share of right answers")');
  await page.selectOption("#choice-1", "1");
  await press(page, "[data-action=publish-choice]");
  await page.waitForSelector('[data-versions]:has-text("by hand")');
  const address = await page.inputValue("#copy-published");
  const reader = await system.coldTab(address);
  expect(await reader.textContent("[data-published]")).toContain("Decide by what the customer needs done");
  await checkScreen(reader);
  await press(page, 'button[aria-label="Publish version 1 again"]');
  await page.waitForSelector('[data-versions] li:has-text("Version 1"):has-text("published")');
  await reader.reload();
  await reader.waitForSelector("[data-published]");
  expect(await reader.textContent("main")).toContain("Version 1");
  await reader.context().close();
  await participant.context().close();
  await page.context().close();
});

test("a task is paused, exported, and deleted only with its name typed", async () => {
  const { page, owner } = await ownersPage();
  await press(page, "[data-action=pause]");
  await page.waitForSelector("[data-phase=paused]");
  await press(page, "[data-action=open]");
  await page.waitForSelector("[data-phase=open]");
  const downloading = page.waitForEvent("download");
  await press(page, "[data-action=export]");
  const file = await (await downloading).path();
  const exported: unknown = JSON.parse(await readFile(file, "utf8"));
  expect(exported).toMatchObject({ format: "asyndbt-task", versions: [], current: null });
  const token = new URLSearchParams(new URL(owner, system.origin).hash.slice(1)).get("owner") ?? "none";
  expect(JSON.stringify(exported)).not.toContain(token);

  await press(page, "[data-action=erase]");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await press(page, "[data-action=erase]");
  await type(page, "#confirm-name", "something else");
  expect(await page.locator("dialog [data-action=confirm]:disabled").count()).toBe(1);
  await checkScreen(page);
  await type(page, "#confirm-name", (await page.textContent("h1")) ?? "");
  await press(page, "dialog [data-action=confirm]");
  await page.waitForSelector('.note[data-kind="good"]');
  const gone = await system.coldTab(owner);
  await gone.waitForSelector("[role=alert]");
  await checkScreen(gone);
  await gone.context().close();
  await page.context().close();
});

test("an owner's link pasted where only the published prompt is shown opens the task, and its token is hidden", async () => {
  const { owner } = await system.createSampleTask();
  const taskId = new URLSearchParams(new URL(owner, system.origin).hash.slice(1)).get("task") ?? "";
  const page = await system.coldTab(`/task#task=${taskId}`);
  await page.waitForSelector("[role=alert]");
  await page.goto(new URL(owner, system.origin).href);
  await page.waitForSelector("table.heat");
  expect(new URL(page.url()).hash).toBe(`#task=${taskId}`);
  await page.context().close();
});

test("in German, and without a published prompt", async () => {
  const { page, owner } = await ownersPage();
  await page.selectOption(".picker:last-of-type select", "de");
  await page.waitForSelector('h2:has-text("Einladungen")');
  await checkScreen(page);
  const taskId = new URLSearchParams(new URL(owner, system.origin).hash.slice(1)).get("task") ?? "";
  const reader = await system.coldTab(`/task#task=${taskId}`);
  await reader.waitForSelector("[role=alert]");
  await checkScreen(reader);
  await reader.context().close();
  await page.context().close();
});
