// `npm start`: page and aggregator on one port of this machine, with tasks that survive a restart, and a sample task to try.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
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
Tasks are kept and are there again after a restart. Where the aggregator's program ends by itself it is started again, three times a minute at most.

  --port N       default 8787; 0 takes a free one
  --folder DIR   of tasks, log and built page; default .wrangler/start; one at a time may run there
  --no-build     serve the page as it was built there last
  --help         this text
`;

type SampleTask = v.InferOutput<typeof createdTaskSchema>;

await runCommand("start", async () => {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      folder: { type: "string", default: join(projectRoot, ".wrangler", "start") },
      "no-build": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = portOption("--port", values.port);
  const folder = resolve(values.folder);
  const lock = lockFolder(folder, "npm start");
  try {
    await serve(lock, { port, folder, build: !values["no-build"] });
  } finally {
    lock.release();
  }
});

interface ServeOptions {
  readonly port: number;
  readonly folder: string;
  readonly build: boolean;
}

async function serve(lock: FolderLock, options: ServeOptions): Promise<void> {
  const { port, folder } = options;
  await checkFree("--port", port);
  // Its own: whoever builds into dist meanwhile does not take the page away.
  const page = join(folder, "page");
  if (options.build)
    await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: page, emptyOutDir: true } });
  else if (!existsSync(join(page, "index.html"))) throw new CommandFailure("there is no built page yet; leave --no-build out");
  const logFile = join(folder, "log", "aggregator.log");
  const aggregator = await startLocalAggregator({ port, persistTo: join(folder, "state"), page, logFile });
  try {
    lock.announce(aggregator.origin);
    const { taskId, invite, ownerToken } = await sampleTask(aggregator.origin, join(folder, "sample-task.json"));
    console.log(`
AsynDBT is running at ${aggregator.origin}

  take part in the sample task   ${aggregator.origin}/join#task=${taskId}&invite=${invite}
  watch it as its owner          ${aggregator.origin}/task#task=${taskId}&owner=${ownerToken}
  create a task of your own      ${aggregator.origin}/new

Open the first link in several browsers (or private windows) to be several participants. Stop with Ctrl+C; tasks are kept.`);
    const stopped = new Promise<void>((done) => {
      process.once("SIGINT", () => done());
      process.once("SIGTERM", () => done());
    });
    await Promise.race([stopped, aggregator.gone]);
  } finally {
    await aggregator.close();
  }
}

/**
 * The one created by an earlier start, if the aggregator still has it, it is not closed, and the sample data are the same. `remembered`:
 * the file of its links, which hold its tokens, for nobody but the person at this machine.
 */
async function sampleTask(origin: string, remembered: string): Promise<SampleTask> {
  const { task } = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
  const earlier = earlierTask(remembered);
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
function earlierTask(remembered: string): SampleTask | undefined {
  try {
    return v.parse(createdTaskSchema, JSON.parse(readFileSync(remembered, "utf8")));
  } catch {
    return undefined;
  }
}
