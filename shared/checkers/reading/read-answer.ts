// Reads what a model wrote as an answer: takes off what stands around it, and says what that was. The same reader is used while tuning,
// in the test and in every export, so that the figures of a prompt are those that its user gets.

import type { JsonValue } from "../checker.ts";
import { findJson } from "./read-json.ts";
import { withoutThoughts } from "./without-thoughts.ts";

/** What may be taken off an answer. Pages translate these. */
export const TAKEN_OFF = ["thoughts", "fence", "text-before", "text-after", "answer-cue", "quotation-marks"] as const;
export type TakenOff = (typeof TAKEN_OFF)[number];

export interface ReadAnswer {
  /** The text without what was taken off, or the JSON value. */
  readonly answer: JsonValue;
  readonly takenOff: readonly TakenOff[];
}

/**
 * `form` json: the first object or list of the answer; a text without any stays a text. `form` text: thoughts, a fence around the whole, a
 * cue such as "Answer:" at the beginning and quotation marks around the whole are taken off, in this order, each once.
 */
export function readAnswer(written: string, form: "text" | "json"): ReadAnswer {
  const { text = "", thought } = withoutThoughts(written);
  const takenOff: TakenOff[] = thought || text.trim() !== written.trim() ? ["thoughts"] : [];
  if (form === "json") {
    const found = findJson(text);
    if (found) return { answer: found.value, takenOff: [...takenOff, ...found.around] };
  }
  let rest = text.trim();
  for (const [name, pattern] of AROUND) {
    const inner = pattern.exec(rest)?.[1];
    if (inner === undefined) continue;
    rest = inner.trim();
    takenOff.push(name);
  }
  return { answer: rest, takenOff };
}

const AROUND: readonly (readonly [TakenOff, RegExp])[] = [
  ["fence", /^```[^\n`]*\n([^`]*)```$/],
  [
    "answer-cue",
    /^(?:\*\*)?(?:(?:the )?(?:final )?answer(?: is)?|(?:die )?antwort(?: ist| lautet)?|output|ausgabe)(?:\*\*)? ?:(?:\*\*)?([\s\S]*)$/i,
  ],
  ["quotation-marks", /^(?=["“„«])["“„«]([^"“”„«»]*)["”“»]$/],
];
