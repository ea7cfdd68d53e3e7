// The messages between the demo and its participant threads.

import type { HttpSettings, SimulatedSettings } from "../../client/language-model/settings.ts";
import type { Terms } from "../../client/participant/limits.ts";
import type { LocalExamples } from "../../client/participant/participant.ts";
import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import type { Task } from "../../shared/prompt/task.ts";

/** How a participant behaves: waits between queries, or leaves halfway and comes back. */
export interface Temperament {
  /** A query takes this many times as long. */
  readonly slowdown: number;
  readonly leavesHalfway: boolean;
}

export interface ThreadData {
  readonly aggregator: { readonly origin: string; readonly taskId: string; readonly invite: string };
  readonly task: Task;
  readonly examples: LocalExamples;
  readonly languageModel: SimulatedSettings | HttpSettings;
  readonly budgetQueries: number;
  readonly terms: Terms;
  readonly seed: string;
  readonly temperament: Temperament;
}

/** To the thread. `return`: the one that left comes back. `finish`: ends tuning, selects and tests. */
export type ThreadCommand = { readonly type: "return" } | { readonly type: "finish" };

/** From the thread. */
export type ThreadReport =
  | { readonly type: "snapshot"; readonly snapshot: ParticipantSnapshot }
  | { readonly type: "left" }
  | { readonly type: "returned" }
  | { readonly type: "done"; readonly snapshot: ParticipantSnapshot };
