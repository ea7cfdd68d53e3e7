// Obtains the local engine, node-llama-cpp, once: installed by the npm client into the cache folder, pinned by cli/local-runtime's lock
// file. It is no dependency of the main package because its optional parts take 1.2 GB; of those, only the one for this platform's CPU is
// taken (85 MB).

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../machine/temporary-folder.ts";
import { CommandFailure } from "../terminal/command.ts";
import { cacheFolder } from "./cache-folder.ts";
import { leanPackage } from "./lean-package.ts";

/** Returns the folder that holds node_modules/node-llama-cpp. `onProgress` gets lines for the user. */
export async function ensureRuntime(onProgress: (line: string) => void): Promise<string> {
  const source = runtimeSource();
  const lean = leanPackage(await readFile(join(source, "package.json"), "utf8"), await readFile(join(source, "package-lock.json"), "utf8"));
  const folder = join(cacheFolder(), `runtime-${lean.version}`);
  if (await installed(folder)) return folder;
  onProgress(`installing the local engine, node-llama-cpp ${lean.version} for ${process.platform} ${process.arch} (85 MB, once)`);
  // Built beside its final place and moved there whole, so that an interrupted install is never mistaken for one.
  await mkdir(dirname(folder), { recursive: true });
  await withTemporaryFolder(`${folder}.`, async (building) => {
    await writeFile(join(building, "package.json"), lean.manifest);
    await writeFile(join(building, "package-lock.json"), lean.lock);
    await npmInstall(building);
    await moveInto(building, folder);
  });
  onProgress(`installed into ${folder}`);
  return folder;
}

async function installed(folder: string): Promise<boolean> {
  return (await stat(join(folder, "node_modules", "node-llama-cpp", "package.json")).catch(() => undefined)) !== undefined;
}

/** Another process may have finished first; its folder is as good as ours. */
async function moveInto(building: string, folder: string): Promise<void> {
  try {
    await rename(building, folder);
  } catch (error) {
    if (!(await installed(folder))) throw error;
  }
}

function npmInstall(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // No package of the engine runs code at install time: the binary is inside a package.
    const args = ["install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const npm = spawn("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], shell: process.platform === "win32" });
    let said = "";
    npm.stderr.on("data", (part) => {
      said += String(part);
    });
    npm.once("error", () =>
      reject(new CommandFailure("the npm client was not found: install Node.js with npm, or use another local server")),
    );
    npm.once("close", (code) => {
      const lines = said.split("\n").filter((line) => /error (?!code)\S/i.test(line));
      const why = lines[0] ?? `npm ended with code ${code}`;
      if (code === 0) resolve();
      else reject(new CommandFailure(`the local engine could not be installed: ${why.trim()}`));
    });
  });
}

/** cli/local-runtime, seen from this file or from its compiled form in build/. */
function runtimeSource(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "cli", "local-runtime");
    if (existsSync(join(candidate, "package-lock.json"))) return candidate;
    if (folder === dirname(folder)) throw new Error("cli/local-runtime/package-lock.json is missing");
  }
}
