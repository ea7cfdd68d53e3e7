// Tells when a run has nothing left to ask [A46]. A small search space can be known by heart; its budget would never be spent, and the run
// never end.

import type { WantedAnswer } from "./answers.ts";
import { choiceKey } from "./sampling.ts";

/** After so many steps in a row that ask nothing new, there is nothing left to learn [A46]. */
const IDLE_STEPS = 8;

/** Remembers what one run has asked so far. */
export interface Novelty {
  /** Notes the queries of a step. An answer that was kept from an earlier run costs nothing, but is new to this run [A46a]. */
  ask(wanted: readonly WantedAnswer[]): void;
  endStep(): void;
  exhausted(): boolean;
}

export function createNovelty(): Novelty {
  /** The rows asked about, by prompt. */
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
