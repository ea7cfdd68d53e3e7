// A model file is used only when its size and SHA-256 are the expected ones.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

export interface Fingerprint {
  readonly sizeBytes: number;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
}

export type FileVerdict = "missing" | "as expected" | "other content";

export async function verify(path: string, expected: Fingerprint): Promise<FileVerdict> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return "missing";
  return found.size === expected.sizeBytes && (await sha256Of(path)) === expected.sha256 ? "as expected" : "other content";
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest("hex");
}
