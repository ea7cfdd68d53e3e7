// The real aggregator on this machine: workerd running worker/index.ts with the bindings of the deployment's own wrangler.toml, on
// loopback.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { CommandFailure } from "../terminal/command.ts";
import { keepRunning } from "./keep-running.ts";
import { projectRoot } from "./project-root.ts";
import { openRotatingLog, type RotatingLog } from "./rotating-log.ts";

export interface LocalAggregator {
  /** http origin. */
  readonly origin: string;
  /** Rejects with a CommandFailure when workerd has ended by itself too often; never resolves. Who has work to do here races it. */
  readonly gone: Promise<never>;
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
  /** Where what workerd writes is kept, its own complaints included; absent: nowhere. */
  readonly logFile?: string;
}

/** 10 MB in all: months of normal use, or the last minutes of an attack. */
const LOG = { maxBytes: 2_000_000, files: 5 } as const;

/**
 * Bundles and starts the aggregator. Unlike `wrangler dev` it watches nothing and shares no folder with other instances, so that several
 * may run side by side. Where workerd ends by itself it is started again, with a line on standard error.
 */
export async function startLocalAggregator(options: LocalAggregatorOptions): Promise<LocalAggregator> {
  const { port, persistTo, page, createKey, logFile } = options;
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
  const log = logFile === undefined ? null : openRotatingLog(logFile, LOG);
  const configuration: MiniflareOptions = {
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
    handleRuntimeStdio(stdout, stderr) {
      drain(stderr, log);
      drain(stdout, log).once("end", () => keeper.ended());
    },
  };
  let fail = (_error: CommandFailure): void => {};
  const gone = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Not everybody has work to do when it happens.
  gone.catch(() => undefined);
  const keeper = keepRunning({
    // The same port and the same files: pages only see their sockets close.
    startAgain: () => miniflare.setOptions(configuration),
    onRestart: () => console.error(`The aggregator's program ended by itself and was started again; nothing is lost.${wordsIn(logFile)}`),
    onGone: () => fail(new CommandFailure(`the aggregator's program ends by itself again and again.${wordsIn(logFile)}`)),
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const miniflare = new Miniflare(configuration);
  const close = async (): Promise<void> => {
    keeper.stop();
    await miniflare.dispose();
    log?.close();
    sweep();
    process.removeListener("exit", sweep);
  };
  try {
    return { origin: (await miniflare.ready).origin, gone, close };
  } catch (error) {
    // What it has started so far would keep the process alive.
    await close();
    throw error;
  }
}

/** What nobody reads fills the pipe, and then workerd's only thread waits for ever to write one more line. */
function drain(stream: Readable, log: RotatingLog | null): Readable {
  return stream.on("data", (bytes: Uint8Array) => log?.write(bytes));
}

function wordsIn(logFile: string | undefined): string {
  return logFile === undefined ? "" : ` Its last words are in ${logFile}`;
}
