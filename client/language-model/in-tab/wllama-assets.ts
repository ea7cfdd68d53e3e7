// Where the engine's WebAssembly lies: among the page's own assets, so that nothing is loaded from elsewhere.

import multiThread from "@wllama/wllama/esm/multi-thread/wllama.wasm?url";
import singleThread from "@wllama/wllama/esm/single-thread/wllama.wasm?url";

export interface WllamaAssets {
  readonly singleThread: string;
  readonly multiThread: string;
}

export const ownAssets: WllamaAssets = { singleThread, multiThread };
