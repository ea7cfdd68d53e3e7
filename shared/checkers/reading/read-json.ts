// Finds the JSON in an answer: the whole of it, a fenced block, or the first object or list that stands in the prose. Only strict JSON is
// read, because whoever uses the tuned prompt has to read it with an ordinary parser; nothing is repaired (decision 0084).

import type { JsonValue } from "../checker.ts";

export interface FoundJson {
  readonly value: JsonValue;
  /** What was written around it, if anything but white space. */
  readonly around: readonly ("fence" | "text-before" | "text-after")[];
}

/** Openings that are tried in prose: each may cost one pass over the answer. */
const MOST_OPENINGS = 32;

export function findJson(text: string): FoundJson | undefined {
  const whole = parsed(text);
  if (whole) return { value: whole.value, around: [] };
  for (const block of text.matchAll(/```[^\n`]*\n([\s\S]*?)(?:\n[ \t]*)?```/g)) {
    const inside = parsed(block[1] ?? "");
    if (inside) return { value: inside.value, around: ["fence", ...beside(text, block.index, block.index + block[0].length)] };
  }
  let tried = 0;
  for (const { index } of text.matchAll(/[{[]/g)) {
    if (++tried > MOST_OPENINGS) return undefined;
    const end = closingOf(text, index);
    const inside = end === undefined ? undefined : parsed(text.slice(index, end));
    if (end !== undefined && inside) return { value: inside.value, around: beside(text, index, end) };
  }
  return undefined;
}

function beside(text: string, from: number, to: number): readonly ("text-before" | "text-after")[] {
  return [
    ...(text.slice(0, from).trim() === "" ? [] : (["text-before"] as const)),
    ...(text.slice(to).trim() === "" ? [] : (["text-after"] as const)),
  ];
}

function parsed(text: string): { readonly value: JsonValue } | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

/** Where the bracket at `from` closes, past it; undefined if it never does. Brackets inside strings do not count. */
function closingOf(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i++) {
    const sign = text[i];
    if (inString) {
      if (sign === "\\") i++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === "{" || sign === "[") depth++;
    else if ((sign === "}" || sign === "]") && --depth === 0) return i + 1;
  }
  return undefined;
}
