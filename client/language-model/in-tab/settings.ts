// The settings of a model that runs inside the tab.

import type { Layout } from "../../../shared/prompt/language-model.ts";
import type { BudgetLimits, Spending } from "../transport/budget.ts";
import type { WllamaAssets } from "./wllama-assets.ts";

/** A GGUF model that runs in the participant's own Web Worker: prompts leave neither the tab nor the machine. */
export interface InTabSettings {
  readonly type: "in-tab";
  /** A file the user chose, or the address of one. One file, at most 2 GB. */
  readonly source: Blob | string;
  /** Shown and part of the model's id. Default: the file's name. */
  readonly name?: string;
  /** Default "completion": small models answer best when they continue raw text. */
  readonly layout?: Layout;
  /** Tokens a prompt may have. Default 2048. */
  readonly contextSize?: number;
  /**
   * Default: all processors but one, at most 4. Threads beyond the free processors make it many times slower. Without cross-origin
   * isolation there is only one, whatever is asked for.
   */
  readonly threads?: number;
  readonly budget?: BudgetLimits;
  readonly spent?: Spending;
  /** Default: the page's own assets. An embedding page passes absolute addresses. */
  readonly assets?: WllamaAssets;
}
