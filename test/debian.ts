// Obtains programs that tests need from Debian's packages, where that is possible: as root, on Debian.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** False when one of the steps fails; each is said before it is done. */
export function installOnDebian(packages: readonly string[], say: (line: string) => void): boolean {
  return runSteps(
    [
      ["apt-get", "update", "-qq"],
      ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages],
    ],
    say,
  );
}

export type Step = readonly [string, ...string[]];

export function runSteps(steps: readonly Step[], say: (line: string) => void): boolean {
  return steps.every(([command, ...args]) => {
    say(`running ${[command, ...args].map((word) => (word === process.execPath ? "node" : word)).join(" ")}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env }).status === 0;
  });
}
