// JSON and JSON Lines to a document, or to entries by line. Content decides, not the file's ending: people save a list as .jsonl, and lines
// as .json, with commas at their ends, with NaN where Python had it.

import type { NumberedEntry } from "../records/records.ts";
import { problem, type RowFault } from "../table.ts";
import { parseLoosely } from "./json-loosely.ts";
import { scanValues } from "./json-scan.ts";

export type ParsedJson =
  /** The whole text is one value. */
  | { readonly type: "document"; readonly document: unknown }
  /** Values one after the other, numbered by the line they begin in. */
  | { readonly type: "lines"; readonly entries: readonly (NumberedEntry | RowFault)[] }
  /** A list that is broken somewhere: what could be read of it, numbered as items. */
  | { readonly type: "items"; readonly entries: readonly (NumberedEntry | RowFault)[] }
  | { readonly type: "failed"; readonly fault: RowFault };

export function parseJsonText(text: string): ParsedJson {
  try {
    return { type: "document", document: JSON.parse(text) };
  } catch {
    // Not as a whole, or not quite.
  }
  const lines = readLines(text);
  const good = lines.filter((entry) => "entry" in entry).length;
  // A text whose lines are no values of their own is one value over many lines, or has values over several.
  if (lines.length > 1 && good > 0 && good >= lines.length / 2) return { type: "lines", entries: lines };
  const whole = parseLoosely(text);
  if ("value" in whole) return { type: "document", document: whole.value };
  const { entries, list } = scanValues(text);
  if (entries.some((entry) => "entry" in entry)) return { type: list ? "items" : "lines", entries };
  return { type: "failed", fault: problem("bad-json", 0, whole.message) };
}

/** Whether the text, or its first line, is JSON; `broken` also takes what only begins like it. */
export function looksLikeJson(text: string, { broken }: { readonly broken: boolean }): boolean {
  const start = text.trimStart();
  if (!["[", "{", RECORD_SEPARATOR].includes(start.charAt(0))) return false;
  if (broken && /^[[{]\s*(?:["{[\]}]|$)/.test(start)) return true;
  const line = start.slice(0, start.search(/[\r\n]|$/));
  return "value" in parseLoosely(withoutRest(line)) || "value" in parseLoosely(start);
}

function readLines(text: string): (NumberedEntry | RowFault)[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, i): (NumberedEntry | RowFault)[] => {
    const rest = withoutRest(line);
    // Empty lines, and the brackets of a list whose items are lines.
    if (rest === "" || rest === "[" || rest === "]") return [];
    const parsed = parseLoosely(rest);
    return ["value" in parsed ? { number: i + 1, entry: parsed.value } : problem("bad-json", i + 1, parsed.message)];
  });
}

/** Without the mark that begins a value in JSON text sequences, and the comma that ends one in a list. */
function withoutRest(line: string): string {
  return line.replace(RECORD_SEPARATOR, "").trim().replace(/,$/, "");
}

/** Begins each value in a JSON text sequence (RFC 7464). */
export const RECORD_SEPARATOR = "\u001E";
