// The part of a participant's state that the federation may see. It holds no example, no demonstration and no key: this folder is a
// TypeScript project of its own, which cannot import those, so that code that speaks to the aggregator has nothing private in reach.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import type { LevelState, View } from "../../../shared/algorithm/state.ts";
import type { SearchSpace } from "../../../shared/prompt/search-space.ts";
import type { ContributeMessage } from "../../../shared/protocol/messages.ts";
import type { Tally } from "./tally.ts";

/** The part of a tuning problem that both sides know: slots, settings and the bounds of a loss. */
export interface FederatedTask {
  readonly space: SearchSpace;
  readonly settings: Settings;
  /** Largest loss that can be reported, in nats. */
  readonly lossRange: number;
}

/** The checkpoint without its private parts (upper level, prompts tried, counts of queries). */
export interface FederatedCheckpoint {
  /** 0 before the aggregator was ever spoken to. */
  readonly epoch: number;
  /** Last sequence number given to a contribution of this epoch. */
  readonly seq: number;
  /** Contributions not yet answered, oldest first. Sent again with the same bytes. */
  readonly outbox: readonly ContributeMessage[];
  /** The participant's own distribution p and its table, as the aggregator computes them too. */
  readonly lower: LevelState;
  readonly view: View;
}

export interface FederationMemory {
  readonly checkpoint: FederatedCheckpoint;
  /** Applies a change at once and resolves when it is saved. @throws what the store throws; the change stays in memory. */
  update(change: Partial<FederatedCheckpoint>): Promise<void>;
  /** Changes the tally at once; it is saved with the next update. */
  note(change: (tally: Tally) => Partial<Tally>): void;
}
