// Categories with a number each, as spaCy has them: `"cats": {"billing": 1.0, "delivery": 0.0}`, or before its version 3
// `"cats": [{"label": "billing", "value": 1.0}, ...]`. The one that holds is the label.

import { isRecord } from "./flatten.ts";

/** Names under which tools keep such an object. */
const FIELDS = new Set(["cats", "categories", "label", "labels", "classes", "annotation", "annotations"]);

/**
 * The categories that hold: those of 1 or true, else the likeliest of at least one half. undefined when the value is nothing of the kind.
 */
export function categoriesIn(field: string, value: unknown): string[] | undefined {
  if (!FIELDS.has(field.replace(/^.*\./, "").toLowerCase())) return undefined;
  const named = Array.isArray(value) ? value.map(pairOf) : isRecord(value) ? Object.entries(value) : [];
  const entries = named.map(([name, held]) => [name, shareOf(held)] as const);
  if (entries.length < 2 || entries.some(([, share]) => share === undefined)) return undefined;
  const certain = entries.filter(([, share]) => share === 1).map(([name]) => name);
  if (certain.length > 0) return certain;
  const most = Math.max(...entries.map(([, share]) => share ?? 0));
  return most < 0.5 ? [] : entries.filter(([, share]) => share === most).map(([name]) => name);
}

function pairOf(entry: unknown): readonly [string, unknown] {
  const { label, name = label, value, score = value } = isRecord(entry) ? entry : {};
  return [typeof name === "string" ? name : "", score];
}

function shareOf(held: unknown): number | undefined {
  const share = typeof held === "boolean" ? Number(held) : typeof held === "string" && held.trim() !== "" ? Number(held) : held;
  return typeof share === "number" && share >= 0 && share <= 1 ? share : undefined;
}
