// A log that never grows beyond its room: when a file is full it becomes FILE.1, the older ones move up, and the oldest is dropped.

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export interface RotatingLog {
  /** Never throws: what cannot be written, as on a full disk, is left out, because a log must not end what it tells of. */
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface RotatingLogOptions {
  /** A file that has become larger is full. */
  readonly maxBytes: number;
  /** Files in all, the one being written included. */
  readonly files: number;
}

/**
 * Goes on in the file an earlier log left. Written at once, so that the last words are there after a crash. @throws where it cannot be
 * opened.
 */
export function openRotatingLog(path: string, { maxBytes, files }: RotatingLogOptions): RotatingLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file: number | null = openSync(path, "a", 0o600);
  let sizeBytes = fstatSync(file).size;
  let closed = false;
  const rotate = (): void => {
    if (file !== null) closeSync(file);
    file = null;
    for (let i = files - 1; i > 0; i--) moveUp(path, i);
    if (files === 1) rmSync(path, { force: true });
    file = openSync(path, "a", 0o600);
    sizeBytes = 0;
  };
  return {
    write(bytes) {
      if (closed) return;
      try {
        if (file === null || sizeBytes >= maxBytes) rotate();
        if (file !== null) writeSync(file, bytes);
        sizeBytes += bytes.length;
      } catch {
        // Nobody is left to tell.
      }
    },
    close() {
      closed = true;
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

/** The i-th file from the (i-1)-th, which may not be there yet. */
function moveUp(path: string, i: number): void {
  try {
    renameSync(i === 1 ? path : `${path}.${i - 1}`, `${path}.${i}`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
