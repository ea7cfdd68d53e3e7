// Token F1: how many words answer and expected text share, as SQuAD's evaluation script counts them (version 2: two empty texts agree).

import * as v from "valibot";
import { allowedTexts, bestResult, type CheckResult, f1Of, type JsonValue, textOfValue } from "../checker.ts";
import { normalisationsSchema, normaliseText, SQUAD, wordsBetweenSpaces } from "./normalise-text.ts";
import { sharedCount } from "./shared-count.ts";

export const tokenF1Options = v.strictObject({
  type: v.literal("token-f1"),
  normalise: v.optional(normalisationsSchema, [...SQUAD]),
});
export type TokenF1Options = v.InferOutput<typeof tokenF1Options>;

/** `expected`: a text, or several; the best of them counts. */
export function checkTokenF1(answer: JsonValue, expected: JsonValue, { normalise }: TokenF1Options): CheckResult {
  const words = (text: string) => wordsBetweenSpaces(normaliseText(text, normalise));
  const said = words(textOfValue(answer));
  return bestResult(allowedTexts(expected).map((text) => overlap(said, words(text))));
}

function overlap(said: readonly string[], wanted: readonly string[]): CheckResult {
  if (said.length === 0 || wanted.length === 0) return said.length === wanted.length ? { score: 1 } : { score: 0, why: "different" };
  const shared = sharedCount(said, wanted);
  const [precision, recall] = [shared / said.length, shared / wanted.length];
  const score = f1Of(precision, recall);
  return { score, parts: { precision, recall }, ...(score < 1 ? { why: "different" as const } : {}) };
}
