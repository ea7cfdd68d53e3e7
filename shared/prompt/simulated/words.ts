// Splits a text into words, and makes numbers that depend on a text only. They are the same on every engine and need no clock or generator.

import { hash32 } from "../../math/random.ts";

/** The words of a text in order and in lower case: runs of letters and digits, joined by ' / or -. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:['’/-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** An approximately standard-normal number. It is a sum of six uniform ones and needs no logarithm, so no engine can differ. */
export function normalOf(text: string, seed: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += (hash32(text, seed * 8 + i) + 0.5) / 4294967296;
  return (sum - 3) * Math.SQRT2;
}
