// Estimates how good the prompts tried so far are, although each was asked about few rows, and not all about the same: crossed random
// effects, loss[k, r] = row[r] + quality[k] + noise. The row's part is taken out [A41c], and the prompt's part is shrunk [A41d] as a best
// linear unbiased prediction (Henderson 1975; Robinson, Statistical Science 1991).

import { type AnsweredRow, labelOffsets, rowLoss } from "../../../prompt/loss.ts";
import type { RowAnswers } from "../answers.ts";
import type { TuningProblem } from "../problem.ts";

/** The mean over so many rows is as noisy as prompts differ: two to eleven on two small models, see decision 0050. */
export const NOISE_ROWS = 10;
/** The number of passes over rows and prompts in turn. More passes change no rank among the first. */
const PASSES = 6;

/**
 * The quality of each prompt relative to the others, in nats: lower is better, 0 means that nothing is known.
 * Shape [prompts]. Cost: linear in the answers.
 */
export function estimatedLosses(problem: TuningProblem, prompts: readonly { readonly answers: RowAnswers }[]): Float64Array {
  const losses = prompts.map(({ answers }) => rowLosses(problem, answers));
  const quality = new Float64Array(prompts.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const rows = new Map<number, { sum: number; count: number }>();
    losses.forEach((known, k) => {
      for (const [row, loss] of known) {
        const entry = rows.get(row) ?? { sum: 0, count: 0 };
        entry.sum += loss - (quality[k] ?? 0);
        entry.count++;
        rows.set(row, entry);
      }
    });
    losses.forEach((known, k) => {
      let sum = 0;
      for (const [row, loss] of known) {
        const { sum: total, count } = rows.get(row) ?? { sum: 0, count: 1 };
        sum += loss - total / count;
      }
      quality[k] = sum / (known.length + NOISE_ROWS);
    });
  }
  return quality;
}

/** The task's loss on each row, with the offsets of the prompt's own rows if the loss uses them. */
function rowLosses(problem: TuningProblem, answers: RowAnswers): readonly (readonly [row: number, loss: number])[] {
  const rows = answers.flatMap(([row, logProbs]) =>
    logProbs ? [[row, { logProbs, label: problem.rows[row]?.label ?? 0 } satisfies AnsweredRow] as const] : [],
  );
  const answered = rows.map(([, row]) => row);
  const offsets = problem.lossKind === "plain" ? [] : labelOffsets(answered, problem.space.task.labels.length);
  return rows.map(([row, one]) => [row, rowLoss(problem.lossKind, one, offsets)] as const);
}
