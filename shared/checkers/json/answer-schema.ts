// The part of JSON Schema (2020-12) that an answer may be held against. Patterns are left out, because the validator would run them on an
// engine that backtracks; so are the keywords that reach outside the schema. What is not known is refused by name, never passed over.

import * as v from "valibot";
import { asJson, isJsonList, isJsonObject, type JsonObject, type JsonValue } from "../checker.ts";

export const MOST_SCHEMA_CHARACTERS = 20_000;
const DEEPEST = 12;

/** A schema as an object; `true`, which every answer meets, says nothing and is refused like other values. */
export const answerSchema = v.custom<object>((value) => v.is(v.record(v.string(), v.unknown()), value), "a schema is an object");

const NESTED = ["additionalProperties", "items", "contains", "not", "if", "then", "else"];
const NESTED_LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const NESTED_MAPS = ["properties", "$defs", "definitions"];
const PLAIN =
  "$schema $comment title description default examples type enum const required minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minContains maxContains minProperties maxProperties format $ref".split(
    " ",
  );
const FORMATS = "date time date-time duration email ipv4 ipv6 uuid".split(" ");
const TYPES = "object array string number integer boolean null".split(" ");
const BOUNDS = ["Length", "Items", "Properties", "Contains"].map((of) => [`min${of}`, `max${of}`] as const);

/** Why a schema cannot be used, in one sentence; undefined if it can. */
export function schemaProblem(written: object): string | undefined {
  const schema = asJson(written);
  if (!isJsonObject(schema)) return "the schema is no object";
  if (JSON.stringify(schema).length > MOST_SCHEMA_CHARACTERS) return `the schema is longer than ${MOST_SCHEMA_CHARACTERS} characters`;
  return problemAt(schema, { root: schema, path: "", depth: 0, seen: [] });
}

interface Place {
  readonly root: JsonObject;
  readonly path: string;
  readonly depth: number;
  /** References followed on the way here. */
  readonly seen: readonly string[];
}

function problemAt(schema: JsonValue, place: Place): string | undefined {
  if (typeof schema === "boolean") return undefined;
  const { root, path, depth, seen } = place;
  const at = path === "" ? "the schema" : `the schema at ${path}`;
  if (!isJsonObject(schema)) return `${at} is no object`;
  if (depth > DEEPEST) return `${at} is nested deeper than ${DEEPEST} levels`;
  const below = (part: JsonValue | undefined, name: string, refs = seen): string | undefined =>
    part === undefined ? undefined : problemAt(part, { root, path: `${path}/${name}`, depth: depth + 1, seen: refs });
  const own = wordsProblem(schema, at) ?? contradiction(schema, at);
  if (own) return own;
  const { $ref } = schema;
  if (typeof $ref === "string") {
    if (seen.includes($ref)) return `${at} refers to itself through ${$ref}`;
    const target = referredTo(root, $ref);
    if (target === undefined) return `${at} refers to ${$ref}, which is not in it`;
    const wrong = below(target, "$ref", [...seen, $ref]);
    if (wrong) return wrong;
  }
  for (const name of NESTED) {
    const wrong = below(schema[name], name);
    if (wrong) return wrong;
  }
  for (const name of NESTED_LISTS) {
    const list = schema[name];
    if (list === undefined) continue;
    if (!isJsonList(list) || list.length === 0) return `${at} has ${name} that is no list of schemas`;
    for (const [i, part] of list.entries()) {
      const wrong = below(part, `${name}/${i}`);
      if (wrong) return wrong;
    }
  }
  for (const name of NESTED_MAPS) {
    const map = schema[name];
    if (map === undefined) continue;
    if (!isJsonObject(map)) return `${at} has ${name} that is no object`;
    for (const [key, part] of Object.entries(map)) {
      const wrong = below(part, `${name}/${key}`);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

function wordsProblem(schema: JsonObject, at: string): string | undefined {
  const unknown = Object.keys(schema).find((name) => ![...NESTED, ...NESTED_LISTS, ...NESTED_MAPS, ...PLAIN].includes(name));
  if (unknown !== undefined) return `${at} has the keyword ${unknown}, which is not supported`;
  const types = isJsonList(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const odd = types.find((type) => typeof type !== "string" || !TYPES.includes(type));
  if (odd !== undefined) return `${at} has the type ${JSON.stringify(odd)}, which there is not`;
  const { format } = schema;
  if (format !== undefined && (typeof format !== "string" || !FORMATS.includes(format))) {
    return `${at} has the format ${JSON.stringify(format)}, which is not supported`;
  }
  return undefined;
}

/** What no answer could meet. Not every contradiction is found here; rows whose expected answer breaks the schema show the others. */
function contradiction(schema: JsonObject, at: string): string | undefined {
  for (const [low, high] of [...BOUNDS, ["minimum", "maximum"] as const]) {
    if (Number(schema[low]) > Number(schema[high])) return `${at} has ${low} above ${high}, so no answer could meet it`;
  }
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (Number(exclusiveMinimum) >= Number(exclusiveMaximum ?? maximum) || Number(minimum) >= Number(exclusiveMaximum)) {
    return `${at} leaves no number between its bounds, so no answer could meet it`;
  }
  if (isJsonList(schema.enum) && schema.enum.length === 0) return `${at} has an empty enum, so no answer could meet it`;
  const { properties, required, additionalProperties } = schema;
  if (required !== undefined && !isJsonList(required)) return `${at} has required that is no list`;
  const forbidden = (required ?? []).find((name) => {
    const property = isJsonObject(properties) && typeof name === "string" ? properties[name] : undefined;
    return property === false || (additionalProperties === false && property === undefined);
  });
  return forbidden === undefined ? undefined : `${at} requires ${textOf(forbidden)} and forbids it, so no answer could meet it`;
}

function textOf(name: JsonValue): string {
  return typeof name === "string" ? name : JSON.stringify(name);
}

function referredTo(root: JsonObject, ref: string): JsonValue | undefined {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let found: JsonValue | undefined = root;
  for (const step of ref.slice(2).split("/")) {
    const name: string = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}
