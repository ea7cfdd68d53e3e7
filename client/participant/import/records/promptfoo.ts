// promptfoo's expectations: an assertion that names the one right answer is a label.

import { isRecord, singleValue } from "./flatten.ts";

const TYPES = ["equals", "iequals", "contains", "icontains", "starts-with"];
const WRITTEN = new RegExp(`^(?:${TYPES.join("|")})(?:\\([\\d.]+\\))?:\\s*(.*)$`, "s");

/** Of a list of assertions; undefined when it is none, "" when none of them names an answer. */
export function assertedAnswer(assertions: unknown): string | undefined {
  if (!Array.isArray(assertions) || !assertions.every(isRecord)) return undefined;
  for (const { type, value, assert } of assertions) {
    if (typeof type === "string" && TYPES.includes(type)) return singleValue(value) ?? "";
    const within = type === "assert-set" ? assertedAnswer(assert) : "";
    if (within) return within;
  }
  return "";
}

/** Of a cell of a column `__expected`: `equals: delivery` and `delivery` are the same. Anything else stays as it is. */
export function expectedAnswer(cell: string): string {
  return WRITTEN.exec(cell.trim())?.[1] ?? cell;
}
