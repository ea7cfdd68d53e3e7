// Whether one prompt is to be preferred to another ([A37i], [A37l]): by paired differences of their losses, each prompt at its own temperature.

import { mean } from "../../math/mean.ts";
import type { TuningProblem } from "./problem.ts";

/** A prompt with the offsets it would be used with, and its loss at its own temperature on each row it was scored on. */
export interface Contender {
  readonly k: number;
  readonly offsets: readonly number[];
  readonly losses: ReadonlyMap<number, number>;
}

/** Rows that two prompts must both be answered on to be compared, where there are so many: one alone shows no noise [A37k]. */
const PAIRED_LEAST = 2;
/** Differences below this are rounding: offsets that are equal for all labels change nothing but the last bits. */
const ROUNDING = 1e-9;

/** Whether `a` is not worse than `b` beyond noise [A37j]. Where there is none and no difference either, it is no reason to change. */
export function holds({ selectionRows, validation }: TuningProblem, a: Contender, b: Contender): boolean {
  const all = differences(selectionRows, a, b);
  const unseen = differences(validation, a, b);
  const enough = all.length > 0 && all.length >= Math.min(PAIRED_LEAST, selectionRows.length);
  return enough && mean(all) < standardError(all) - ROUNDING && (unseen.length === 0 || mean(unseen) <= standardError(unseen));
}

export function beats(problem: TuningProblem, a: Contender, b: Contender): boolean {
  return holds(problem, a, b) && mean(differences(problem.selectionRows, a, b)) < -ROUNDING;
}

function differences(rows: readonly number[], a: Contender, b: Contender): number[] {
  return rows.flatMap((row) => {
    const [mine, other] = [a.losses.get(row), b.losses.get(row)];
    return mine === undefined || other === undefined ? [] : [mine - other];
  });
}

/** Standard error of a mean; 0 for fewer than two values, where noise cannot be told. */
function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
