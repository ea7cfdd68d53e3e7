// The verdict on a run ([A48]): one of three outcomes, decided by what a person gets who pastes the prompt, on the same rows under both
// prompts.

import { bootstrapMean, exactMcNemar, type MeanInterval } from "../../../math/paired-tests.ts";
import { randomStream } from "../../../math/random.ts";
import { rightness, sharpenedLoss } from "../../../prompt/loss.ts";

export const VERDICTS = ["better-prompt", "calibrated-answers", "nothing-better"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One row as a prompt answered it; `logProbs` is null where the model refused. */
export interface AnsweredSide {
  readonly logProbs: ArrayLike<number> | null;
}

/** A row that was asked under both prompts and answered under at least one. */
export interface PairedRow {
  /** Class index. */
  readonly label: number;
  readonly start: AnsweredSide;
  readonly tuned: AnsweredSide;
}

/** Two prompts on the same rows. Of answers that are no labels, sums of scores stand for counts of right ones ([A48e]). */
export interface Comparison {
  readonly rows: number;
  readonly startRight: number;
  readonly tunedRight: number;
  /** Rows that only the tuned prompt, or only the starting prompt, answers right, or better than the other. */
  readonly gained: number;
  readonly lost: number;
  /** Exact McNemar, two-sided. */
  readonly pValue: number;
  /** Loss of the tuned prompt less that of the starting prompt, in nats, over rows that both answered; null without such rows. */
  readonly lossDifference: MeanInterval | null;
}

/** Offsets of each side; all 0 for an answer as pasted. Shape [labels]. */
export interface SideOffsets {
  readonly start: ArrayLike<number>;
  readonly tuned: ArrayLike<number>;
}

/** A difference is told as more than chance below this p-value. */
export const CHANCE = 0.05;

/** null without rows: nothing was measured, and nothing is said ([A48c]). A refused row counts as wrong. */
export function comparisonOf(rows: readonly PairedRow[], offsets: SideOffsets): Comparison | null {
  if (rows.length === 0) return null;
  const right = (row: PairedRow, side: "start" | "tuned"): number => {
    const { logProbs } = row[side];
    return logProbs === null ? 0 : rightness({ logProbs, label: row.label }, offsets[side]);
  };
  const startRight = rows.reduce((sum, row) => sum + right(row, "start"), 0);
  const tunedRight = rows.reduce((sum, row) => sum + right(row, "tuned"), 0);
  const gained = rows.filter((row) => right(row, "tuned") > right(row, "start")).length;
  const lost = rows.filter((row) => right(row, "tuned") < right(row, "start")).length;
  const differences = rows.flatMap(({ label, start, tuned }) => {
    if (!start.logProbs || !tuned.logProbs) return [];
    const loss = (logProbs: ArrayLike<number>, own: ArrayLike<number>): number => sharpenedLoss({ logProbs, label }, own, 1);
    return [loss(tuned.logProbs, offsets.tuned) - loss(start.logProbs, offsets.start)];
  });
  const lossDifference = bootstrapMean(differences, randomStream("comparison", rows.length, gained, lost));
  return { rows: rows.length, startRight, tunedRight, gained, lost, pValue: exactMcNemar(gained, lost), lossDifference };
}

export interface Compared {
  /** Whether the chosen prompt is another one than the starting prompt. */
  readonly changed: boolean;
  /** Both prompts by their plain answers. */
  readonly pasted: Comparison | null;
  /** The starting prompt by its plain answers, the chosen one with its offsets; null where there are none. */
  readonly calibrated: Comparison | null;
}

/** The outcome ([A48], [A48a], [A48b]); null where nothing was measured. */
export function verdictOf({ changed, pasted, calibrated }: Compared): Verdict | null {
  if (!pasted) return null;
  if (changed && pasted.tunedRight > pasted.startRight) return "better-prompt";
  if (calibrated && calibrated.tunedRight > calibrated.startRight) return "calibrated-answers";
  return "nothing-better";
}
