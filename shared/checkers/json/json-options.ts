// The options of the JSON checker, apart from its validator, so that a task can be read without loading that.

import * as v from "valibot";
import { type FlatCheckerSpec, flatCheckerSpec } from "../flat-checker-spec.ts";
import { answerSchema } from "./answer-schema.ts";

/** A field is compared by any checker that is not made of others. */
export const jsonOptions = v.strictObject({
  type: v.literal("json"),
  /** JSON Schema that the answer has to meet. */
  schema: v.optional(answerSchema),
  /** How fields are compared, by name: "address.city", and "items.name" for every entry of a list. Default: as the same JSON value. */
  fields: v.optional(v.record(v.string(), flatCheckerSpec), {}),
  /** f1: over fields. precision: of the answer's fields. recall: of the expected ones. all: nothing missing, wrong or added. */
  measure: v.optional(v.picklist(["f1", "precision", "recall", "all"], "measure is f1, precision, recall or all"), "f1"),
  /** What an answer is worth that breaks the schema: nothing, or what its fields are worth. */
  invalid: v.optional(v.picklist(["zero", "count"], "invalid is zero or count"), "zero"),
});
export type JsonOptions = v.InferOutput<typeof jsonOptions>;
export type FieldSpecs = Readonly<Record<string, FlatCheckerSpec>>;
