// `npm run language-model`: an OpenAI-compatible scorer on this machine, for people who have no server of their own.

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadScorer } from "./language-model/scorer.ts";
import { listen } from "./language-model/server.ts";
import { ensureRuntime } from "./model/runtime.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";
import { portOption } from "./terminal/ports.ts";
import { wholeOption } from "./terminal/whole-option.ts";

const HELP = `npm run language-model -- --model FILE.gguf [options]

Serves one GGUF model on this machine, on CPU, in OpenAI's shape: /v1/completions, /v1/chat/completions, /v1/models, /health,
and /v1/score for exact log-probabilities of labels. The first start installs the engine into your cache folder (85 MB).

  --model FILE     a GGUF file; "npm run model" obtains one and prints its path
  --port N         default 8080; 0 takes any free port
  --host ADDRESS   default 127.0.0.1: only this machine can ask
  --origin ORIGIN  the page that may ask from a browser, e.g. http://localhost:8787; default none
  --context N      tokens a prompt may have, default 2048
  --slots N        prompts remembered at the same time, default 4
  --threads N      default: as many as this machine's cores are good for
  --chunk N        tokens per block, default 16: scores do not depend on what was asked before
`;

await runCommand("language-model", async () => {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      port: { type: "string", default: "8080" },
      host: { type: "string", default: "127.0.0.1" },
      origin: { type: "string" },
      context: { type: "string", default: "2048" },
      slots: { type: "string", default: "4" },
      threads: { type: "string", default: "0" },
      chunk: { type: "string", default: "16" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (!values.model) throw new CommandFailure("--model FILE.gguf is needed; npm run model obtains one");
  // All of the command line before anything is installed or loaded.
  const settings = {
    modelPath: values.model,
    contextSize: wholeOption("--context", values.context, { min: 16, max: 131_072 }),
    slots: wholeOption("--slots", values.slots, { min: 1, max: 64 }),
    threads: wholeOption("--threads", values.threads, { min: 0, max: 512 }),
    chunk: wholeOption("--chunk", values.chunk, { min: 1, max: 512 }),
  };
  const address = { host: values.host, port: portOption("--port", values.port), origin: originOption(values.origin) };
  if (!existsSync(values.model)) throw new CommandFailure(`no model file at ${values.model}`);
  const scorer = await asFailure(loadScorer(await ensureRuntime(console.error), settings));
  const server = await asFailure(listen(scorer, address));
  console.log(`${scorer.id} listens on ${server.url} (${scorer.engine.threads} threads, context ${scorer.engine.contextSize})`);
  // Started by another program of ours: say where, and do not outlive it.
  process.send?.({ type: "listening", url: server.url, model: scorer.id });
  await new Promise<void>((resolve) => {
    for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, () => resolve());
  });
  await server.close();
  await scorer.dispose();
  process.exit(0);
});

/** A browser compares it letter by letter with its own. */
function originOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  if (origin === text) return text;
  const meant = origin === "null" ? "an origin such as http://localhost:8787" : `${origin}, without what follows it`;
  throw new CommandFailure(`--origin must be ${meant}, not "${text}"`);
}

/** What the engine or the network refuses at the start is for the person at the terminal. */
async function asFailure<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(error instanceof Error ? error.message : String(error));
  }
}
