// A GGUF model loaded into this worker: tokens in, next-token log-probabilities out, with the beginning of the last prompt kept. Reuse and
// evaluation go in whole blocks, as in the local server (cli/language-model/engine.ts), so that scores do not depend on what was asked
// before.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { LogProbOf } from "./label-trie.ts";
import type { WllamaAssets } from "./wllama-assets.ts";

// A block is the time until an abort takes effect: about a second on one thread.
const BLOCK = 16;
// The engine gives probabilities as float32: what rounds to zero counts as the smallest it can tell.
const SMALLEST_PROBABILITY = 1e-38;

export interface InTabEngine {
  readonly threads: number;
  readonly chatTemplate: string | null;
  readonly special: { readonly bos: string; readonly eos: string };
  /**
   * Tokens of a text, after the one that begins every text where the model wants it. `special`: whether names of special tokens become
   * them.
   */
  encode(text: string, special: "special" | "plain"): Promise<readonly number[]>;
  /**
   * Log-probabilities of every token after `tokens`.
   * `start`: from whole blocks of what is kept; `extend`: from exactly what is kept, for the few tokens of a label after its prompt.
   * @throws LanguageModelError `too-large` when the prompt does not fit.
   */
  next(tokens: readonly number[], mode: "start" | "extend", signal?: AbortSignal): Promise<{ logProbOf: LogProbOf; cachedTokens: number }>;
  dispose(): Promise<void>;
}

export interface EngineSettings {
  readonly contextSize: number;
  readonly threads: number;
  readonly assets: WllamaAssets;
  readonly signal?: AbortSignal | undefined;
}

/** @throws LanguageModelError when the engine cannot load the file; the abort's reason when it was aborted. */
export async function loadInTabEngine(blob: Blob, { contextSize, threads, assets, signal }: EngineSettings): Promise<InTabEngine> {
  signal?.throwIfAborted();
  giveWorkerADocument();
  const { Wllama } = await import("@wllama/wllama/esm/index.min.js");
  const quiet = () => {};
  const wllama = new Wllama(
    { "single-thread/wllama.wasm": absolute(assets.singleThread), "multi-thread/wllama.wasm": absolute(assets.multiThread) },
    { suppressNativeLog: true, logger: { debug: quiet, log: quiet, warn: quiet, error: quiet } },
  );
  try {
    await unlessAborted(wllama.loadModel([blob], { n_ctx: contextSize, n_batch: BLOCK, n_threads: threads, seed: 1 }), signal);
  } catch {
    // It ends after what it is doing; nobody waits for that.
    void wllama.exit().catch(quiet);
    signal?.throwIfAborted();
    throw new LanguageModelError("invalid-settings", {
      detail: "the model could not be loaded: damaged, of an unknown kind, or too large for this browser",
    });
  }
  const begin = wllama.mustAddBosToken() ? wllama.getBOS() : undefined;
  const capacity = wllama.getLoadedContextInfo().n_ctx;
  const name = (token: number) => (token < 0 ? Promise.resolve("") : wllama.detokenize([token], true));
  // What the engine's cache holds; of it, the tokens evaluated in whole blocks.
  let held: readonly number[] = [];
  let solid = 0;

  return {
    threads: wllama.isMultithread() ? wllama.getNumThreads() : 1,
    chatTemplate: wllama.getChatTemplate(),
    special: { bos: await name(wllama.getBOS()), eos: await name(wllama.getEOS()) },
    async encode(text, special) {
      const tokens = await wllama.tokenize(text, special === "special");
      return begin === undefined || tokens[0] === begin ? tokens : [begin, ...tokens];
    },
    async next(tokens, mode, signal) {
      if (tokens.length === 0) throw new RangeError("the prompt is empty");
      if (tokens.length > capacity) throw new LanguageModelError("too-large", { detail: `${tokens.length} tokens of ${capacity}` });
      const shared = Math.min(sharedLength(held, tokens), tokens.length - 1);
      const reusable = Math.min(shared, solid);
      const keep = mode === "extend" ? shared : reusable - (reusable % BLOCK);
      await truncate(keep);
      for (let from = keep; from < tokens.length; from += BLOCK) {
        signal?.throwIfAborted();
        const block = tokens.slice(from, from + BLOCK);
        await wllama.decode(block, { skipLogits: from + BLOCK < tokens.length });
        held = tokens.slice(0, from + block.length);
        if (solid === from && block.length === BLOCK) solid = held.length;
      }
      const probabilities = new Map((await wllama.getLogits(-1)).map(({ token, p }) => [token, p]));
      return { cachedTokens: keep, logProbOf: (token) => Math.log(Math.max(probabilities.get(token) ?? 0, SMALLEST_PROBABILITY)) };
    },
    dispose: () => wllama.exit(),
  };

  async function truncate(keep: number): Promise<void> {
    if (keep === held.length) return;
    // The engine refuses to remove everything; clearing does.
    if (keep === 0) await wllama.kvClear();
    else await wllama.kvRemove(keep, -1);
    held = held.slice(0, keep);
    solid = Math.min(solid, keep);
  }
}

/** The engine resolves addresses against a document, which a worker has none of. */
function giveWorkerADocument(): void {
  if (!("document" in globalThis)) Object.assign(globalThis, { document: { baseURI: globalThis.location.href } });
}

/** In a worker made from a blob, an address without origin has nothing to be relative to but the page's origin. */
function absolute(url: string): string {
  const { href, origin } = globalThis.location;
  return new URL(url, href.startsWith("blob:") ? origin : href).href;
}

function unlessAborted<T>(step: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return step;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    step.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}
