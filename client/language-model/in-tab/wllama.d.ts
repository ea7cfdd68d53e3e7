// The part of wllama 2.3.7 that the in-tab model uses. Its own types would bring Node's globals into a project that runs in a Web Worker.
declare module "@wllama/wllama/esm/index.min.js" {
  export class Wllama {
    constructor(
      paths: { readonly "single-thread/wllama.wasm": string; readonly "multi-thread/wllama.wasm": string },
      config: { readonly suppressNativeLog: true; readonly logger: Readonly<Record<"debug" | "log" | "warn" | "error", () => void>> },
    );
    loadModel(
      parts: readonly Blob[],
      config: { readonly n_ctx: number; readonly n_batch: number; readonly n_threads: number; readonly seed: number },
    ): Promise<void>;
    getLoadedContextInfo(): { readonly n_ctx: number };
    getBOS(): number;
    getEOS(): number;
    mustAddBosToken(): boolean;
    getChatTemplate(): string | null;
    getNumThreads(): number;
    isMultithread(): boolean;
    tokenize(text: string, special: boolean): Promise<number[]>;
    detokenize(tokens: readonly number[], returnString: true): Promise<string>;
    decode(tokens: readonly number[], options: { readonly skipLogits: boolean }): Promise<{ readonly nPast: number }>;
    /** Probabilities of the next token; -1 for the whole vocabulary. */
    getLogits(topK: number): Promise<readonly { readonly token: number; readonly p: number }[]>;
    kvRemove(nKeep: number, nDiscard: number): Promise<void>;
    kvClear(): Promise<void>;
    exit(): Promise<void>;
  }
}

// The page's bundler copies the file beside the page's other assets and gives its address.
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
