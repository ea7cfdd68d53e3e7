import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BENCHES } from "./bench/benches.ts";
import { projectRoot } from "./machine/project-root.ts";

/** Files directly in cli/: each must be a command, helpers live in folders. */
const commands = readdirSync(join(projectRoot, "cli")).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
const readme = readFileSync(join(projectRoot, "README.md"), "utf8");

describe("commands", () => {
  it.each(commands)("%s says how it is started, and runs as a command", (file) => {
    const text = readFileSync(join(projectRoot, "cli", file), "utf8");
    expect(text).toMatch(/^\/\/ `(npm (run )?[a-z:-]+|npm run bench:NAME|node cli\/run\.mjs [a-z-]+)`: /);
    expect(text).toMatch(/^await runCommand\(/m);
  });

  it.each(startedByScripts())("the script $script starts a file there is, under its own name, and is in the README", ({ script, name }) => {
    expect(commands).toContain(`${name}.ts`);
    const named = name === "bench" ? BENCHES.map((bench) => `bench:${bench.name}`) : [nameSaidBy(name)];
    expect(named).toContain(script);
    expect(readme).toMatch(new RegExp(`\`(npm (run )?)?${script}\\b`));
  });

  it("has a script for each bench", () => {
    const scripts = startedByScripts().flatMap(({ script, name, bench }) => (name === "bench" ? [[script, bench]] : []));
    expect(scripts.sort()).toEqual(BENCHES.map(({ name }) => [`bench:${name}`, name]).sort());
  });

  it.each(["project-root", "machine/project-root", "demo.test", "", "--help"])("run.mjs knows no command %j", (name) => {
    const run = spawnSync(process.execPath, [join(projectRoot, "cli", "run.mjs"), name], { encoding: "utf8" });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(/^no such command: .*\n$/);
  });
});

/** Scripts of package.json that start a command of cli/. */
function startedByScripts(): { script: string; name: string; bench: string | undefined }[] {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  return Object.entries(scripts).flatMap(([script, line]) => {
    const [, name, bench] = /^node cli\/run\.mjs ([a-z-]+)(?: ([a-z]+))?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ script, name, bench }];
  });
}

/** The name a command puts before its failures. */
function nameSaidBy(command: string): string | undefined {
  return /^await runCommand\("([^"]+)"/m.exec(readFileSync(join(projectRoot, "cli", `${command}.ts`), "utf8"))?.[1];
}
