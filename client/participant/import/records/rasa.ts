// Rasa's training data: the examples of an intent are lines of one text, each with a dash before it.

import { isRecord } from "./flatten.ts";

/** One entry per example; undefined when the entry is nothing of Rasa's. Words marked as `[Berlin](city)` lose the marks. */
export function rasaExamples(entry: unknown): unknown[] | undefined {
  if (!isRecord(entry) || typeof entry.intent !== "string" || typeof entry.examples !== "string") return undefined;
  const { intent } = entry;
  return entry.examples
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ text: line.replace(/^\s*-\s*/, "").replace(/\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})/g, "$1"), intent }));
}
