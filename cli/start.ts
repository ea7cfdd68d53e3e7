// `npm start`: page and aggregator on one port of this machine, with tasks that survive a restart, and a sample task to try.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { build } from "vite";
import { searchSpaceOf } from "../shared/prompt/search-space.ts";
import { createdTaskSchema, taskViewSchema } from "../shared/protocol/messages.ts";
import { readDataFolder } from "./data/data-folder.ts";
import { type FolderLock, lockFolder } from "./machine/folder-lock.ts";
import { startLocalAggregator } from "./machine/local-aggregator.ts";
import { projectRoot } from "./machine/project-root.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";
import { checkFree, portOption } from "./terminal/ports.ts";

const HELP = `npm start -- [options]

Builds the page, serves it with a local aggregator on one port, and prints an invite link for the sample task.
Tasks are kept in .wrangler/start and are there again after a restart; one at a time may run there.

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
  const port = portOption("--port", values.port);
  const lock = lockFolder(folder, "npm start");
  try {
    await serve(lock, { port, build: !values["no-build"] });
  } finally {
    lock.release();
  }
});

async function serve(lock: FolderLock, options: { readonly port: number; readonly build: boolean }): Promise<void> {
  const { port } = options;
  await checkFree("--port", port);
  const page = join(projectRoot, "dist");
  if (options.build) await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error" });
  else if (!existsSync(join(page, "index.html"))) throw new CommandFailure("there is no built page yet; leave --no-build out");
  const aggregator = await startLocalAggregator({ port, persistTo: join(folder, "state"), page });
  try {
    lock.announce(aggregator.origin);
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
  } finally {
    await aggregator.close();
  }
}

/** The one created by an earlier start, if the aggregator still has it, it is not closed, and the sample data are the same. */
async function sampleTask(origin: string): Promise<SampleTask> {
  const { task } = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
  const earlier = earlierTask();
  if (earlier) {
    const answer = await fetch(`${origin}/api/tasks/${earlier.taskId}`, { headers: { authorization: `Bearer ${earlier.ownerToken}` } });
    const found = answer.ok ? v.safeParse(taskViewSchema, await answer.json()) : undefined;
    if (found?.success && found.output.phase !== "closed" && found.output.taskDigest === searchSpaceOf(task).digest) return earlier;
  }
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

/** undefined where there was none, or its file is damaged. */
function earlierTask(): SampleTask | undefined {
  try {
    return v.parse(createdTaskSchema, JSON.parse(readFileSync(remembered, "utf8")));
  } catch {
    return undefined;
  }
}
