// Contains: all, any or none of some phrases stand in the answer, after a stated normalisation of both. A phrase that is empty after it
// stands in every answer.

import * as v from "valibot";
import { allowedTexts, type CheckResult, type JsonValue, textOfValue } from "../checker.ts";
import { normalisationsSchema, normaliseText } from "./normalise-text.ts";

export const containsOptions = v.strictObject({
  type: v.literal("contains"),
  /** Which of the phrases have to be there. */
  which: v.optional(v.picklist(["all", "any", "none"], "which is all, any or none"), "all"),
  /** The same phrases for every row. Default: the row's expected texts. */
  phrases: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1, "a phrase is empty"))), v.minLength(1, "phrases is empty"))),
  normalise: v.optional(normalisationsSchema, ["spaces"]),
  /** Whether part of the phrases is worth part of the score; else it is all or nothing. */
  share: v.optional(v.boolean(), false),
});
export type ContainsOptions = v.InferOutput<typeof containsOptions>;

export function checkContains(answer: JsonValue, expected: JsonValue, options: ContainsOptions): CheckResult {
  const { which, normalise, share } = options;
  const said = normaliseText(textOfValue(answer), normalise);
  const phrases = options.phrases ?? allowedTexts(expected);
  const found = phrases.map((phrase) => said.includes(normaliseText(phrase, normalise)));
  const right = found.filter((there) => there === (which !== "none")).length;
  const holds = which === "any" ? right > 0 : right === phrases.length;
  const parts = Object.fromEntries(phrases.map((phrase, i) => [phrase, found[i] === (which !== "none") ? 1 : 0]));
  const score = holds ? 1 : share && which !== "any" ? right / phrases.length : 0;
  return { score, parts, ...(holds ? {} : { why: which === "none" ? ("unwanted" as const) : ("missing" as const) }) };
}
