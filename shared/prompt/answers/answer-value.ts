// The values that a row may expect whose answer is no label: the kinds of answers, and which value fits which kind.

import * as v from "valibot";
import { asJson, isJsonList, isJsonObject, type JsonValue, type PlainJson, textOfValue } from "../../checkers/checker.ts";
import { hiddenCharacterIn } from "../hidden-characters.ts";

/** labels: several of a set; ranking: the order of given items. `label`, one of a set, is the classification that needs no checker. */
export const ANSWER_KINDS = ["labels", "text", "number", "json", "ranking"] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

export const MOST_EXPECTED_CHARACTERS = 20_000;

/** Plain JSON without characters that a reader would not see. */
export const expectedValue = v.custom<PlainJson>((value) => {
  if (!isPlainJson(value, 0)) return false;
  const written = JSON.stringify(value);
  return written.length <= MOST_EXPECTED_CHARACTERS && hiddenCharacterIn(written) === undefined;
}, "expected is no plain JSON value, is longer than 20000 characters, or holds hidden characters");

const DEEPEST_VALUE = 16;

function isPlainJson(value: unknown, depth: number): boolean {
  if (depth > DEEPEST_VALUE) return false;
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return false;
  return Object.values(value).every((part) => isPlainJson(part, depth + 1));
}

/** Why a value cannot be expected of this kind, in a few words; undefined if it can. */
export function unfitFor(kind: AnswerKind, value: PlainJson): string | undefined {
  const expected = asJson(value);
  const found = isJsonList(expected)
    ? "a list"
    : isJsonObject(expected)
      ? "an object"
      : expected === null
        ? "nothing"
        : `a ${nameOf(expected)}`;
  switch (kind) {
    case "text":
      return isText(expected) || (isJsonList(expected) && expected.length > 0 && expected.every(isText))
        ? undefined
        : `${found} and not a text or several`;
    case "number": {
      if (typeof expected === "number") return undefined;
      const range = isJsonObject(expected) && Object.keys(expected).length > 0;
      const fits = range && Object.entries(expected).every(([name, end]) => ["min", "max"].includes(name) && typeof end === "number");
      return fits ? undefined : `${found} and not a number or { min, max }`;
    }
    case "labels":
      return isJsonList(expected) && expected.every(isText) ? undefined : `${found} and not a list of labels`;
    case "ranking":
      return isJsonList(expected) && expected.length > 1 && expected.every(isText)
        ? undefined
        : `${found} and not a list of at least two items`;
    case "json":
      return isJsonObject(expected) || (isJsonList(expected) && expected.length > 0) ? undefined : `${found} and not an object or a list`;
  }
}

function nameOf(value: JsonValue): string {
  return typeof value === "string" ? "text" : typeof value;
}

function isText(value: JsonValue): value is string {
  return typeof value === "string";
}

/** An expected value as a demonstration shows it: what a model should write. Of several texts that would do, the first. */
export function shownAnswer(kind: AnswerKind, value: PlainJson): string {
  const expected = asJson(value);
  switch (kind) {
    case "labels":
    case "ranking":
      return isJsonList(expected) ? expected.map(textOfValue).join(", ") : textOfValue(expected);
    case "text":
      return textOfValue(isJsonList(expected) ? expected[0] : expected);
    case "number":
      return textOfValue(isJsonObject(expected) ? (expected.min ?? expected.max) : expected);
    case "json":
      return JSON.stringify(expected);
  }
}
