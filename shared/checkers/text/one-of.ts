// One of several: the answer is one of the texts that would do, after a stated normalisation.

import * as v from "valibot";
import { allowedTexts, type CheckResult, type JsonValue, passed, textOfValue } from "../checker.ts";
import { normalisationsSchema, normaliseText } from "./normalise-text.ts";

export const oneOfOptions = v.strictObject({
  type: v.literal("one-of"),
  normalise: v.optional(normalisationsSchema, ["spaces"]),
});
export type OneOfOptions = v.InferOutput<typeof oneOfOptions>;

/** `expected`: a list of texts; a single one is a list of one. */
export function checkOneOf(answer: JsonValue, expected: JsonValue, { normalise }: OneOfOptions): CheckResult {
  const said = normaliseText(textOfValue(answer), normalise);
  return passed(
    allowedTexts(expected).some((text) => normaliseText(text, normalise) === said),
    "different",
  );
}
