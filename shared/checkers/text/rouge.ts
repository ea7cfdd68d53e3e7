// ROUGE-1 and ROUGE-L (Lin 2004), as the rouge-score package of google-research computes them without its stemmer: shared words, and the
// longest common subsequence of words. Its words are runs of a to z and 0 to 9, which leaves nothing of other scripts; "letters" keeps
// the letters and digits of every script.

import * as v from "valibot";
import { allowedTexts, bestResult, type CheckResult, f1Of, type JsonValue, textOfValue } from "../checker.ts";
import { sharedCount } from "./shared-count.ts";

export const rougeOptions = v.strictObject({
  type: v.literal("rouge"),
  measure: v.optional(v.picklist(["rouge-1", "rouge-l"], "measure is rouge-1 or rouge-l"), "rouge-l"),
  words: v.optional(v.picklist(["letters", "ascii"], "words is letters or ascii"), "letters"),
});
export type RougeOptions = v.InferOutput<typeof rougeOptions>;

/** The longest text that is compared, in words: the longest common subsequence costs their product. */
export const MOST_ROUGE_WORDS = 4_000;

/** `expected`: a text, or several; the best of them counts. */
export function checkRouge(answer: JsonValue, expected: JsonValue, { measure, words }: RougeOptions): CheckResult {
  const split = (text: string) => wordsOf(text, words).slice(0, MOST_ROUGE_WORDS);
  const said = split(textOfValue(answer));
  return bestResult(
    allowedTexts(expected).map((text) => {
      const wanted = split(text);
      const shared = measure === "rouge-1" ? sharedCount(said, wanted) : commonLength(said, wanted);
      const precision = said.length === 0 ? 0 : shared / said.length;
      const recall = wanted.length === 0 ? 0 : shared / wanted.length;
      const score = f1Of(precision, recall);
      return { score, parts: { precision, recall }, ...(score < 1 ? { why: "different" as const } : {}) };
    }),
  );
}

function wordsOf(text: string, words: RougeOptions["words"]): readonly string[] {
  return text.toLowerCase().match(words === "ascii" ? /[a-z0-9]+/g : /[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** The length of the longest common subsequence. Costs a.length * b.length. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  let row = new Uint32Array(b.length + 1);
  for (const word of a) {
    b.forEach((other, j) => {
      row[j + 1] = word === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
    });
    [above, row] = [row, above];
  }
  return above[b.length] ?? 0;
}
