// Values one after the other in a text that is no JSON as a whole: pretty-printed objects without commas, a list that was cut off, an item
// with a fault in it. Each item is read on its own; one that cannot be is named, and reading goes on after it.

import type { NumberedEntry } from "../records/records.ts";
import { problem, type RowFault } from "../table.ts";
import { parseLoosely } from "./json-loosely.ts";

export interface ScannedValues {
  readonly entries: readonly (NumberedEntry | RowFault)[];
  /** Whether they stand in a list: then they are numbered as items, else by the line they begin in. */
  readonly list: boolean;
}

export function scanValues(text: string): ScannedValues {
  const list = /^\s*\[\s*[{[]/.test(text);
  const entries: (NumberedEntry | RowFault)[] = [];
  let line = 1;
  let counted = 0;
  const lineAt = (at: number): number => {
    for (; counted < at; counted++) if (text.charCodeAt(counted) === LINE_FEED) line++;
    return line;
  };
  for (let at = list ? text.indexOf("[") + 1 : 0; at < text.length; ) {
    at = nextStart(text, at);
    if (at >= text.length) break;
    const number = list ? entries.length + 1 : lineAt(at);
    const end = valueEnd(text, at);
    const parsed = end === undefined ? { message: "" } : parseLoosely(text.slice(at, end));
    if ("value" in parsed) entries.push({ number, entry: parsed.value });
    else entries.push(problem("bad-json", number, parsed.message));
    at = end !== undefined && "value" in parsed ? end : afterFault(text, at);
  }
  return { entries, list };
}

/** Past white space, commas and the brackets that end the list. */
function nextStart(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\s,\]]/.test(text[at] ?? "")) at++;
  return at;
}

/** After the bracket that closes the one at `at`; undefined when none does, or something else stands there. */
function valueEnd(text: string, at: number): number | undefined {
  if (!/[[{]/.test(text[at] ?? "")) return undefined;
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      i = stringEnd(text, i);
    } else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

/** Of the string that opens at `at`; strings of JSON end in their own line. */
function stringEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && text[i] !== '"' && text[i] !== "\n") i += text[i] === "\\" ? 2 : 1;
  return i;
}

/** Where the next item begins: after a closing brace, with a comma or a line end between, an opening one. */
function afterFault(text: string, at: number): number {
  const next = /\}\s*,\s*(?=\{)|\}?\s*\n(?=[ \t]{0,4}\{)/g;
  next.lastIndex = at + 1;
  const found = next.exec(text);
  return found ? next.lastIndex : text.length;
}

const LINE_FEED = 10;
