// Starts the local language-model server as a child process and waits until it answers: what the demo, tests and benchmarks call.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { CommandFailure } from "../terminal/command.ts";
import { ensureModel } from "./obtain.ts";

export interface LocalLanguageModel {
  /** e.g. http://127.0.0.1:49152; routes are below /v1. */
  readonly url: string;
  /** Model and quantisation, as /v1/models names it. */
  readonly model: string;
  close(): Promise<void>;
}

export interface LocalSettings {
  /** Path of a GGUF file; default: the model of `npm run model`, obtained if it is not there. */
  readonly model?: string | undefined;
  /** Default: as many as the engine finds best on this machine. */
  readonly threads?: number | undefined;
  readonly contextSize?: number | undefined;
  readonly slots?: number | undefined;
  readonly chunk?: number | undefined;
  readonly origin?: string | undefined;
  /** Gets lines for the user. */
  readonly onProgress: (line: string) => void;
}

const listening = v.object({ type: v.literal("listening"), url: v.string(), model: v.string() });

/**
 * @throws CommandFailure when the model or the engine cannot be had, or the server does not start; the message is the server's own last
 * line.
 */
export async function startLocalLanguageModel(settings: LocalSettings): Promise<LocalLanguageModel> {
  const model = settings.model ?? (await ensureModel(settings.onProgress));
  const flags: [string, string | number | undefined][] = [
    ["--model", model],
    ["--port", 0],
    ["--threads", settings.threads],
    ["--context", settings.contextSize],
    ["--slots", settings.slots],
    ["--chunk", settings.chunk],
    ["--origin", settings.origin],
  ];
  const args = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
  const child = fork(...command(args), { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
  let lastLine = "";
  child.stderr?.on("data", (part) => {
    for (const line of String(part)
      .split("\n")
      .filter((text) => text.trim() !== "")) {
      lastLine = line;
      settings.onProgress(line);
    }
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = new Promise<{ url: string; model: string }>((resolve, reject) => {
    child.once("message", (message) => {
      const told = v.safeParse(listening, message);
      if (told.success) resolve(told.output);
      else reject(new Error("the local server said something unexpected"));
    });
    child.once("error", reject);
    void ended.then(() =>
      reject(new CommandFailure(`the local language model did not start: ${lastLine || "it ended without a message"}`)),
    );
  });
  try {
    const { url, model: name } = await ready;
    return {
      url,
      model: name,
      async close() {
        child.kill("SIGTERM");
        await ended;
      },
    };
  } catch (error) {
    child.kill("SIGTERM");
    throw error;
  }
}

/** The compiled command; from source, as in tests, through the launcher that compiles it first. */
function command(args: readonly string[]): [string, string[]] {
  const compiled = !import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(compiled ? "../language-model.js" : "../run.mjs", import.meta.url));
  return [entry, compiled ? [...args] : ["language-model", ...args]];
}
