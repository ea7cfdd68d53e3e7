// A folder for the time of one piece of work, gone afterwards: also after an error, and after Ctrl+C.

import { mkdtempSync, rmSync } from "node:fs";
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** `prefix`: path and beginning of the folder's name. */
export async function withTemporaryFolder<T>(prefix: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(prefix);
  const sweep = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (signal: (typeof SIGNALS)[number]): void => {
    sweep();
    process.exit(128 + constants.signals[signal]);
  };
  process.once("exit", sweep);
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await work(folder);
  } finally {
    process.removeListener("exit", sweep);
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    sweep();
  }
}
