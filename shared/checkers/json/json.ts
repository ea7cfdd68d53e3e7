// JSON: the answer's fields against the expected ones, each by its own checker, as precision, recall and F1 over fields; and whether the
// answer meets a schema. A field's score takes the place of right or wrong in the counts, so that a field may be half right.

import { Validator } from "@cfworker/json-schema";
import { type CheckResult, f1Of, isJsonList, isJsonObject, type JsonValue } from "../checker.ts";
import { findJson } from "../reading/read-json.ts";
import { fieldName, fieldsOf } from "./fields.ts";
import type { JsonOptions } from "./json-options.ts";

/** Scores one field; what it is called decides by which checker. */
export type FieldChecker = (answer: JsonValue, expected: JsonValue) => CheckResult;

export function checkJson(
  answer: JsonValue,
  expected: JsonValue,
  options: Pick<JsonOptions, "schema" | "measure" | "invalid"> & { readonly fields?: Readonly<Record<string, FieldChecker>> },
): CheckResult {
  const { schema, measure, invalid, fields = {} } = options;
  const found = typeof answer === "string" ? findJson(answer) : { value: answer };
  const said = found?.value;
  const wanted = typeof expected === "string" ? (findJson(expected)?.value ?? expected) : expected;
  if (said === undefined || (!isJsonObject(said) && !isJsonList(said))) {
    return { score: 0, parts: { precision: 0, recall: 0, ...fieldParts(scoresByField(wanted, wanted, () => 0)) }, why: "no-json" };
  }
  const meets = schema === undefined || meetsSchema(schema, said);
  const compare = (path: string, a: JsonValue, b: JsonValue) =>
    (fields[fieldName(path)]?.(a, b) ?? { score: sameJson(a, b) ? 1 : 0 }).score;
  const scores = scoresByField(said, wanted, compare);
  const sum = [...scores.values()].reduce((total, { score }) => total + score, 0);
  const asked = [...scores.values()].filter(({ expected: there }) => there).length;
  const given = [...scores.values()].filter(({ answered }) => answered).length;
  const [precision, recall] = [given === 0 ? 0 : sum / given, asked === 0 ? 0 : sum / asked];
  const counted = { f1: f1Of(precision, recall), precision, recall, all: precision === 1 && recall === 1 ? 1 : 0 }[measure];
  const score = meets || invalid === "count" ? counted : 0;
  const why = !meets ? ("not-the-schema" as const) : recall < 1 ? ("missing" as const) : ("unwanted" as const);
  const parts = { precision, recall, ...(schema === undefined ? {} : { schema: meets ? 1 : 0 }), ...fieldParts(scores) };
  return { score, parts, ...(score === 1 ? {} : { why }) };
}

/** Whether a value meets a schema that `schemaProblem` found nothing wrong with. */
export function meetsSchema(schema: object, value: JsonValue): boolean {
  const validator = validators.get(schema) ?? new Validator(JSON.parse(JSON.stringify(schema)), "2020-12");
  validators.set(schema, validator);
  return validator.validate(value).valid;
}

/** Reading a schema costs more than using it, and writes marks into it. */
const validators = new WeakMap<object, Validator>();

interface FieldScore {
  readonly score: number;
  readonly answered: boolean;
  readonly expected: boolean;
}

function scoresByField(
  said: JsonValue,
  wanted: JsonValue,
  compare: (path: string, a: JsonValue, b: JsonValue) => number,
): ReadonlyMap<string, FieldScore> {
  const [given, asked] = [fieldsOf(said), fieldsOf(wanted)];
  return new Map(
    [...new Set([...asked.keys(), ...given.keys()])].map((path) => {
      const [a, b] = [given.get(path), asked.get(path)];
      const score = a === undefined || b === undefined ? 0 : compare(path, a, b);
      return [path, { score, answered: a !== undefined, expected: b !== undefined }];
    }),
  );
}

/** The mean score of each expected field under its name; list entries count together. */
function fieldParts(scores: ReadonlyMap<string, FieldScore>): Readonly<Record<string, number>> {
  const byName = new Map<string, number[]>();
  for (const [path, { score, expected }] of scores) {
    if (!expected) continue;
    const name = `field:${fieldName(path)}`;
    byName.set(name, [...(byName.get(name) ?? []), score]);
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.reduce((sum, value) => sum + value, 0) / values.length]));
}

/** The same value, whatever the order of an object's names. */
function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (isJsonList(a) && isJsonList(b)) return a.length === b.length && a.every((entry, i) => sameJson(entry, b[i] ?? null));
  if (isJsonObject(a) && isJsonObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameJson(a[name] ?? null, b[name] ?? null))
    );
  }
  return a === b;
}
