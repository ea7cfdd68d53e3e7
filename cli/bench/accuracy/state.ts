// Cells that are done, one JSON line each: what a resumed run skips, and what the report is made of.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import type { Cell, CellSpec } from "./cell.ts";

/** A cell that does not say how many participants there were has a prompt for each. */
export const cellSchema = v.pipe(
  v.object({
    set: v.string(),
    method: v.string(),
    seed: v.number(),
    budgetQueries: v.number(),
    participants: v.optional(v.number()),
    labelWords: v.picklist(["own", "tuned"]),
    data: v.optional(v.string(), ""),
    tested: v.array(v.object({ bare: v.string(), calibrated: v.string(), queries: v.number() })),
    tokens: v.number(),
    seconds: v.number(),
    phrases: v.array(v.string()),
    words: v.array(v.string()),
  }),
  v.transform((cell): Cell => ({ ...cell, participants: cell.participants ?? cell.tested.length })),
);

export interface CellStore {
  readonly cells: () => readonly Cell[];
  readonly has: (spec: CellSpec) => boolean;
  readonly add: (cell: Cell) => void;
}

/**
 * A later line of the same cell replaces the earlier one. Lines that cannot be read, as a kill leaves them, are left out. A line that does
 * not say on which data it was measured is a cell of its own.
 */
export function openCells(file: string): CellStore {
  const cells = new Map<string, Cell>();
  if (existsSync(file)) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const cell = v.safeParse(cellSchema, parsed(line));
      if (cell.success) cells.set(keyOf(cell.output), cell.output);
    }
  } else mkdirSync(dirname(file), { recursive: true });
  return {
    cells: () => [...cells.values()],
    has: (spec) => cells.has(keyOf(spec)),
    add(cell) {
      cells.set(keyOf(cell), cell);
      appendFileSync(file, `\n${JSON.stringify(cell)}\n`);
    },
  };
}

function keyOf({ set, method, seed, budgetQueries, participants, labelWords, data }: CellSpec): string {
  return JSON.stringify([set, method, seed, budgetQueries, participants, labelWords, data]);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
