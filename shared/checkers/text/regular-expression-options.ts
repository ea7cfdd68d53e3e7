// The options of the regular expression checker, apart from its engine, so that a task can be read without loading that.

import * as v from "valibot";
import { normalisationsSchema } from "./normalise-text.ts";

export const regularExpressionOptions = v.strictObject({
  type: v.literal("regular-expression"),
  pattern: v.pipe(
    v.string("pattern is a text"),
    v.minLength(1, "the pattern is empty"),
    v.maxLength(1_000, "the pattern is longer than 1000 characters"),
  ),
  /** Whether the pattern has to be the whole answer. */
  whole: v.optional(v.boolean(), false),
  ignoreCase: v.optional(v.boolean(), false),
  /** ^ and $ match at every line. */
  multiline: v.optional(v.boolean(), false),
  /** A point matches the end of a line, too. */
  dotAll: v.optional(v.boolean(), false),
  /** The group whose text has to be the expected one. Default: the pattern's being there is enough. */
  group: v.optional(
    v.pipe(
      v.number("group is a number"),
      v.integer("group is a whole number"),
      v.minValue(0, "group is at least 0"),
      v.maxValue(20, "group is at most 20"),
    ),
  ),
  normalise: v.optional(normalisationsSchema, ["spaces"]),
});
export type RegularExpressionOptions = v.InferOutput<typeof regularExpressionOptions>;
