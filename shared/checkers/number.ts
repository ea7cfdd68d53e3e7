// Number: the answer's number lies within a tolerance of the expected one, or within a range. The tolerance is that of Python's
// math.isclose: |a - b| <= max(relative * max(|a|, |b|), absolute).

import * as v from "valibot";
import { type CheckResult, isJsonObject, type JsonValue, passed } from "./checker.ts";
import { type DecimalSign, numbersIn } from "./reading/read-number.ts";

const tolerance = (name: string) =>
  v.pipe(v.number(`${name} is a number`), v.finite(`${name} is finite`), v.minValue(0, `${name} is at least 0`));

export const numberOptions = v.strictObject({
  type: v.literal("number"),
  /** How far off the number may be. */
  absolute: v.optional(tolerance("absolute"), 0),
  /** How far off in parts of the larger of the two numbers: 0.01 is one per cent. */
  relative: v.optional(v.pipe(tolerance("relative"), v.maxValue(1, "relative is at most 1")), 0),
  /** Which number of a text counts. */
  take: v.optional(v.picklist(["first", "last"], "take is first or last"), "last"),
  decimal: v.optional(v.picklist(["point", "comma"], "decimal is point or comma"), "point"),
});
export type NumberOptions = v.InferOutput<typeof numberOptions>;

/** `expected`: a number, a text with one, or `{ min?, max? }`, both ends included. */
export function checkNumberAnswer(answer: JsonValue, expected: JsonValue, options: NumberOptions): CheckResult {
  const said = numberOfValue(answer, options);
  if (said === undefined) return { score: 0, why: "no-number" };
  if (isJsonObject(expected)) {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = expected;
    return passed(Number(min) <= said && said <= Number(max), "outside");
  }
  const wanted = numberOfValue(expected, options);
  if (wanted === undefined) return { score: 0, why: "different" };
  const { absolute, relative } = options;
  const most = Math.max(relative * Math.max(Math.abs(said), Math.abs(wanted)), absolute);
  return passed(said === wanted || Math.abs(said - wanted) <= most, "different");
}

function numberOfValue(
  value: JsonValue,
  { take, decimal }: { readonly take: "first" | "last"; readonly decimal: DecimalSign },
): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? numbersIn(value, decimal).at(take === "first" ? 0 : -1) : undefined;
}
