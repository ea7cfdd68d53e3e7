// Starts a command of this folder: `node cli/run.mjs NAME ...args` compiles what changed, then imports build/cli/NAME.js.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = "", ...args] = process.argv.slice(2);

if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(join(root, "cli", `${name}.ts`))) {
  console.error(`no such command: ${name || "(none)"}. Commands are the TypeScript files of cli/.`);
  process.exit(2);
}

const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
const compiled = spawnSync(process.execPath, [join(dirname(manifest), "bin", "tsc"), "-b", join(root, "cli")], { encoding: "utf8" });
if (compiled.status !== 0) {
  console.error(`${compiled.stdout}${compiled.stderr}${compiled.error?.message ?? ""}`.trim());
  process.exit(1);
}

const entry = join(root, "build", "cli", `${name}.js`);
process.argv = [process.execPath, entry, ...args];
await import(pathToFileURL(entry).href);
