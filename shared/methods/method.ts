// A method is anything that turns private examples and a query budget into a prompt for each participant: AsynDBT, its variants, and what it is
// compared with. All run on the same renderer, losses, language model and query meter.

import type { Settings } from "../algorithm/settings.ts";
import type { LanguageModel } from "../prompt/language-model.ts";
import type { PromptContent, Query } from "../prompt/render.ts";
import type { Example, Task } from "../prompt/task.ts";

/** What one participant may use. A method never gets test examples. */
export interface MethodShare {
  readonly train: readonly Example[];
  readonly pool: readonly Example[];
  readonly validation: readonly Example[];
}

export interface MethodInput {
  /** With phrase slots and demonstration slots; a variant takes away what it does not use. */
  readonly task: Task;
  /** n-gram slots for the methods that tune a fragment of words, as BDPL does. One list per slot. */
  readonly minedPhrases: readonly (readonly string[])[];
  readonly settings: Settings;
  /** One per participant; a centralised method is given one share that holds everything. */
  readonly shares: readonly MethodShare[];
  /** Queries of each participant, tuning and selection together. */
  readonly budgetQueries: number;
  readonly seed: string;
  readonly model: LanguageModel;
}

export interface MethodPrompt {
  /** What the prompt shows to this query; the same for all queries but for nearest demonstrations. */
  readonly contentFor: (query: Query) => PromptContent;
  /** Queries spent, repeated ones included. */
  readonly queries: number;
}

/** One prompt per share. */
export type Method = (input: MethodInput) => Promise<readonly MethodPrompt[]>;
