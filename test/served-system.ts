// The whole system with a partner's site beside it: page and aggregator on 127.0.0.1, the partner's pages on localhost, which is another
// origin.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { build } from "vite";
import { readDataFolder } from "../cli/data/data-folder.ts";
import { startLocalAggregator } from "../cli/machine/local-aggregator.ts";
import { projectRoot } from "../cli/machine/project-root.ts";
import { type PartnerPage, startPartnerSite } from "../cli/partner-demo/partner-site.ts";
import { type CreatedTask, createdTaskSchema } from "../shared/protocol/messages.ts";

const data = join(projectRoot, "data", "support");
const examplesSchema = v.array(v.object({ text: v.string(), label: v.string() }));
const latestSchema = v.object({ version: v.string(), integrity: v.record(v.string(), v.string()) });

/** In every text that a partner's page hands over. */
export const CANARY = "walnut-40417";

export interface ServedSystem {
  readonly aggregator: string;
  readonly partner: string;
  readonly version: string;
  readonly integrity: Readonly<Record<string, string>>;
  readonly examples: readonly { readonly text: string; readonly label: string }[];
  readonly task: CreatedTask;
  newTask(allowedOrigins: readonly string[]): Promise<CreatedTask>;
  /** Serves a page on the partner's site. */
  serve(path: string, page: PartnerPage): void;
  close(): Promise<void>;
}

export async function startServedSystem(): Promise<ServedSystem> {
  const folder = await mkdtemp(join(tmpdir(), "asyndbt-partner-"));
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: join(folder, "page") } });
  const aggregator = await startLocalAggregator({ port: 0, persistTo: join(folder, "state"), page: join(folder, "page") });
  const pages = new Map<string, PartnerPage>();
  const site = await startPartnerSite(pages, 0);
  const { task } = readDataFolder(data, { tuneLabelWords: true });
  const newTask = async (allowedOrigins: readonly string[]): Promise<CreatedTask> => {
    const answer = await fetch(`${aggregator.origin}/api/tasks`, { method: "POST", body: JSON.stringify({ task, allowedOrigins }) });
    return v.parse(createdTaskSchema, await answer.json());
  };
  const lines = (await readFile(join(data, "pool.jsonl"), "utf8")).trim().split("\n");
  const examples = v.parse(
    examplesSchema,
    lines.map((line): unknown => JSON.parse(line)),
  );
  return {
    aggregator: aggregator.origin,
    partner: site.origin,
    ...v.parse(latestSchema, JSON.parse(await readFile(join(folder, "page", "embed", "latest.json"), "utf8"))),
    examples: examples.map(({ text, label }) => ({ text: `${text} ${CANARY}`, label })),
    task: await newTask([site.origin]),
    newTask,
    serve: (path, page) => void pages.set(path, page),
    async close() {
      await site.close();
      await aggregator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
