// Runs once before the tests of the other engines: obtains those that are missing, and says which cannot be had. CI goes on with all of
// them only.

import { installOnDebian, isRootOnDebian } from "../debian.ts";
import { ENGINES } from "./engines.ts";

/** @throws in CI, when one cannot be had: what is skipped there is not tested anywhere. */
export function setup(): void {
  const missing = ENGINES.filter((engine) => !engine.available());
  if (missing.length > 0 && isRootOnDebian()) {
    say(`${names(missing)} not found`);
    installOnDebian(
      missing.flatMap(({ packages }) => packages),
      say,
    );
  }
  const skipped = ENGINES.filter((engine) => !engine.available());
  if (skipped.length === 0) return;
  const line = `${names(skipped)} cannot be had here: Debian's packages are ${skipped.flatMap(({ packages }) => packages).join(", ")}`;
  if (process.env.CI) throw new Error(line);
  say(`${line}; skipped`);
}

function names(engines: typeof ENGINES): string {
  return engines.map(({ name }) => name).join(" and ");
}

function say(line: string): void {
  console.log(`engine tests: ${line}`);
}
