// `npm start`: page and aggregator on one port of this machine, with tasks that survive a restart, and a sample task to try.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { build } from "vite";
import { createdTaskSchema } from "../shared/protocol/messages.ts";
import { readDataFolder } from "./data-folder.ts";
import { startLocalAggregator } from "./local-aggregator.ts";
import { CommandFailure, runCommand } from "./model/failure.ts";
import { projectRoot } from "./project-root.ts";

const HELP = `npm start -- [options]

Builds the page, serves it with a local aggregator on one port, and prints an invite link for the sample task.
Tasks are kept in .wrangler/start and are there again after a restart.

  --port N      default 8787; 0 takes a free one
  --no-build    serve the page as it was built last
  --help        this text
`;

const folder = join(projectRoot, ".wrangler", "start");
/** The sample task's links: its tokens, for nobody but the person at this machine. */
const remembered = join(folder, "sample-task.json");
type SampleTask = v.InferOutput<typeof createdTaskSchema>;

await runCommand("start", async () => {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      "no-build": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CommandFailure(`--port must be a whole number from 0 to 65535`);
  if (port !== 0 && !(await isFree(port))) throw new CommandFailure(`port ${port} is in use; choose another with --port`);
  const page = join(projectRoot, "dist");
  if (!values["no-build"]) await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error" });
  else if (!existsSync(join(page, "index.html"))) throw new CommandFailure("there is no built page yet; leave --no-build out");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const aggregator = await startLocalAggregator({ port, persistTo: join(folder, "state"), page });
  const { taskId, invite, ownerToken } = await sampleTask(aggregator.origin);
  console.log(`
AsynDBT is running at ${aggregator.origin}

  take part in the sample task   ${aggregator.origin}/join#task=${taskId}&invite=${invite}
  watch it as its owner          ${aggregator.origin}/task#task=${taskId}&owner=${ownerToken}
  create a task of your own      ${aggregator.origin}/new

Open the first link in several browsers (or private windows) to be several participants. Stop with Ctrl+C; tasks are kept.`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await aggregator.close();
});

/** The one created by an earlier start, if the aggregator still has it. */
async function sampleTask(origin: string): Promise<SampleTask> {
  const earlier = existsSync(remembered) ? v.safeParse(createdTaskSchema, JSON.parse(readFileSync(remembered, "utf8"))) : undefined;
  if (earlier?.success) {
    const { taskId, ownerToken } = earlier.output;
    const found = await fetch(`${origin}/api/tasks/${taskId}`, { headers: { authorization: `Bearer ${ownerToken}` } });
    if (found.ok) return earlier.output;
  }
  const { task } = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
  const answer = await fetch(`${origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task }),
  });
  if (!answer.ok) throw new CommandFailure(`the sample task could not be created: the aggregator answered ${answer.status}`);
  const created = v.parse(createdTaskSchema, await answer.json());
  writeFileSync(remembered, JSON.stringify(created), { mode: 0o600 });
  return created;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
