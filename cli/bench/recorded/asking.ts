// A participant's budget on recorded answers: it counts every answer once, as a cache would, and ends the asking when it is used up.

import { type AnsweredRow, promptLoss } from "../../../shared/prompt/loss.ts";
import type { Space } from "./space.ts";

export interface Asker {
  /** Answered rows of a prompt: those of `rows` that the budget still allows, in order. */
  readonly ask: (prompt: number, rows: readonly number[]) => readonly AnsweredRow[];
  /** All rows answered so far for a prompt. */
  readonly known: (prompt: number) => readonly AnsweredRow[];
  readonly left: () => number;
  readonly spent: () => number;
}

export function openAsker(space: Space, budget: number): Asker {
  const answered = new Map<number, Map<number, AnsweredRow>>();
  let spent = 0;
  return {
    ask(prompt, rows) {
      const mine = answered.get(prompt) ?? new Map<number, AnsweredRow>();
      answered.set(prompt, mine);
      for (const row of rows) {
        if (mine.has(row)) continue;
        if (spent >= budget) break;
        spent++;
        mine.set(row, { logProbs: space.answer(prompt, row), label: space.classOf(row) });
      }
      return rows.flatMap((row) => mine.get(row) ?? []);
    },
    known: (prompt) => [...(answered.get(prompt)?.values() ?? [])],
    left: () => budget - spent,
    spent: () => spent,
  };
}

/** What a prompt is to be used for: as pasted its bare answers count, with probabilities what offsets leave of their errors. */
export type Use = "plain" | "calibrated";

/** Class-balanced loss; infinite without rows. */
export function lossOf(rows: readonly AnsweredRow[], labels: number, use: Use): number {
  return rows.length === 0 ? Number.POSITIVE_INFINITY : promptLoss(use, rows, labels);
}
