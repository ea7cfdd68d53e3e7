// Exact: the answer is the expected text after a stated normalisation.

import * as v from "valibot";
import { type CheckResult, type JsonValue, passed, textOfValue } from "../checker.ts";
import { normalisationsSchema, normaliseText } from "./normalise-text.ts";

export const exactOptions = v.strictObject({
  type: v.literal("exact"),
  normalise: v.optional(normalisationsSchema, ["spaces"]),
});
export type ExactOptions = v.InferOutput<typeof exactOptions>;

export function checkExact(answer: JsonValue, expected: JsonValue, { normalise }: ExactOptions): CheckResult {
  return passed(normaliseText(textOfValue(answer), normalise) === normaliseText(textOfValue(expected), normalise), "different");
}
