// An owner's and a participant's way in every engine besides Chromium, and what only a real browser does on them: a worker that loads its
// parts, pages that are left and come back, files that are saved, a partner's page around it all.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inPagePage, isolatedPage } from "../partner-pages.ts";
import { type ServedSystem, startServedSystem } from "../served-system.ts";
import type { Engine, Page } from "./engine.ts";
import { ENGINES } from "./engines.ts";
import { fill, press, see, textOf, until } from "./hands.ts";
import { startHoldingProxy } from "./holding-proxy.ts";

const MINE = "mine.csv";
const ROWS = 40;
const BUDGET = 240;

let system: ServedSystem;
beforeAll(async () => {
  system = await startServedSystem();
});
afterAll(() => system?.close());

for (const { name, available, open } of ENGINES)
  describe.skipIf(!available())(name, () => {
    let browser: Engine;
    const links = { invite: "", owner: "" };
    beforeAll(async () => {
      browser = await open();
    });
    afterAll(() => browser?.close());

    test("an owner writes a task by form and gets its links", async () => {
      await browser.go(`${system.aggregator}/new`);
      await fill(browser, "#task-name", "mood");
      await fill(browser, "#task-header", "Is it good? [VAR]");
      await fill(browser, "#label-0", "yes");
      await fill(browser, "#label-1", "no");
      await fill(browser, "#slot-0", "Read the review.\nThink of the cook.");
      await press(browser, "[data-action=create]:enabled");
      await see(browser, "#copy-owner");
      links.invite = await textOf(browser, "#copy-invite");
      links.owner = await textOf(browser, "#copy-owner");
      expect(links.invite).toContain("/join#task=");
    });

    test("a participant keeps a CSV file of its own, reloads in the middle, leaves and returns twice, and gets a result", async () => {
      await browser.go(links.invite);
      await see(browser, "#examples-file");
      await browser.choose("#examples-file", await csv(browser));
      await press(browser, "examples-panel button.main:enabled");
      await see(browser, "examples-panel dl.tiles");
      await fill(browser, "#budget", String(BUDGET));
      await press(browser, "[data-action=start]:enabled");
      await see(browser, "live-panel progress, [data-action=pause]");
      await browser.reload();
      await see(browser, "live-panel");
      await press(browser, 'nav a[href="/help"]');
      await see(browser, "asyndbt-help h1");
      await browser.go(links.invite);
      await see(browser, "live-panel");
      await press(browser, 'nav a[href="/help"]');
      await see(browser, "asyndbt-help h1");
      await browser.back();
      await see(browser, "[data-tuned-prompt]");
    });

    test("the result is saved as a file and copied, and the participant goes on", async () => {
      await press(browser, 'input[name=export][value="fragment"]');
      await press(browser, "[data-action=export]:enabled");
      await until(browser, async () => (await saved(browser)).includes("Is it good?"), "save the file");
      await press(browser, "export-panel [data-action=copy]:enabled");
      await until(browser, async () => (await textOf(browser, "export-panel [data-action=copy]")) === "Copied", "copy");
      // A second participant in the same worker would answer, too, that no task is open.
      await fill(browser, "#budget", String(2 * BUDGET));
      await press(browser, "[data-action=start]:enabled");
      await see(browser, "live-panel");
      expect(await browser.run(() => [...document.querySelectorAll("main [role=alert]")].map(({ textContent }) => textContent))).toEqual(
        [],
      );
    });

    test("the owner watches, publishes, and anybody reads the prompt", async () => {
      await browser.go(links.owner);
      await see(browser, "table.heat");
      await press(browser, "[data-action=publish]:enabled");
      await see(browser, "#copy-published");
      const address = await textOf(browser, "#copy-published");
      await browser.run(() => sessionStorage.clear());
      await browser.go(address);
      await browser.reload();
      await see(browser, "[data-published]");
      expect(await textOf(browser, "[data-published]")).toContain("Is it good?");
    });

    test("a run that is cut off by a reload while it joins goes on by itself", async () => {
      const proxy = await startHoldingProxy(system.aggregator);
      try {
        await browser.go(`${proxy.origin}/join#task=${system.task.taskId}&invite=${system.task.invite}`);
        await press(browser, '[data-sample="1"]:enabled');
        const joining = proxy.hold("/participants HTTP");
        await press(browser, "[data-action=start]:enabled");
        await joining;
        await until(browser, () => runIsKept(browser), "keep that it runs");
        await browser.reload();
        await until(browser, async () => (await merged(browser)) > 0, "contribute");
      } finally {
        proxy.close();
      }
    });

    test("a partner's box: consent, a run, and the host page left and opened again", async () => {
      const task = await system.newTask([system.partner]);
      const path = `/box-${browser.name}`;
      system.serve(path, isolatedPage(system, { task }));
      system.serve("/elsewhere", { html: "<!doctype html><title>Elsewhere</title><p>Elsewhere</p>" });
      await browser.go(system.partner + path);
      const box = await boxIn(browser);
      await see(box, "[data-action=agree]");
      await box.run(() => document.querySelector<HTMLElement>("[data-action=agree]")?.click());
      await provideAndStart(browser, system.examples);
      await until(browser, () => heard(browser, "contributing"), "hear of a contribution");
      await browser.go(`${system.partner}/elsewhere`);
      await browser.go(system.partner + path);
      await until(browser, () => heard(browser, "joined"), "be the same participant again");
      expect(await heard(browser, "failed")).toBe(false);
      await browser.go(`${system.partner}/elsewhere`);
      await browser.back();
      await see(await boxIn(browser), "live-panel");
      expect(await heard(browser, "failed")).toBe(false);
    });

    test("a partner's own participant: left, opened again, and come back to, it reaches its result", async () => {
      const task = await system.newTask([system.partner]);
      const path = `/in-page-${browser.name}`;
      system.serve(path, inPagePage(system, { task, queries: 400 }));
      await browser.go(system.partner + path);
      await until(browser, () => contributed(browser), "contribute");
      await browser.go(`${system.partner}/elsewhere`);
      await browser.go(system.partner + path);
      await until(browser, () => contributed(browser), "contribute again");
      await browser.go(`${system.partner}/elsewhere`);
      await browser.back();
      await until(browser, () => browser.run(() => "outcome" in window), "end");
      expect(await browser.run(() => JSON.stringify(Reflect.get(window, "outcome")))).toContain('"prompt"');
    });
  });

