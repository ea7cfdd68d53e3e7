// From text to a checked message. Nothing of the text comes back in a refusal: it may be somebody's private example.

import * as v from "valibot";
import { granted, type Result, refused } from "./result.ts";

/** Parses strictly: valid JSON, no repeated key, exactly the schema's fields. */
export function parseStrict<S extends v.GenericSchema>(schema: S, text: string): Result<v.InferOutput<S>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused("malformed", "not valid JSON");
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (!result.success) return refused("malformed", describe(result.issues[0]));
  if (keysIn(text) !== keysOf(json)) return refused("malformed", "a field appears twice");
  return granted(result.output);
}

/** Where and what was expected, in the schema's own words. A key that the schema does not know is not named. */
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "unknown field";
  const path = (issue.path ?? []).map((item) => String(item.key)).join(".");
  if (issue.kind === "validation" && issue.type === "check") return `${path || "body"}: ${issue.message}`;
  return `${path || "body"}: expected ${issue.expected ?? issue.type}`;
}

/** Keys as written: in valid JSON only a key is a string followed by a colon. Linear: no two ways to match the same characters. */
function keysIn(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon !== undefined) keys++;
  return keys;
}

/** Keys as understood. Without recursion: the depth is the sender's choice. */
function keysOf(json: unknown): number {
  let keys = 0;
  const open = [json];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) keys += Object.keys(value).length;
    for (const inner of Object.values(value)) open.push(inner);
  }
  return keys;
}
