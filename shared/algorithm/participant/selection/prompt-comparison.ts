// Decides whether one prompt is to be preferred to another ([A37i], [A37l]), by paired differences of their losses, each prompt at its own
// temperature.

import { mean } from "../../../math/mean.ts";
import type { TuningProblem } from "../problem.ts";

/** A prompt, the offsets with which it would be used, and its loss, at its own temperature, on each row on which it was scored. */
export interface Contender {
  readonly k: number;
  readonly offsets: readonly number[];
  readonly losses: ReadonlyMap<number, number>;
}

/** Two prompts must both be answered on so many rows to be compared, if there are so many: a single row shows no noise [A37k]. */
const PAIRED_LEAST = 2;
/** Smaller differences are rounding: offsets that are equal for all labels change only the last bits. */
const ROUNDING = 1e-9;

/** True if `a` is not worse than `b` beyond noise [A37j]. If there is neither noise nor a difference, that is no reason to change. */
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

/** The standard error of a mean; 0 for fewer than two values, which show no noise. */
function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
