// The whole system with a partner's site beside it: page and aggregator on 127.0.0.1, the partner's pages on localhost, which is another origin.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Frame, Page } from "playwright-core";
import * as v from "valibot";
import { build } from "vite";
import { readDataFolder } from "../../cli/data/data-folder.ts";
import { launchBrowser } from "../../cli/machine/browser.ts";
import { startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import { projectRoot } from "../../cli/machine/project-root.ts";
import { type PartnerPage, startPartnerSite } from "../../cli/partner-demo/partner-site.ts";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";

const data = join(projectRoot, "data", "support");
const examplesSchema = v.array(v.object({ text: v.string(), label: v.string() }));
const latestSchema = v.object({ version: v.string(), integrity: v.record(v.string(), v.string()) });

/** In every text that a partner's page hands over. */
export const CANARY = "walnut-40417";

export interface VisitOptions {
  /** What frames of another site may store. Browsers keep it apart for each site around; some people allow nothing. */
  readonly frames?: "partitioned" | "store nothing";
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

export interface PartnerSystem {
  readonly aggregator: string;
  readonly partner: string;
  readonly version: string;
  readonly integrity: Readonly<Record<string, string>>;
  readonly examples: readonly { readonly text: string; readonly label: string }[];
  readonly task: { readonly taskId: string; readonly invite: string; readonly ownerToken: string };
  newTask(allowedOrigins: readonly string[]): Promise<PartnerSystem["task"]>;
  /** Serves a page on the partner's site. */
  serve(path: string, page: PartnerPage): void;
  /** A cold profile on one of the partner's pages. Complaints of the browser are collected. */
  visit(path: string, options?: VisitOptions): Promise<{ readonly page: Page; readonly complaints: string[] }>;
  close(): Promise<void>;
}

export async function startPartnerSystem(): Promise<PartnerSystem> {
  const folder = await mkdtemp(join(tmpdir(), "asyndbt-partner-"));
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: join(folder, "page") } });
  const aggregator = await startLocalAggregator({ port: 0, persistTo: join(folder, "state"), page: join(folder, "page") });
  const pages = new Map<string, PartnerPage>();
  const site = await startPartnerSite(pages, 0);
  // Playwright switches partitioned storage off, which in a browser that blocks third-party cookies leaves frames nothing. A later flag wins.
  const browsers = { partitioned: await launchBrowser(["--disable-features=Translate"]), "store nothing": await launchBrowser() };
  const { task } = readDataFolder(data, { tuneLabelWords: true });
  const newTask = async (allowedOrigins: readonly string[]): Promise<PartnerSystem["task"]> => {
    const answer = await fetch(`${aggregator.origin}/api/tasks`, { method: "POST", body: JSON.stringify({ task, allowedOrigins }) });
    return v.parse(createdTaskSchema, await answer.json());
  };
  const lines = (await readFile(join(data, "pool.jsonl"), "utf8")).trim().split("\n");
  const examples = v.parse(
    examplesSchema,
    lines.map((line): unknown => JSON.parse(line)),
  );
  return {
    aggregator: aggregator.origin,
    partner: site.origin,
    ...v.parse(latestSchema, JSON.parse(await readFile(join(folder, "page", "embed", "latest.json"), "utf8"))),
    examples: examples.map(({ text, label }) => ({ text: `${text} ${CANARY}`, label })),
    task: await newTask([site.origin]),
    newTask,
    serve: (path, page) => void pages.set(path, page),
    async visit(path, { frames = "partitioned", prepare } = {}) {
      const context = await browsers[frames].newContext({ locale: "en" });
      await prepare?.(context);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(site.origin + path);
      return { page, complaints };
    },
    async close() {
      for (const browser of Object.values(browsers)) await browser.close();
      await site.close();
      await aggregator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The aggregator's page inside the element. */
export async function frameOf(page: Page, taskId: string): Promise<Frame> {
  const found = (): Frame | undefined => page.frames().find((frame) => frame.url().includes(`/embed/task/${taskId}`));
  while (!found()) await page.waitForEvent("framenavigated");
  return found() ?? page.mainFrame();
}
