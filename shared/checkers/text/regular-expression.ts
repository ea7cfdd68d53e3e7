// Regular expression: the pattern stands in the answer, or is the whole of it, or its group holds the expected text. The engine is RE2 in
// JavaScript, which reads each answer in time linear in its length whatever the pattern says, and knows neither backreferences nor
// lookaround (decision 0083). It is loaded only where a task has such a checker.

import { RE2JS } from "re2js";
import * as v from "valibot";
import { allowedTexts, type CheckResult, type JsonValue, passed, textOfValue } from "../checker.ts";
import { normaliseText } from "./normalise-text.ts";
import type { RegularExpressionOptions } from "./regular-expression-options.ts";

export function checkRegularExpression(answer: JsonValue, expected: JsonValue, options: RegularExpressionOptions): CheckResult {
  const matcher = compiled(options).matcher(textOfValue(answer));
  const there = options.whole ? matcher.matches() : matcher.find();
  if (!there) return { score: 0, why: "no-match" };
  if (options.group === undefined) return { score: 1 };
  const held = normaliseText(groupOf(matcher.group(options.group)), options.normalise);
  return passed(
    allowedTexts(expected).some((text) => normaliseText(text, options.normalise) === held),
    "different",
  );
}

/** Why a pattern cannot be used, in one sentence; undefined if it can. */
export function patternProblem(options: RegularExpressionOptions): string | undefined {
  const { pattern, group } = options;
  if (/\(\?<?[=!]/.test(pattern.replace(/\\./g, "")) || /\\[1-9]/.test(pattern.replace(/\\\\/g, ""))) {
    return `the pattern ${pattern} has a lookaround or a backreference, which cannot be searched in bounded time`;
  }
  try {
    const groups = compiled(options).groupCount();
    return group !== undefined && group > groups ? `the pattern ${pattern} has no group ${group}` : undefined;
  } catch {
    return `the pattern ${pattern} is no regular expression`;
  }
}

const KEPT = 64;
const known = new Map<string, RE2JS>();

function compiled({ pattern, ignoreCase, multiline, dotAll }: RegularExpressionOptions): RE2JS {
  const flags = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0) | (dotAll ? RE2JS.DOTALL : 0);
  const key = `${flags} ${pattern}`;
  const found = known.get(key) ?? RE2JS.compile(pattern, flags);
  if (known.size >= KEPT) known.clear();
  known.set(key, found);
  return found;
}

function groupOf(held: unknown): string {
  return v.is(v.string(), held) ? held : "";
}
