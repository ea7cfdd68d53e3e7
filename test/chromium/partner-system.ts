// The whole system with a partner's site beside it, and Chromium to visit it.

import type { BrowserContext, Frame, Page } from "playwright-core";
import { launchBrowser } from "../../cli/machine/browser.ts";
import { type ServedSystem, startServedSystem } from "../served-system.ts";

export { CANARY } from "../served-system.ts";

export interface VisitOptions {
  /** What frames of another site may store. Browsers keep it apart for each site around; some people allow nothing. */
  readonly frames?: "partitioned" | "store nothing";
  /** What relative addresses are taken from later on. */
  readonly baseURL?: string;
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

export interface PartnerSystem extends ServedSystem {
  /** A cold profile on one of the partner's pages. Complaints of the browser are collected. */
  visit(path: string, options?: VisitOptions): Promise<{ readonly page: Page; readonly complaints: string[] }>;
}

export async function startPartnerSystem(): Promise<PartnerSystem> {
  const served = await startServedSystem();
  // Playwright switches partitioned storage off, which in a browser that blocks third-party cookies leaves frames nothing. A later flag
  // wins.
  const browsers = { partitioned: await launchBrowser(["--disable-features=Translate"]), "store nothing": await launchBrowser() };
  return {
    ...served,
    async visit(path, { frames = "partitioned", baseURL, prepare } = {}) {
      const context = await browsers[frames].newContext({ locale: "en", ...(baseURL === undefined ? {} : { baseURL }) });
      await prepare?.(context);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(served.partner + path);
      return { page, complaints };
    },
    async close() {
      for (const browser of Object.values(browsers)) await browser.close();
      await served.close();
    },
  };
}

/** The aggregator's page inside the element. */
export async function frameOf(page: Page, taskId: string): Promise<Frame> {
  const found = (): Frame | undefined => page.frames().find((frame) => frame.url().includes(`/embed/task/${taskId}`));
  while (!found()) await page.waitForEvent("framenavigated");
  return found() ?? page.mainFrame();
}
