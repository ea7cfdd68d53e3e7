// A checker: how good one answer is, as a number from 0 to 1. The loss that tuning sees is 1 minus that number, so that the rest of the
// method needs to know nothing about answers. Checkers are pure: they ask no model, read no clock, and run no code of a task's owner.

/** Whatever JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * JSON as the types of tasks hold it: a type that ends, because those that are made of a task's type (of remote calls, for one) would
 * otherwise be expanded without end.
 */
export type PlainJson = string | number | boolean | null | object;

/** The same value, typed as what it was parsed to be. Nothing stands for null. */
export function asJson(value: PlainJson | undefined): JsonValue {
  return isJson(value) ? value : null;
}

function isJson(value: unknown): value is JsonValue {
  return value === null || ["string", "number", "boolean", "object"].includes(typeof value);
}

/** Why an answer did not get the full score. Pages translate these codes. */
export const SHORTCOMINGS = [
  "different",
  "missing",
  "unwanted",
  "no-match",
  "no-number",
  "outside",
  "no-json",
  "not-the-schema",
  "no-list",
  "too-short",
  "too-long",
] as const;
export type Shortcoming = (typeof SHORTCOMINGS)[number];

export interface CheckResult {
  /** In [0, 1]. */
  readonly score: number;
  /** What the score is made of, by name: fields, phrases, precision and recall, the checkers of a combination. Each in [0, 1]. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Absent where nothing is amiss, or where several things are. */
  readonly why?: Shortcoming;
}

/** Turns truth into a score. */
export function passed(holds: boolean, why: Shortcoming): CheckResult {
  return holds ? { score: 1 } : { score: 0, why };
}

/** The result with the highest score, the first of equals. @throws RangeError without results. */
export function bestResult(results: readonly CheckResult[]): CheckResult {
  const [first, ...rest] = results;
  if (!first) throw new RangeError("there is no result to choose from");
  return rest.reduce((best, result) => (result.score > best.score ? result : best), first);
}

/** The harmonic mean of precision and recall; 0 if both are. */
export function f1Of(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A value as a text: a text as it is, nothing as the empty text, the rest as JSON. */
export function textOfValue(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** What may stand as the expected text: one, or several of which each would do. An empty list allows the empty text only. */
export function allowedTexts(expected: JsonValue): readonly string[] {
  const texts = isJsonList(expected) ? expected.map(textOfValue) : [textOfValue(expected)];
  return texts.length > 0 ? texts : [""];
}
