// Edit similarity: 1 minus the Levenshtein distance over the length of the longer text, in code points. Two empty texts are alike.

import * as v from "valibot";
import { allowedTexts, bestResult, type CheckResult, type JsonValue, textOfValue } from "../checker.ts";
import { normalisationsSchema, normaliseText } from "./normalise-text.ts";

export const editSimilarityOptions = v.strictObject({
  type: v.literal("edit-similarity"),
  normalise: v.optional(normalisationsSchema, ["spaces"]),
});
export type EditSimilarityOptions = v.InferOutput<typeof editSimilarityOptions>;

/** The longest text that is compared, in code points: the distance costs their product. */
export const MOST_EDIT_CHARACTERS = 8_000;

/** `expected`: a text, or several; the best of them counts. */
export function checkEditSimilarity(answer: JsonValue, expected: JsonValue, { normalise }: EditSimilarityOptions): CheckResult {
  const points = (text: string) => [...normaliseText(text, normalise)].slice(0, MOST_EDIT_CHARACTERS);
  const said = points(textOfValue(answer));
  return bestResult(
    allowedTexts(expected).map((text) => {
      const wanted = points(text);
      const longer = Math.max(said.length, wanted.length);
      const score = longer === 0 ? 1 : 1 - editDistance(said, wanted) / longer;
      return score < 1 ? { score, why: "different" as const } : { score };
    }),
  );
}

/** Insertions, deletions and replacements from a to b. Costs a.length * b.length. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let above = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = new Uint32Array(b.length + 1);
  a.forEach((sign, i) => {
    row[0] = i + 1;
    b.forEach((other, j) => {
      const replaced = (above[j] ?? 0) + (sign === other ? 0 : 1);
      row[j + 1] = Math.min(replaced, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1);
    });
    [above, row] = [row, above];
  });
  return above[b.length] ?? 0;
}
