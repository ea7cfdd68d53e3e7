// An owner's and a participant's way in every engine besides Chromium, and what only a real browser does on them: a worker that loads its parts,
// pages that are left and come back, files that are saved, a partner's page around it all.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inPagePage, isolatedPage } from "../partner-pages.ts";
import { type ServedSystem, startServedSystem } from "../served-system.ts";
import type { Engine, Page } from "./engine.ts";
import { ENGINES } from "./engines.ts";
import { fill, press, see, textOf, until } from "./hands.ts";

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

    test("a start whose model has not answered yet outlives a reload", async () => {
      const model = await silentModel();
      try {
        await browser.go(`${system.aggregator}/join#task=${system.task.taskId}&invite=${system.task.invite}`);
        await press(browser, '[data-sample="1"]:enabled');
        await press(browser, 'input[name=kind][value="http"]');
        await fill(browser, "#model-url", model.address);
        await fill(browser, "#model-name", "any");
        await press(browser, "[data-action=start]:enabled");
        await until(browser, async () => model.asked() > 0, { what: "ask the model" });
        const before = model.asked();
        await browser.reload();
        await until(browser, async () => model.asked() > before, { what: "ask the model again" });
      } finally {
        model.close();
      }
    });

    test("the result is saved as a file and copied, and the participant goes on", async () => {
      await press(browser, 'input[name=export][value="fragment"]');
      await press(browser, "[data-action=export]:enabled");
      await until(browser, async () => (await saved(browser)).includes("Is it good?"), { what: "save the file" });
      await press(browser, "export-panel [data-action=copy]:enabled");
      await until(browser, async () => (await textOf(browser, "export-panel [data-action=copy]")) === "Copied", {
        what: "copy",
        seconds: 10,
      });
      // A second participant in the same worker would answer, too, that no task is open.
      await fill(browser, "#budget", String(2 * BUDGET));
      await press(browser, "[data-action=start]:enabled");
      await see(browser, "live-panel");
      expect(await browser.run(() => document.querySelectorAll("main [role=alert]").length)).toBe(0);
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
      await until(browser, () => heard(browser, "contributing"), { what: "hear of a contribution" });
      await browser.go(`${system.partner}/elsewhere`);
      await browser.go(system.partner + path);
      await until(browser, () => heard(browser, "joined"), { what: "be the same participant again" });
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
      await until(browser, () => contributed(browser), { what: "contribute" });
      await browser.go(`${system.partner}/elsewhere`);
      await browser.go(system.partner + path);
      await until(browser, () => contributed(browser), { what: "contribute again" });
      await browser.go(`${system.partner}/elsewhere`);
      await browser.back();
      await until(browser, () => browser.run(() => "outcome" in window), { what: "end" });
      expect(await browser.run(() => JSON.stringify(Reflect.get(window, "outcome")))).toContain('"prompt"');
    });
  });

function startIsKept(browser: Engine): Promise<boolean> {
  return browser.run(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open("asyndbt"));
    const kept = await result(database.transaction("settings").objectStore("settings").getAll());
    database.close();
    return kept.some(({ starting }) => starting);
  });
}

/** An endpoint that takes questions and never answers. */
async function silentModel(): Promise<{ readonly address: string; asked(): number; close(): void }> {
  let asked = 0;
  const server = createServer((request, response) => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type" };
    if (request.method === "OPTIONS") response.writeHead(204, cors).end();
    else asked++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    address: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/v1`,
    asked: () => asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
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
  await until(browser, () => browser.run(() => !!document.querySelector("asyndbt-participant")?.shadowRoot?.querySelector("iframe")), {
    what: "show the box",
  });
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
