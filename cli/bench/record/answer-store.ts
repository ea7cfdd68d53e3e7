// The answers of a line that is being recorded: one line of JSON per prompt, appended when all its rows are there, so that a killed
// recording goes on where it was. A prompt is known by what it shows, not by its place in the plan.

import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { fromHalf, toHalf } from "../../model/half.ts";

/** Key of the prompt and its answers as halves, little-endian, base64. Shape [rows][labels]. */
const entrySchema = v.strictTuple([v.string(), v.string()]);

export interface RecordedAnswerStore {
  readonly has: (key: string) => boolean;
  /** Halves as bits, or undefined where nothing is recorded. Shape [rows][labels]. */
  readonly get: (key: string) => Uint16Array | undefined;
  readonly add: (key: string, halves: Uint16Array) => void;
  /** Reads what others have added since, so that several processes can share a recording. */
  readonly refresh: () => void;
}

/** A last line cut off by a kill is asked for again. */
export function openAnswerStore(file: string): RecordedAnswerStore {
  const kept = new Map<string, Uint16Array>();
  const refresh = (): void => {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const entry = v.safeParse(entrySchema, parsed(line));
      if (entry.success && !kept.has(entry.output[0])) kept.set(entry.output[0], halvesOf(Buffer.from(entry.output[1], "base64")));
    }
  };
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, "\n");
  refresh();
  return {
    has: (key) => kept.has(key),
    get: (key) => kept.get(key),
    refresh,
    add(key, halves) {
      kept.set(key, halves);
      appendFileSync(file, `${JSON.stringify([key, bytesOf(halves).toString("base64")])}\n`);
    },
  };
}

export function promptKey(shown: unknown): string {
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 24);
}

export function halvesFrom(rows: readonly ArrayLike<number>[]): Uint16Array {
  return Uint16Array.from(rows.flatMap((row) => Array.from(row, toHalf)));
}

export function bytesOf(halves: Uint16Array): Buffer {
  const bytes = Buffer.alloc(2 * halves.length);
  halves.forEach((bits, i) => {
    bytes.writeUInt16LE(bits, 2 * i);
  });
  return bytes;
}

export function halvesOf(bytes: Buffer): Uint16Array {
  return Uint16Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => bytes.readUInt16LE(2 * i));
}

export function numbersOf(halves: Uint16Array): Float64Array {
  return Float64Array.from(halves, fromHalf);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
