// A combination: several checkers of one answer, weighted, or all of which must hold.

import * as v from "valibot";
import type { CheckResult } from "./checker.ts";
import { flatCheckerSpec } from "./flat-checker-spec.ts";
import { jsonOptions } from "./json/json-options.ts";

const partSpec = v.strictObject({
  /** How the part is called in results. */
  name: v.pipe(v.string("a name is a text"), v.minLength(1, "a name is empty"), v.maxLength(60, "a name is longer than 60 characters")),
  checker: v.union([flatCheckerSpec, jsonOptions], "a part's checker is not one of the checkers"),
  weight: v.optional(
    v.pipe(v.number("weight is a number"), v.gtValue(0, "weight is above 0"), v.maxValue(1_000, "weight is at most 1000")),
    1,
  ),
  /** From which score on the part holds, where all must hold. */
  least: v.optional(v.pipe(v.number("least is a number"), v.minValue(0, "least is at least 0"), v.maxValue(1, "least is at most 1")), 1),
});

export const combinedOptions = v.strictObject({
  type: v.literal("combined"),
  /** weights: the weighted mean of the parts. all: 1 if every part reaches its least score, else 0. */
  rule: v.optional(v.picklist(["weights", "all"], "rule is weights or all"), "weights"),
  of: v.pipe(
    v.array(partSpec),
    v.minLength(1, "a combination needs a part"),
    v.maxLength(8, "a combination has at most 8 parts"),
    v.check((parts) => new Set(parts.map(({ name }) => name)).size === parts.length, "two parts have the same name"),
  ),
});
export type CombinedOptions = v.InferOutput<typeof combinedOptions>;

/** `results`: one for each part, in the order of `of`. */
export function combineResults(results: readonly CheckResult[], { rule, of }: CombinedOptions): CheckResult {
  const scored = of.map((part, i) => ({ ...part, result: results[i] ?? { score: 0 } }));
  const weights = scored.reduce((sum, { weight }) => sum + weight, 0);
  const holds = scored.every(({ least, result }) => result.score >= least);
  const mean = scored.reduce((sum, { weight, result }) => sum + (weight / weights) * result.score, 0);
  const why = scored.find(({ result, least }) => result.score < (rule === "all" ? least : 1))?.result.why;
  const parts = Object.fromEntries(
    scored.flatMap(({ name, result }) => [
      [name, result.score],
      ...Object.entries(result.parts ?? {}).map(([part, score]) => [`${name}/${part}`, score] as const),
    ]),
  );
  return { score: rule === "all" ? (holds ? 1 : 0) : Math.min(1, mean), parts, ...(why === undefined ? {} : { why }) };
}
