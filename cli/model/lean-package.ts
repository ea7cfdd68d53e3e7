// Out of the engine's manifest and lock file, which know optional packages of 1.2 GB, makes the pair that installs only this platform's CPU
// binary: it becomes a plain dependency and every optional one is struck out. The lock file pins what it names by hash; a platform's
// binary that it does not name is taken at its exact version, and the npm client checks it against the hash the registry publishes.

import * as v from "valibot";
import { CommandFailure } from "../terminal/command.ts";

const versions = v.record(v.string(), v.string());
const manifestSchema = v.looseObject({ dependencies: versions, optionalDependencies: versions });
const lockSchema = v.looseObject({ packages: v.record(v.string(), v.record(v.string(), v.unknown())) });

export interface LeanPackage {
  readonly version: string;
  readonly manifest: string;
  readonly lock: string;
}

/** @throws CommandFailure when the engine has no binary for the platform. */
export function leanPackage(
  manifestText: string,
  lockText: string,
  { platform, arch }: Pick<NodeJS.Process, "platform" | "arch"> = process,
): LeanPackage {
  const manifest = v.parse(manifestSchema, JSON.parse(manifestText));
  const lock = v.parse(lockSchema, JSON.parse(lockText));
  const binary = `@node-llama-cpp/${binaryName(platform, arch)}`;
  const version = manifest.optionalDependencies[binary];
  if (version === undefined)
    throw new CommandFailure(
      `the local engine has no binary for ${platform} ${arch}: use Ollama, llama.cpp or vLLM instead (docs/language-models-local.md)`,
    );
  const { optionalDependencies: _, ...rest } = manifest;
  const dependencies = { ...manifest.dependencies, [binary]: version };
  const packages: Record<string, unknown> = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    const { optionalDependencies: __, optional: ___, ...kept } = entry;
    if (path === "") packages[path] = { ...kept, dependencies };
    else if (path === `node_modules/${binary}`) packages[path] = kept;
    else if (entry.optional !== true) packages[path] = path === "node_modules/node-llama-cpp" ? kept : entry;
  }
  return { version, manifest: JSON.stringify({ ...rest, dependencies }), lock: JSON.stringify({ ...lock, packages }) };
}

function binaryName(platform: string, arch: string): string {
  if (platform === "darwin") return arch === "arm64" ? "mac-arm64-metal" : `mac-${arch}`;
  return `${platform === "win32" ? "win" : platform}-${arch === "arm" ? "armv7l" : arch}`;
}
