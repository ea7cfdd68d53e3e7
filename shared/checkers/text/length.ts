// Length: the answer stays within limits of words, characters or lines. Beyond them it scores nothing, or falls in proportion.

import * as v from "valibot";
import { type CheckResult, type JsonValue, textOfValue } from "../checker.ts";
import { wordsBetweenSpaces } from "./normalise-text.ts";

const limit = (name: string) =>
  v.optional(v.pipe(v.number(`${name} is a number`), v.integer(`${name} is a whole number`), v.minValue(0, `${name} is at least 0`)));

export const lengthOptions = v.pipe(
  v.strictObject({
    type: v.literal("length"),
    /** words: between white space; characters: code points; lines: that are not empty. */
    unit: v.optional(v.picklist(["words", "characters", "lines"], "unit is words, characters or lines"), "words"),
    min: limit("min"),
    max: limit("max"),
    /** Whether an answer beyond a limit keeps limit / length, or length / limit, of the score; else it keeps none. */
    gradual: v.optional(v.boolean(), false),
  }),
  v.check(({ min, max }) => min !== undefined || max !== undefined, "a length needs min or max"),
  v.check(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, "min is larger than max, so no answer could be right"),
);
export type LengthOptions = v.InferOutput<typeof lengthOptions>;

export function checkLength(answer: JsonValue, _expected: JsonValue, options: LengthOptions): CheckResult {
  const { unit, min = 0, max = Number.POSITIVE_INFINITY, gradual } = options;
  const length = lengthIn(unit, textOfValue(answer));
  if (length > max) return { score: gradual ? max / length : 0, why: "too-long" };
  if (length < min) return { score: gradual ? length / min : 0, why: "too-short" };
  return { score: 1 };
}

function lengthIn(unit: LengthOptions["unit"], text: string): number {
  switch (unit) {
    case "words":
      return wordsBetweenSpaces(text).length;
    case "characters":
      return [...text].length;
    case "lines":
      return text.split("\n").filter((line) => line.trim() !== "").length;
  }
}