/** The page's figure of contributions that were taken in. */
function merged(browser: Engine): Promise<number> {
  return browser.run(() => {
    const name = [...document.querySelectorAll("live-panel dt")].find(({ textContent }) => textContent === "Contributions merged");
    return Number(name?.nextElementSibling?.textContent ?? 0);
  });
}

function runIsKept(browser: Engine): Promise<boolean> {
  return browser.run(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open("asyndbt"));
    const kept = await result(database.transaction("settings").objectStore("settings").getAll());
    database.close();
    return kept.some(({ running }) => running);
  });
}

/** With what a spreadsheet puts before and between: a byte order mark and semicolons. */
async function csv({ downloads }: Engine): Promise<string> {
  const path = join(downloads, MINE);
  const rows = Array.from({ length: ROWS }, (_, i) => `"the dish number ${i}; with rice";${i % 2 ? "no" : "yes"}`);
  await writeFile(path, `\uFEFFtext;label\r\n${rows.join("\r\n")}\r\n`);
  return path;
}

/** All that was saved so far. */
async function saved({ downloads }: Engine): Promise<string> {
  const files = (await readdir(downloads, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== MINE);
  return (await Promise.all(files.map(({ name }) => readFile(join(downloads, name), "utf8")))).join("\n");
}

async function boxIn(browser: Engine): Promise<Page> {
  await until(
    browser,
    () => browser.run(() => !!document.querySelector("asyndbt-participant")?.shadowRoot?.querySelector("iframe")),
    "show the box",
  );
  return browser.frame(() => document.querySelector("asyndbt-participant")?.shadowRoot?.querySelector("iframe"));
}

function provideAndStart(browser: Engine, examples: ServedSystem["examples"]): Promise<void> {
  return browser.run(async (given) => {
    const element = document.querySelector("asyndbt-participant");
    for (const [method, args] of [
      ["provideExamples", [given]],
      ["start", []],
    ] as const) {
      const answer = await Reflect.apply(Reflect.get(element ?? {}, method), element, args);
      if (answer.type !== "done") throw new Error(`${method}: ${answer.code}: ${answer.message}`);
    }
  }, examples);
}

function heard(browser: Engine, type: string): Promise<boolean> {
  return browser.run((wanted) => Reflect.get(window, "events").some((event: { type: string }) => event.type === wanted), type);
}

function contributed(browser: Engine): Promise<boolean> {
  return browser.run(() => Reflect.get(window, "progress").some(({ contributions }: { contributions: number }) => contributions > 0));
}
