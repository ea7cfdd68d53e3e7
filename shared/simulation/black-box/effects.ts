// The effects of a black box's candidates: numbers that depend on a name only, so that a seed names a black box.

import { hash32 } from "../../math/random.ts";

/** A nearly standard-normal number of this name: a sum of twelve uniform ones. */
export function effectOf(name: string): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += hash32(name, i + 1) / 2 ** 32;
  return sum;
}

/** Shape [rows][columns]. */
export function effectTable(rows: number, columns: number, value: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
}
