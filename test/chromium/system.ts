// The whole system on this machine, as a visitor meets it: the built page, the real aggregator behind it, a browser without history.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";
import { launchBrowser } from "../../cli/machine/browser.ts";
import { startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import { projectRoot } from "../../cli/machine/project-root.ts";
import { createSampleTask, type TaskLinks } from "../../cli/screenshots/sample-task.ts";
import { type Recording, recordTraffic } from "./traffic.ts";

export interface System {
  readonly origin: string;
  readonly recording: Recording;
  /** A cold profile: nothing stored, nothing shared with other tabs. */
  coldTab(path: string): Promise<Page>;
  /** Its links, relative to the origin. */
  createSampleTask(): Promise<TaskLinks>;
  /** Every file the aggregator keeps. */
  storedBytes(): Promise<Buffer[]>;
  close(): Promise<void>;
}

interface SystemOptions {
  /** Origin of a language model that pages may speak to besides the aggregator. */
  readonly endpoint?: string;
  readonly createKey?: string;
}

export async function startSystem({ endpoint, createKey }: SystemOptions = {}): Promise<System> {
  // A folder of its own: whoever builds the page meanwhile does not take it away.
  const built = await mkdtemp(join(tmpdir(), "asyndbt-dist-"));
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: built, emptyOutDir: true } });
  const stored = await mkdtemp(join(tmpdir(), "asyndbt-page-"));
  const aggregator = await startLocalAggregator({
    port: 0,
    persistTo: stored,
    page: built,
    ...(createKey === undefined ? {} : { createKey }),
  });
  const browser = await launchBrowser();
  const recording = recordTraffic(aggregator.origin, endpoint);
  const coldTab = async (path: string): Promise<Page> => {
    const page = await (await browser.newContext({ locale: "en" })).newPage();
    page.setDefaultTimeout(30_000);
    recording.watch(page);
    await page.goto(new URL(path, aggregator.origin).href);
    return page;
  };
  return {
    recording,
    coldTab,
    origin: aggregator.origin,
    createSampleTask: () => createSampleTask(aggregator.origin),
    async storedBytes() {
      const entries = await readdir(stored, { recursive: true, withFileTypes: true });
      return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))));
    },
    async close() {
      await browser.close();
      await aggregator.close();
      for (const folder of [stored, built]) await rm(folder, { recursive: true, force: true });
    },
  };
}
