// One process at a time in a folder. Two aggregators on the same SQLite files would each overwrite what the other has acknowledged.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { CommandFailure } from "../terminal/command.ts";

const holderSchema = v.object({ pid: v.number(), origin: v.optional(v.string()) });
type Holder = v.InferOutput<typeof holderSchema>;

export interface FolderLock {
  /** Where the holder can be found, for whoever comes second. */
  readonly announce: (origin: string) => void;
  readonly release: () => void;
}

/** Creates the folder where there is none. A holder that is no longer running counts as none. @throws CommandFailure while another runs. */
export function lockFolder(folder: string, command: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "running.json");
  const holder = readHolder(file);
  if (holder && isRunning(holder.pid)) {
    const where = holder.origin === undefined ? "" : ` at ${holder.origin}`;
    throw new CommandFailure(`${command} is running already${where}, as process ${holder.pid}; if that is not so, delete ${file}`);
  }
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid } satisfies Holder), { flag: "wx", mode: 0o600 });
  } catch {
    throw new CommandFailure(`${command} is just being started by another process`);
  }
  const release = (): void => {
    process.removeListener("exit", release);
    if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
  process.once("exit", release);
  return { announce: (origin) => writeFileSync(file, JSON.stringify({ pid: process.pid, origin } satisfies Holder)), release };
}

/** undefined for no file, or one that a crash cut off. */
function readHolder(file: string): Holder | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return v.parse(holderSchema, JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
