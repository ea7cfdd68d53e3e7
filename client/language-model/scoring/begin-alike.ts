// Whether label words may begin with the same tokens, and how far an answer must then be followed.

import { spelledBy } from "./label-word.ts";

/**
 * Whether words may share their first tokens as far as their letters show: one begins the other, or they begin with the same of several
 * words.
 */
export function mayBeginAlike(forms: readonly string[]): boolean {
  const words = forms.map((form) => spelledBy(form).trimEnd());
  const firsts = words.map((word) => /^[\p{L}\p{N}\p{M}]+(?=[^\p{L}\p{N}\p{M}])/u.exec(word)?.[0]);
  return words.some((a, i) => words.some((b, j) => i !== j && (b.startsWith(a) || (firsts[i] !== undefined && firsts[i] === firsts[j]))));
}

/** Tokens after which any two words have parted, about: a token has at least two bytes, but in the middle of a word of a rare script. */
export function tokensToPart(forms: readonly string[]): number {
  let longest = 0;
  for (const a of forms) {
    for (const b of forms) {
      let shared = 0;
      while (a !== b && shared < a.length && a[shared]?.toLowerCase() === b[shared]?.toLowerCase()) shared++;
      longest = Math.max(longest, new TextEncoder().encode(a.slice(0, shared)).length);
    }
  }
  return Math.min(MOST_FOLLOWED, Math.ceil(longest / 2) + LEAST_FOLLOWED);
}

const LEAST_FOLLOWED = 3;
const MOST_FOLLOWED = 24;
