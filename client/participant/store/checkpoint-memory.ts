// The participant's checkpoint and its store, kept in step: every change is saved, in order, before anything that depends on it is sent.

import type { Tally } from "../federation/tally.ts";
import type { Spent } from "../limits.ts";
import { type Checkpoint, type Meter, type ParticipantStore, withMeter } from "../participant-store.ts";

export interface Memory {
  readonly checkpoint: Checkpoint;
  /** Applies a change at once and resolves when it is saved. @throws what the store throws; the change stays in memory. */
  update(change: Partial<Checkpoint>): Promise<void>;
  /** Adds to the meter and saves it with all that is spent by now; a failure to save shows with the next update. */
  count(more: Omit<Meter, "spent">, spent: Spent): void;
  /** Changes the tally at once; saved with the next update. */
  note(change: (tally: Tally) => Partial<Tally>): void;
  /** Saves nothing from now on; resolves when what was being saved is. Another memory may then write to the store. */
  close(): Promise<void>;
}

export function createMemory(first: Checkpoint, store: ParticipantStore): Memory {
  let checkpoint = first;
  let saved: Promise<void> = Promise.resolve();
  let closed = false;
  const save = (work: () => Promise<void>): Promise<void> => {
    saved = saved.catch(() => undefined).then(() => (closed ? undefined : work()));
    return saved;
  };
  return {
    get checkpoint() {
      return checkpoint;
    },
    update(change) {
      checkpoint = { ...checkpoint, ...change };
      const current = checkpoint;
      return save(() => store.save(current));
    },
    count(more, spent) {
      const meter = { queries: checkpoint.queries + more.queries, tokens: checkpoint.tokens + more.tokens, spent };
      checkpoint = { ...checkpoint, ...meter };
      // Whoever awaits the next update hears of it; nobody awaits this one.
      save(() => store.saveMeter(meter)).catch(() => undefined);
    },
    note(change) {
      checkpoint = { ...checkpoint, tally: { ...checkpoint.tally, ...change(checkpoint.tally) } };
    },
    async close() {
      // What was handed over before is still saved.
      await saved.catch(() => undefined);
      closed = true;
    },
  };
}

/** A store that forgets: for the command line, tests, and browsers that allow nothing else. */
export function memoryStore(): ParticipantStore {
  let kept: Checkpoint | undefined;
  let meter: Meter | undefined;
  return {
    load: async () => kept && withMeter(kept, meter),
    save: async (checkpoint) => {
      kept = checkpoint;
    },
    saveMeter: async (newest) => {
      meter = newest;
    },
    clear: async () => {
      kept = undefined;
      meter = undefined;
    },
  };
}
