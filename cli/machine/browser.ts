// Finds the browser that the Chromium tests and the screenshots use: $CHROMIUM, else one that is installed, else playwright-core's own.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { CommandFailure } from "../terminal/command.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws CommandFailure when it does not start, as where there is none; for the tests ensure-browser.ts has obtained one before. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = installedBrowser();
  try {
    return await chromium.launch({ args: [...FLAGS, ...flags], ...(executablePath === undefined ? {} : { executablePath }) });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new CommandFailure(`Chromium does not start (${why}). Install it, or name its program in CHROMIUM`);
  }
}

/** undefined leaves it to playwright-core to find the one it installed. */
export function installedBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return process.env.CHROMIUM ?? NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
