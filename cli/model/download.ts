// Downloads one file over HTTP into a partial file, going on where an earlier attempt stopped (RFC 9110, section 14). What arrived is
// judged by its hash afterwards, so a server that changed the file in between cannot pass a mixture off.

import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { CommandFailure } from "../terminal/command.ts";

export interface DownloadOptions {
  readonly sizeBytes: number;
  /** Called with bytes that are there, from an earlier attempt included. */
  readonly onBytes: (present: number) => void;
  /** Milliseconds without a byte after which an attempt is given up. Default 30 s. */
  readonly stallMs?: number;
}

// Attempts in a row that may fail without a single new byte.
const FRUITLESS_ATTEMPTS = 2;

/** @throws CommandFailure when the file cannot be had; the partial file stays for the next attempt. */
export async function download(url: string, partial: string, options: DownloadOptions): Promise<void> {
  let fruitless = 0;
  for (;;) {
    const before = await sizeOf(partial);
    if (before === options.sizeBytes) return;
    if (before > options.sizeBytes) await rm(partial);
    try {
      await attempt(url, partial, options);
    } catch (error) {
      if (error instanceof CommandFailure) throw error;
      fruitless = (await sizeOf(partial)) > before ? 0 : fruitless + 1;
      if (fruitless >= FRUITLESS_ATTEMPTS)
        throw new CommandFailure(`${hostOf(url)} cannot be reached or stopped answering (${reasonOf(error)})`);
      continue;
    }
    const after = await sizeOf(partial);
    if (after > options.sizeBytes) throw new CommandFailure(`${hostOf(url)} sends a longer file than expected`);
    fruitless = after > before ? 0 : fruitless + 1;
    if (fruitless >= FRUITLESS_ATTEMPTS)
      throw new CommandFailure(`${hostOf(url)} sends a shorter file than expected: ${after} of ${options.sizeBytes} bytes`);
  }
}

async function attempt(url: string, partial: string, { sizeBytes, onBytes, stallMs = 30_000 }: DownloadOptions): Promise<void> {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(new Error(`no data for ${stallMs / 1000} s`)), stallMs);
  };
  alive();
  let file: FileHandle | undefined;
  try {
    const have = await sizeOf(partial);
    const response = await fetch(url, { signal: abort.signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
    // 416: nothing beyond what we have, so what we have is no beginning of this file.
    if (response.status === 416) return await rm(partial);
    if (!response.ok || !response.body) throw new CommandFailure(`${hostOf(url)} answered ${response.status} instead of the file`);
    const resumed = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
    file = await open(partial, resumed ? "a" : "w");
    let present = resumed ? have : 0;
    for await (const bytes of response.body) {
      alive();
      await file.write(bytes);
      present += bytes.length;
      onBytes(present);
      if (present > sizeBytes) return abort.abort();
    }
  } finally {
    clearTimeout(timer);
    await file?.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
