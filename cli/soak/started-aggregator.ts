// `npm start` as a process of its own, in a folder of its own, with hands on its program: what the soak test puts under load and kills.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";
import { projectRoot } from "../machine/project-root.ts";
import { CommandFailure } from "../terminal/command.ts";

const START_MS = 120_000;
const holderSchema = v.object({ origin: v.string() });

export interface StartedAggregator {
  readonly origin: string;
  readonly ownerToken: string;
  readonly taskId: string;
  /** All it has said so far. */
  said(): string;
  /** Everything in its log, oldest first. */
  log(): Buffer;
  /** Of the program that runs the aggregator; undefined while there is none. */
  runtime(): { readonly pid: number; readonly residentKilobytes: number } | undefined;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  close(): Promise<void>;
}

/** `folder`: empty, or left by an earlier start. @throws CommandFailure where it does not start. */
export async function startAggregator(folder: string): Promise<StartedAggregator> {
  const command = spawn(process.execPath, [join(projectRoot, "cli", "run.mjs"), "start", "--port", "0", "--folder", folder]);
  let said = "";
  for (const stream of [command.stdout, command.stderr]) stream.on("data", (bytes) => (said += String(bytes)));
  const exited = new Promise<number | null>((resolve) => command.once("exit", resolve));
  const givenUpMs = performance.now() + START_MS;
  while (!said.includes("Ctrl+C")) {
    if (command.exitCode !== null || performance.now() > givenUpMs) {
      command.kill();
      throw new CommandFailure(`npm start did not start: ${said.trim()}`);
    }
    await pause(50);
  }
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { origin } = v.parse(holderSchema, read("running.json"));
  const { taskId, ownerToken } = v.parse(createdTaskSchema, read("sample-task.json"));
  return {
    origin,
    taskId,
    ownerToken,
    exited,
    said: () => said,
    log: () => readLog(join(folder, "log")),
    runtime: () => runtimeOf(command),
    async close() {
      command.kill();
      await exited;
    },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function readLog(folder: string): Buffer {
  if (!existsSync(folder)) return Buffer.alloc(0);
  const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
}

function runtimeOf({ pid }: ChildProcess): ReturnType<StartedAggregator["runtime"]> {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,comm="], { encoding: "utf8" }).trim().split("\n");
  const found = rows
    .map((row) => row.trim().split(/\s+/))
    .find(([, parent, , name]) => Number(parent) === pid && name?.endsWith("workerd"));
  return found && { pid: Number(found[0]), residentKilobytes: Number(found[2]) };
}
