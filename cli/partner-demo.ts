// `npm run demo:partner`: the aggregator on one port, a partner's site that embeds the sample task on another.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { build } from "vite";
import { type CreatedTask, createdTaskSchema } from "../shared/protocol/messages.ts";
import { readDataFolder } from "./data/data-folder.ts";
import { startLocalAggregator } from "./machine/local-aggregator.ts";
import { projectRoot } from "./machine/project-root.ts";
import { partnerDemoPages } from "./partner-demo/pages.ts";
import { type PartnerPage, startPartnerSite } from "./partner-demo/partner-site.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";
import { checkFree, portOption } from "./terminal/ports.ts";

const HELP = `npm run demo:partner -- [options]

Builds the page and the embedding files, serves them with a local aggregator on 127.0.0.1, and on localhost, which is another origin, a partner's
site with the sample task in both modes, under a strict content security policy. Nothing is kept.

  --port N           of the aggregator; default 0 takes a free one
  --partner-port N   of the partner's site; default 0 takes a free one
  --help             this text
`;

const latestSchema = v.object({ version: v.string(), integrity: v.object({ "embed.js": v.string() }) });

await runCommand("demo:partner", async () => {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      "partner-port": { type: "string", default: "0" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [port, partnerPort] = [portOption("--port", values.port), portOption("--partner-port", values["partner-port"])];
  await checkFree("--port", port);
  await checkFree("--partner-port", partnerPort, "localhost");
  // Its own: whoever builds into dist meanwhile does not take the page away.
  const page = mkdtempSync(join(tmpdir(), "asyndbt-partner-demo-"));
  process.once("exit", () => rmSync(page, { recursive: true, force: true }));
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: page, emptyOutDir: true } });
  const { version, integrity } = v.parse(latestSchema, JSON.parse(readFileSync(join(page, "embed", "latest.json"), "utf8")));
  const aggregator = await startLocalAggregator({ port, persistTo: null, page });
  try {
    const pages = new Map<string, PartnerPage>();
    const site = await startPartnerSite(pages, partnerPort);
    try {
      const { taskId, invite, ownerToken } = await createSampleTask(aggregator.origin, site.origin);
      const script = `${aggregator.origin}/embed/${version}/embed.js`;
      const embedding = { aggregator: aggregator.origin, task: taskId, invite, script, integrity: integrity["embed.js"] };
      for (const [path, partnerPage] of partnerDemoPages(embedding)) pages.set(path, partnerPage);
      console.log(`
A partner's site is running at ${site.origin}, the aggregator at ${aggregator.origin}

  a box for visitors            ${site.origin}/
  in the partner's own page     ${site.origin}/in-page
  watch the task as its owner   ${aggregator.origin}/task#task=${taskId}&owner=${ownerToken}
  the lines to embed it         ${aggregator.origin}/embed

Stop with Ctrl+C; nothing is kept.`);
      const stopped = new Promise<void>((resolve) => {
        process.once("SIGINT", () => resolve());
        process.once("SIGTERM", () => resolve());
      });
      await Promise.race([stopped, aggregator.gone]);
    } finally {
      await site.close();
    }
  } finally {
    await aggregator.close();
  }
});

async function createSampleTask(origin: string, partner: string): Promise<CreatedTask> {
  const { task } = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
  const answer = await fetch(`${origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task, allowedOrigins: [partner] }),
  });
  if (!answer.ok) throw new CommandFailure(`the sample task could not be created: the aggregator answered ${answer.status}`);
  return v.parse(createdTaskSchema, await answer.json());
}
