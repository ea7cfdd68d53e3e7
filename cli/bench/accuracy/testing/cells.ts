// Cells for tests of the report: only what matters is given.

import type { Cell } from "../cell.ts";

export interface CellParts {
  readonly set: string;
  readonly method: string;
  readonly seed?: number;
  /** A digit per test row, one text per participant. */
  readonly bare: readonly string[];
  /** As `bare` where not given. */
  readonly calibrated?: readonly string[];
}

export function cellOf({ set, method, seed = 0, bare, calibrated = bare }: CellParts): Cell {
  return {
    set,
    method,
    seed,
    budgetQueries: 400,
    participants: bare.length,
    labelWords: "own",
    data: "0123456789abcdef",
    tested: bare.map((marks, v) => ({ bare: marks, calibrated: calibrated[v] ?? "", queries: 390 })),
    tokens: 1_000,
    seconds: 2,
    phrases: [],
    words: [],
  };
}

/** `right` of `total` rows right, evenly spread. */
export function marks(right: number, total: number): string {
  return Array.from({ length: total }, (_, row) =>
    Math.floor(((row + 1) * right) / total) > Math.floor((row * right) / total) ? "1" : "0",
  ).join("");
}
