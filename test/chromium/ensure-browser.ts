// Runs once before the Chromium tests: says which browser they use, and obtains one where there is none.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { installedBrowser } from "../../cli/machine/browser.ts";
import { installOnDebian, isRootOnDebian, runSteps, type Step } from "../debian.ts";

/** @throws when there is no browser and none can be obtained. */
export function setup(): void {
  const found = availableBrowser();
  if (found !== undefined) {
    say(`using ${found}`);
    return;
  }
  say("none found");
  const installed = isRootOnDebian() ? installOnDebian(["chromium", "fonts-dejavu-core"], say) : runSteps([PLAYWRIGHT], say);
  if (!installed) throw new Error("no browser could be installed. Install Chromium, or name one: CHROMIUM=/path/to/chromium npm test");
  say(`installed ${availableBrowser() ?? "nothing that can be found"}`);
}

const PLAYWRIGHT: Step = [
  process.execPath,
  join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js"),
  "install",
  "chromium",
];

function availableBrowser(): string | undefined {
  return installedBrowser() ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined);
}

function say(line: string): void {
  console.log(`Chromium tests: ${line}`);
}
