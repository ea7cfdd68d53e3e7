// The real aggregator on this machine: workerd running worker/index.ts with the bindings of the deployment's own wrangler.toml, on loopback.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { projectRoot } from "./project-root.ts";

export interface LocalAggregator {
  /** http origin. */
  readonly origin: string;
  close(): Promise<void>;
}

export interface LocalAggregatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of the Durable Objects' SQLite files; null forgets everything on close. */
  readonly persistTo: string | null;
  /** Folder of the built page, served beside the API; null serves the API alone. */
  readonly page: string | null;
  /** Absent: anybody may create tasks. */
  readonly createKey?: string;
}

/**
 * Bundles and starts the aggregator. Unlike `wrangler dev` it watches nothing and shares no folder with other instances, so that several may
 * run side by side.
 */
export async function startLocalAggregator({ port, persistTo, page, createKey }: LocalAggregatorOptions): Promise<LocalAggregator> {
  // Offline machines would wait for the answer; nothing here reads it.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  const scratch = mkdtempSync(join(tmpdir(), "asyndbt-"));
  // Also when a signal ends the process before close().
  const sweep = (): void => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", sweep);
  const bundled = await build({
    entryPoints: [join(projectRoot, "worker", "index.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "silent",
  });
  // wrangler.toml names the built page's folder, and wrangler insists on it even where only the API is served.
  mkdirSync(join(projectRoot, "dist"), { recursive: true });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(projectRoot, "wrangler.toml"));
  const { assets, ...bindings } = workerOptions;
  const miniflare = new Miniflare({
    ...bindings,
    ...(createKey === undefined ? {} : { bindings: { ...bindings.bindings, CREATE_KEY: createKey } }),
    ...(assets && page ? { assets: { ...assets, directory: page } } : {}),
    modules: [{ type: "ESModule", path: "index.js", contents: bundled.outputFiles[0]?.text ?? "" }],
    host: "127.0.0.1",
    port,
    durableObjectsPersist: persistTo ?? join(scratch, "state"),
    cf: false,
    // Standard output belongs to the command.
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: () => undefined,
  });
  const close = async (): Promise<void> => {
    await miniflare.dispose();
    sweep();
    process.removeListener("exit", sweep);
  };
  try {
    return { origin: (await miniflare.ready).origin, close };
  } catch (error) {
    // What it has started so far would keep the process alive.
    await close();
    throw error;
  }
}
