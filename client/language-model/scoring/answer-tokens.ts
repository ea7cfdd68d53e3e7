// How long an answer in words may be.

import type { Label } from "../../../shared/prompt/language-model.ts";

/** Most tokens of an answer in words, unless a label is longer. */
export const ANSWER_TOKENS = 16;

/** Enough for the longest label and a few words before it: half its letters, or each byte of other scripts. */
export function answerTokens(labels: readonly Label[]): number {
  const tokens = labels.map(({ form }) => (/^[\x20-\x7e]*$/.test(form) ? form.length / 2 : new TextEncoder().encode(form).length));
  return Math.max(ANSWER_TOKENS, WORDS_BEFORE + Math.ceil(Math.max(...tokens)));
}

const WORDS_BEFORE = 8;
