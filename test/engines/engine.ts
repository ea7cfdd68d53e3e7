// A browser engine as a test needs it: one tab, driven by what the engine itself offers, without a package of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";

/** A function that runs in the page: it can use its arguments, which cross as JSON, and nothing around it. */
export type InPage<A extends readonly unknown[], T> = (...args: A) => T | Promise<T>;

/** A document: the tab's, or that of a frame in it. */
export interface Page {
  run<A extends readonly unknown[], T>(work: InPage<A, T>, ...args: A): Promise<T>;
  /** A press of the mouse where the element is. */
  click(css: string): Promise<void>;
  /** Chooses a file of this machine. */
  choose(css: string, path: string): Promise<void>;
}

export interface Engine extends Page {
  readonly name: string;
  /** Folder where files that a page saves arrive. */
  readonly downloads: string;
  go(url: string): Promise<void>;
  back(): Promise<void>;
  reload(): Promise<void>;
  /** The document of the one frame that the function finds. */
  frame(find: () => Element | null | undefined): Promise<Page>;
  close(): Promise<void>;
}

/** Programs that one engine started, ended last to first. */
export interface Programs {
  start(
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ChildProcess & { stdout: Readable; stderr: Readable };
  end(): Promise<void>;
}

export function programs(): Programs {
  const started: ChildProcess[] = [];
  return {
    start(command, args, env = {}) {
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
      started.unshift(child);
      return child;
    },
    async end() {
      for (const child of started) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill();
        await ended;
      }
    },
  };
}

/** The first group of the pattern, once a stream has said it; what it says afterwards is read and dropped. @throws when it ends before. */
export function heard(stream: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    stream.on("data", (bytes) => {
      said = `${said}${String(bytes)}`.slice(-10_000);
      const found = pattern.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    stream.on("end", () => reject(new Error(`ended without ${pattern}: ${said}`)));
  });
}

export function onPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
