// The real aggregator on this machine: workerd running worker/index.ts with the deployment's own wrangler.toml, on loopback.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unstable_startWorker } from "wrangler";
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
  /** Folder of the built page; null serves the API alone. */
  readonly page: string | null;
}

export async function startLocalAggregator({ port, persistTo, page }: LocalAggregatorOptions): Promise<LocalAggregator> {
  // Offline machines would wait for these; nothing here needs them.
  Object.assign(process.env, {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
  });
  const scratch = mkdtempSync(join(tmpdir(), "asyndbt-"));
  // Apart from the state: wrangler watches the assets' folder and would restart with every write.
  const noPage = join(scratch, "page");
  mkdirSync(noPage);
  const chosen = port === 0 ? await freePort() : port;
  const worker = await unstable_startWorker({
    config: join(projectRoot, "wrangler.toml"),
    assets: page ?? noPage,
    sendMetrics: false,
    dev: {
      server: { hostname: "127.0.0.1", port: chosen },
      inspector: false,
      logLevel: "error",
      watch: false,
      liveReload: false,
      persist: persistTo ?? join(scratch, "state"),
    },
  });
  await worker.ready;
  return {
    origin: `http://127.0.0.1:${chosen}`,
    async close() {
      await worker.dispose();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
