// Sets: how far the entries of the answer are the expected ones, whatever their order, as F1 or as Jaccard's share of the union. Where
// nothing was expected and nothing answered, the sets are the same.

import * as v from "valibot";
import { type CheckResult, f1Of, type JsonValue } from "../checker.ts";
import { entriesOf } from "../reading/read-list.ts";
import { normalisationsSchema } from "../text/normalise-text.ts";

export const setOverlapOptions = v.strictObject({
  type: v.literal("set-overlap"),
  measure: v.optional(v.picklist(["f1", "jaccard"], "measure is f1 or jaccard"), "f1"),
  normalise: v.optional(normalisationsSchema, ["case", "spaces"]),
});
export type SetOverlapOptions = v.InferOutput<typeof setOverlapOptions>;

/** `expected`: a list of texts. An entry that is named twice counts once. */
export function checkSetOverlap(answer: JsonValue, expected: JsonValue, { measure, normalise }: SetOverlapOptions): CheckResult {
  const said = new Set(entriesOf(answer, normalise));
  const wanted = new Set(entriesOf(expected, normalise));
  if (said.size === 0 && wanted.size === 0) return { score: 1 };
  const shared = [...said].filter((entry) => wanted.has(entry)).length;
  const precision = said.size === 0 ? 0 : shared / said.size;
  const recall = wanted.size === 0 ? 0 : shared / wanted.size;
  const score = measure === "jaccard" ? shared / (said.size + wanted.size - shared) : f1Of(precision, recall);
  const why = score === 1 ? {} : { why: recall < 1 ? ("missing" as const) : ("unwanted" as const) };
  return { score, parts: { precision, recall }, ...why };
}
