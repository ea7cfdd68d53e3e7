// Tells when a run would never end by itself: a search space small enough to be known by heart, on which no budget would ever be spent.

import type { WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import { choiceKey } from "../../../shared/algorithm/participant/sampling.ts";

/** Steps in a row that wanted nothing new: every prompt they drew was known already. */
const IDLE_STEPS = 8;

export interface Novelty {
  /** Notes what a step asks. Answers kept from an earlier run cost nothing either, but are news to this one. */
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
