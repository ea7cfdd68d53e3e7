// A method turns private examples and a query budget into a prompt for each participant: AsynDBT, its variants, and the methods that it is
// compared with. All use the same renderer, losses, language model and query count.

import type { Settings } from "../algorithm/settings.ts";
import type { LanguageModel } from "../prompt/language-model.ts";
import type { PromptContent, Query } from "../prompt/render.ts";
import type { Example, Task } from "../prompt/task.ts";

/** The examples that one participant may use. A method never gets test examples. */
export interface MethodShare {
  readonly train: readonly Example[];
  readonly pool: readonly Example[];
  readonly validation: readonly Example[];
}

export interface MethodInput {
  /** The task with phrase slots and demonstration slots. A variant takes away those that it does not use. */
  readonly task: Task;
  /** The n-grams of each slot, for methods that tune a fragment of words as BDPL does. */
  readonly minedPhrases: readonly (readonly string[])[];
  readonly settings: Settings;
  /** One share per participant. A centralised method gets one share with everything in it. */
  readonly shares: readonly MethodShare[];
  /** The number of queries of each participant, for tuning and selection together. */
  readonly budgetQueries: number;
  readonly seed: string;
  readonly model: LanguageModel;
}

export interface MethodPrompt {
  /** The prompt's content for this query. It is the same for all queries, except with the nearest demonstrations. */
  readonly contentFor: (query: Query) => PromptContent;
  /** Queries spent, repeated ones included. */
  readonly queries: number;
}

/** One prompt per share. */
export type Method = (input: MethodInput) => Promise<readonly MethodPrompt[]>;
