// A loaded model behind the requests of the local server: one evaluation at a time, in order of arrival.

import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { createEngine } from "./engine.ts";
import { generateText } from "./generate.ts";
import { loadLlama } from "./llama.ts";
import { chatCompletion, textCompletion } from "./openai-shapes.ts";
import { createTokenize } from "./prompt-tokens.ts";
import { BadRequest, chatRequest, completionRequest, parse, scoreRequest } from "./requests.ts";
import { score } from "./score.ts";

export interface ScorerSettings {
  readonly modelPath: string;
  readonly contextSize: number;
  readonly slots: number;
  /** 0: as many as the engine finds best on this machine. */
  readonly threads: number;
  readonly chunk: number;
}

export type Route = (body: unknown, signal: AbortSignal) => Promise<object>;

export interface LocalScorer {
  /** The file's name without its ending: model and quantisation. */
  readonly id: string;
  /** What the numbers depend on besides the model. */
  readonly engine: { readonly name: string; readonly threads: number; readonly chunk: number; readonly contextSize: number };
  readonly routes: ReadonlyMap<string, Route>;
  dispose(): Promise<void>;
}

// Requests waiting at the same time; more are told to come back.
const QUEUE_LIMIT = 256;

/** @param runtimeFolder where node-llama-cpp was installed, see cli/model/runtime.ts. */
export async function loadScorer(runtimeFolder: string, settings: ScorerSettings): Promise<LocalScorer> {
  const modelPath = resolve(settings.modelPath);
  if (!(await stat(modelPath).catch(() => undefined))?.isFile()) throw new Error(`no model file at ${settings.modelPath}`);
  const llama = await loadLlama(runtimeFolder);
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const threads = settings.threads || llama.cpuMathCores;
  const contextSize = Math.min(settings.contextSize, model.trainContextSize);
  const engine = await createEngine(model, { contextSize, slots: settings.slots, threads, chunk: settings.chunk });
  const tokenize = await createTokenize(model);
  const id = basename(modelPath).replace(/\.gguf$/i, "");
  const head = (object: object) => ({ ...object, model: id, created: Math.floor(Date.now() / 1000) });
  const oneByOne = queue(QUEUE_LIMIT);

  const chat: Route = async (body, signal) => {
    const r = parse(chatRequest, body);
    const prompt = tokenize(r);
    const maxTokens = r.max_completion_tokens ?? r.max_tokens ?? 16;
    const generated = await generateText(engine, model, prompt, {
      ...sampling(r),
      maxTokens,
      top: r.top_logprobs ?? 0,
      echo: "none",
      signal,
    });
    return chatCompletion({ model, prompt, generated }, r.logprobs ? "with-logprobs" : "plain");
  };
  const completion: Route = async (body, signal) => {
    const r = parse(completionRequest, body);
    const prompt = tokenize(r);
    const echo = r.echo ? "prompt" : "none";
    const top = r.logprobs ?? 0;
    const generated = await generateText(engine, model, prompt, { ...sampling(r), maxTokens: r.max_tokens ?? 16, top, echo, signal });
    return textCompletion({ model, prompt, generated }, { echoed: r.echo ? r.prompt : "", logprobs: typeof r.logprobs === "number" });
  };
  const labelScores: Route = async (body) => {
    const r = parse(scoreRequest, body);
    return score(engine, tokenize(r), r.labels);
  };
  const routed =
    (route: Route): Route =>
    (body, signal) =>
      oneByOne(async () => {
        signal.throwIfAborted();
        return head(await tooLongIsRefused(() => route(body, signal)));
      });

  return {
    id,
    engine: { name: "node-llama-cpp 3.22.1", threads, chunk: settings.chunk, contextSize },
    routes: new Map([
      ["/v1/chat/completions", routed(chat)],
      ["/v1/completions", routed(completion)],
      ["/v1/score", routed(labelScores)],
    ]),
    async dispose() {
      await engine.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

interface Sampling {
  readonly temperature?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly stop?: string | readonly string[] | null | undefined;
}

// Greedy and seeded by default, unlike the hosted services: the same request gets the same answer.
function sampling(r: Sampling) {
  return { temperature: r.temperature ?? 0, seed: r.seed ?? 0, stop: [r.stop ?? []].flat() };
}

async function tooLongIsRefused<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RangeError) throw new BadRequest(error.message);
    throw error;
  }
}

/** Runs jobs in order, one at a time; a failed job does not stop the next. */
function queue(limit: number): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (job) => {
    if (waiting >= limit) return Promise.reject(new BadRequest("too many requests are waiting", 429));
    waiting++;
    const run = last.then(job).finally(() => {
      waiting--;
    });
    last = run.catch(() => undefined);
    return run;
  };
}
