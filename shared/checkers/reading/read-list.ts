// Reads the entries of a list out of an answer: a JSON list, one entry a line with or without bullets or numbers, or entries between
// commas, semicolons or ">".

import { isJsonList, type JsonValue, textOfValue } from "../checker.ts";
import { type Normalisation, normaliseText } from "../text/normalise-text.ts";

/** The entries in order, normalised, without empty ones. A text that is a JSON list is read as one. */
export function entriesOf(value: JsonValue, normalise: readonly Normalisation[]): readonly string[] {
  const entries = isJsonList(value) ? value.map(textOfValue) : typeof value === "string" ? entriesOfText(value) : [textOfValue(value)];
  return entries.map((entry) => normaliseText(entry, normalise)).filter((entry) => entry !== "");
}

function entriesOfText(text: string): readonly string[] {
  const listed = jsonList(text.trim());
  if (listed) return listed;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const entries = lines.length > 1 ? lines : text.split(/[,;>]/);
  return entries.map((entry) => entry.replace(/^\s*(?:[-*•]|\(?\d{1,3}[.):])\s+/u, "").replace(/[\s,;]+$/u, ""));
}

function jsonList(text: string): readonly string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonList(value) ? value.map(textOfValue) : undefined;
  } catch {
    return undefined;
  }
}
