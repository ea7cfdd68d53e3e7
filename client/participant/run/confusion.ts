// Which label was taken for which.

import { type AnsweredRow, predictedLabel } from "../../../shared/prompt/loss.ts";

/** Counts of rows: true classes down, predicted ones across. `offsets`: one per label. Shape [labels][labels]. */
export function confusionOf(rows: readonly AnsweredRow[], offsets: readonly number[]): readonly (readonly number[])[] {
  return offsets.map((_, label) => {
    const predicted = rows.filter((row) => row.label === label).map(({ logProbs }) => predictedLabel(logProbs, offsets));
    return offsets.map((_, other) => predicted.filter((answer) => answer === other).length);
  });
}
