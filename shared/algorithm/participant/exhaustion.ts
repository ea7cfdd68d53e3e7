// Tells when a run would never end by itself: a search space small enough to be known by heart, on which no budget would ever be spent [A46].

import type { WantedAnswer } from "./answers.ts";
import { choiceKey } from "./sampling.ts";

/** Steps in a row that ask nothing new, after which there is nothing left to learn [A46]. */
const IDLE_STEPS = 8;

/** What one run has asked so far. */
export interface Novelty {
  /** Notes what a step asks. Answers kept from an earlier run cost nothing either, but are news to this one [A46a]. */
  ask(wanted: readonly WantedAnswer[]): void;
  endStep(): void;
  exhausted(): boolean;
}

export function createNovelty(): Novelty {
  /** By prompt: rows. */
  const asked = new Map<string, Set<number>>();
  let news = false;
  let idleSteps = 0;
  return {
    ask(wanted) {
      for (const { choice, row } of wanted) {
        const key = choiceKey(choice);
        const rows = asked.get(key) ?? new Set();
        news ||= !rows.has(row);
        asked.set(key, rows.add(row));
      }
    },
    endStep() {
      idleSteps = news ? 0 : idleSteps + 1;
      news = false;
    },
    exhausted: () => idleSteps >= IDLE_STEPS,
  };
}
