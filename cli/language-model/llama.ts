// The part of node-llama-cpp that the local server uses. Declared here because the package is no dependency of ours: it is installed into
// the user's cache folder when first needed (cli/model/runtime.ts) and loaded from there.

import { pathToFileURL } from "node:url";

export interface WantedLogits {
  readonly generateNext: {
    readonly totalLogitWeight: true;
    readonly options: { readonly temperature: 0 };
    readonly logits: {
      readonly filter: { readonly tokens: readonly number[]; readonly includeSelected: true; readonly includeTop: number };
    };
  };
}

export interface LlamaSequence {
  readonly contextTokens: readonly number[];
  readonly nextTokenIndex: number;
  clearHistory(): Promise<void>;
  eraseContextTokenRanges(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
  controlledEvaluate(
    input: readonly (number | readonly [number, WantedLogits])[],
  ): Promise<
    readonly ({ readonly next: { readonly logits?: ReadonlyMap<number, number>; readonly totalLogitWeight?: number } } | undefined)[]
  >;
}

export interface LlamaContext {
  readonly contextSize: number;
  readonly idealThreads: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly tokens: { readonly bos: number | null; readonly eos: number | null; readonly shouldPrependBosToken: boolean };
  readonly fileInfo: { readonly metadata: { readonly tokenizer?: { readonly chat_template?: string } } };
  readonly trainContextSize: number;
  tokenize(text: string, specialTokens: boolean): readonly number[];
  detokenize(tokens: readonly number[], specialTokens: boolean, lastTokens?: readonly number[]): string;
  isEogToken(token: number): boolean;
  createContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly sequences: number;
    readonly threads: number;
    readonly swaFullCache: true;
  }): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface Llama {
  readonly cpuMathCores: number;
  loadModel(options: { readonly modelPath: string; readonly gpuLayers: 0 }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

interface NodeLlamaCpp {
  getLlama(options: {
    readonly build: "never";
    readonly skipDownload: true;
    readonly gpu: false;
    readonly logLevel: "error";
  }): Promise<Llama>;
}

/** Loads the engine from the folder that `ensureRuntime` returned. Only the prebuilt CPU binary: nothing is compiled or downloaded. */
export async function loadLlama(runtimeFolder: string): Promise<Llama> {
  const entry = new URL("node_modules/node-llama-cpp/dist/index.js", `${pathToFileURL(runtimeFolder).href}/`);
  const library: NodeLlamaCpp = await import(entry.href);
  return library.getLlama({ build: "never", skipDownload: true, gpu: false, logLevel: "error" });
}
