// Runs once before the Chromium tests: says which browser they use, and obtains one where there is none.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { installedBrowser } from "../../cli/machine/browser.ts";

/** @throws when there is no browser and none can be obtained. */
export function setup(): void {
  const found = availableBrowser();
  if (found !== undefined) {
    say(`using ${found}`);
    return;
  }
  const steps = isRootOnDebian() ? APT : PLAYWRIGHT;
  for (const [command, ...args] of steps) {
    say(`none found; running ${[command, ...args].map((word) => (word === process.execPath ? "node" : word)).join(" ")}`);
    const { status } = spawnSync(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) throw new Error("no browser could be installed. Install Chromium, or name one: CHROMIUM=/path/to/chromium npm test");
  }
  say(`installed ${availableBrowser() ?? "nothing that can be found"}`);
}

const APT: readonly (readonly [string, ...string[]])[] = [
  ["apt-get", "update", "-qq"],
  ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
];

const PLAYWRIGHT: typeof APT = [
  [
    process.execPath,
    join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js"),
    "install",
    "chromium",
  ],
];

function availableBrowser(): string | undefined {
  return installedBrowser() ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined);
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function say(line: string): void {
  console.log(`Chromium tests: ${line}`);
}
