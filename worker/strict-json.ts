// Turns a text into a checked message. A refusal repeats nothing of the text: it may be somebody's private example.

import * as v from "valibot";
import { granted, type Result, refused } from "./result.ts";

/** Accepts valid JSON without repeated keys and with exactly the schema's fields. */
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

/** Says where the fault is and what the schema expects there. It does not name a key that the schema does not know. */
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "unknown field";
  const path = (issue.path ?? []).map((item) => String(item.key)).join(".");
  if (issue.kind === "validation" && issue.type === "check") return `${path || "body"}: ${issue.message}`;
  return `${path || "body"}: expected ${issue.expected ?? issue.type}`;
}

/**
 * Counts the keys that are written: in valid JSON, only a key is a string followed by a colon. It takes linear time, because the expression
 * can match the same characters in one way only.
 */
function keysIn(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon !== undefined) keys++;
  return keys;
}

/** Counts the keys that the parser kept. It does not recurse, because the sender chooses the depth. */
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
