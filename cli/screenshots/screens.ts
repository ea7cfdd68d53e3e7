// Every screen there is, and what a visitor does to get there.

import type { Page } from "playwright-core";
import type { TaskLinks } from "./sample-task.ts";

export interface Screen {
  readonly name: string;
  visit(page: Page, links: TaskLinks): Promise<void>;
}

const START = "[data-action=start]:enabled";
/** As an old spreadsheet writes it, with labels of its own: the encoding is a guess, and so are two of the labels. */
const CSV = [
  "sep=;",
  "Nachricht;Team;Stand",
  "Die Gebühr für den Rückversand ist falsch;billing;accepted",
  "Das Päckchen fehlt seit Dienstag;Delivery;accepted",
  "Die App stürzt beim Öffnen ab;Tech support;accepted",
  "Ich möchte mein Passwort zurücksetzen;Acct;accepted",
  "Grüße vom Café;small talk;accepted",
  '"Super" Service, aber zu spät;Delivery;rejected',
  "unvollständig",
].join("\r\n");

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector("h1");
}

async function joined(page: Page, { invite }: TaskLinks): Promise<void> {
  await open(page, invite);
  await page.waitForSelector("[data-sample]");
}

/** Begins a run on the sample data and waits until its charts have something to show. */
async function running(page: Page, links: TaskLinks, budget: number): Promise<void> {
  await joined(page, links);
  await page.click('[data-sample="1"]');
  await page.fill("#budget", String(budget));
  await page.dispatchEvent("#budget", "change");
  await page.click(START);
  await page.waitForSelector("live-panel .progress-chart");
  await page.waitForSelector("live-panel table.heat");
}

export const screens: readonly Screen[] = [
  { name: "landing", visit: (page) => open(page, "/") },
  {
    name: "demo",
    async visit(page) {
      await open(page, "/");
      await page.click("[data-action=demo]");
      await page.waitForSelector("demo-panel table.heat li[data-heat='4']");
    },
  },
  {
    name: "demo-end",
    async visit(page) {
      await open(page, "/");
      await page.click("[data-action=demo]");
      await page.waitForSelector("[data-demo-end]");
    },
  },
  { name: "join", visit: joined },
  {
    name: "examples-preview",
    async visit(page, links) {
      await joined(page, links);
      await page.setInputFiles("#examples-file", { name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(CSV, "latin1") });
      await page.waitForSelector("examples-panel table");
    },
  },
  {
    name: "examples",
    async visit(page, links) {
      await joined(page, links);
      await page.click('[data-sample="1"]');
      await page.waitForSelector(START);
    },
  },
  {
    name: "model",
    async visit(page, links) {
      await joined(page, links);
      await page.click('[data-sample="1"]');
      await page.check('input[value="http"]');
      await page.fill("#model-url", "http://127.0.0.1:9/v1");
      await page.fill("#model-name", "some-model");
      await page.click("model-panel form.model button");
      await page.waitForSelector("model-panel [role=alert]");
    },
  },
  {
    name: "model-in-tab",
    async visit(page, links) {
      await joined(page, links);
      await page.check('input[value="in-tab"]');
      await page.waitForSelector("#model-file");
    },
  },
  { name: "running", visit: (page, links) => running(page, links, 500_000) },
  {
    name: "paused",
    async visit(page, links) {
      await running(page, links, 500_000);
      await page.click("[data-action=pause]");
      await page.waitForSelector(START);
      await page.click("run-panel summary");
    },
  },
  {
    name: "result",
    async visit(page, links) {
      await running(page, links, 2000);
      await page.waitForSelector("[data-tuned-prompt]");
    },
  },
  { name: "alone", visit: (page) => open(page, "/alone") },
  { name: "new", visit: (page) => open(page, "/new") },
  {
    name: "new-filled",
    async visit(page) {
      await open(page, "/new");
      await page.click("[data-action=sample]");
      await page.waitForSelector("[data-action=create]:enabled");
    },
  },
  {
    name: "new-json-with-faults",
    async visit(page) {
      await open(page, "/new");
      await page.click("[data-action=sample]");
      await page.waitForSelector("[data-action=create]:enabled");
      await page.fill("#task-name", "");
      await page.fill("#label-0", "delivery");
      await page.click("#task-tab-json");
    },
  },
  {
    name: "new-review",
    async visit(page) {
      await open(page, "/new");
      await page.click("[data-action=sample]");
      await page.click("phrase-miner summary");
      await page.fill("#mine-text", "My lost parcel, again.\nWhere is my lost parcel?\nA gift card. Two gift cards? One gift card!");
      await page.click("[data-action=mine]");
      await page.click('button[aria-label^="Accept"]');
    },
  },
  {
    name: "new-created",
    async visit(page) {
      await open(page, "/new");
      await page.click("[data-action=sample]");
      await page.click("[data-action=create]:enabled");
      await page.waitForSelector("#copy-invite");
    },
  },
  {
    name: "owner",
    async visit(page, { owner }) {
      await open(page, owner);
      await page.waitForSelector("table.heat");
    },
  },
  {
    name: "owner-invite",
    async visit(page, { owner }) {
      await open(page, owner);
      await page.fill("#invite-label", "Team North");
      await page.click("[data-action=invite]");
      await page.click("[data-action=qr]");
      await page.waitForSelector("svg.qr path");
    },
  },
  {
    name: "owner-delete",
    async visit(page, { owner }) {
      await open(page, owner);
      await page.click("[data-action=erase]");
      await page.fill("#confirm-name", "supp");
    },
  },
  {
    name: "published",
    async visit(page, { owner }) {
      await open(page, owner);
      await page.click("[data-action=publish]");
      const address = await page.inputValue("#copy-published");
      // Only the fragment differs between the owner's address and the public one, and the tab keeps the owner's token.
      await page.evaluate("sessionStorage.clear()");
      await page.goto("about:blank");
      await page.goto(address);
      await page.waitForSelector("[data-published]");
    },
  },
  { name: "help", visit: (page) => open(page, "/help") },
  { name: "embed", visit: (page) => open(page, "/embed") },
  { name: "not-found", visit: (page) => open(page, "/nowhere") },
  { name: "no-task", visit: (page) => open(page, "/join") },
  {
    name: "unknown-task",
    async visit(page) {
      await open(page, `/join#task=${"a".repeat(22)}&invite=${"b".repeat(43)}`);
      await page.waitForSelector("[role=alert]");
    },
  },
  {
    name: "other-tab",
    async visit(page, links) {
      await joined(page, links);
      const other = await page.context().newPage();
      await other.goto(links.invite);
      await other.click("main button");
      await page.waitForSelector("main button:only-child");
    },
  },
];
