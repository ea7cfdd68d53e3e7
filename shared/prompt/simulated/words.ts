// Words of a text, and numbers that depend on a text only: the same on every engine, with no clock and no generator.

import { hash32 } from "../../math/random.ts";

/** Lower-case words in order: runs of letters and digits, joined by ' / -. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:['’/-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** An approximately standard-normal number, the sum of six uniform ones: no logarithm, so no engine can differ. */
export function normalOf(text: string, seed: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += (hash32(text, seed * 8 + i) + 0.5) / 4294967296;
  return (sum - 3) * Math.SQRT2;
}
