// The fields of an answer in JSON: every value that is no object, by the path to it. A list of objects is gone into, entry by entry; a
// list of plain values is one field. An empty object or list is a field of its own, so that an empty answer is not a perfect one.

import { isJsonList, isJsonObject, type JsonValue } from "../checker.ts";

/** Values by path, such as "address.city" or "items.0.name". */
export function fieldsOf(value: JsonValue): ReadonlyMap<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  const walk = (part: JsonValue, path: string): void => {
    const inner = isJsonObject(part) ? Object.entries(part) : isJsonList(part) && part.some(isJsonObject) ? [...part.entries()] : [];
    if (inner.length === 0) fields.set(path, part);
    for (const [name, below] of inner) walk(below, path === "" ? `${name}` : `${path}.${name}`);
  };
  walk(value, "");
  return fields;
}

/** A field's path without the places in lists: "items.0.name" is "items.name". Checkers are named for these. */
export function fieldName(path: string): string {
  return path
    .split(".")
    .filter((step) => !/^\d+$/.test(step))
    .join(".");
}
