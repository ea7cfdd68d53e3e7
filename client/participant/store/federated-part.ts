// The federation's view of the checkpoint: everything private stays behind.

import type { FederatedCheckpoint, FederationMemory } from "../federation/federation-memory.ts";
import type { Checkpoint } from "../participant-store.ts";
import type { Memory } from "./checkpoint-memory.ts";

export function federatedPart(memory: Memory): FederationMemory {
  return {
    get checkpoint() {
      const { epoch, seq, outbox, tuning } = memory.checkpoint;
      return { epoch, seq, outbox, lower: tuning.lower, view: tuning.view };
    },
    update: (change) => memory.update(changeOf(memory.checkpoint, change)),
    note: memory.note,
  };
}

function changeOf({ tuning }: Checkpoint, change: Partial<FederatedCheckpoint>): Partial<Checkpoint> {
  const { lower, view, ...rest } = change;
  if (!lower && !view) return rest;
  return { ...rest, tuning: { ...tuning, lower: lower ?? tuning.lower, view: view ?? tuning.view } };
}
