import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Cell } from "./cell.ts";
import { openCells } from "./state.ts";
import { cellOf } from "./testing/cells.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-cells-"));
  file = join(folder, "new", "cells.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const cell: Cell = cellOf({ set: "sst2", method: "manual", bare: ["0110"] });

describe("openCells", () => {
  it("finds what an earlier run has done", () => {
    openCells(file).add(cell);
    const later = openCells(file);
    expect(later.has(cell)).toBe(true);
    expect(later.cells()).toEqual([cell]);
  });

  it("tells cells apart by each part of what was asked for", () => {
    const cells = openCells(file);
    cells.add(cell);
    for (const other of [{ set: "trec" }, { method: "kate" }, { seed: 1 }, { budgetQueries: 100 }, { participants: 5 }, { data: "other" }])
      expect(cells.has({ ...cell, ...other })).toBe(false);
    expect(cells.has({ ...cell, labelWords: "tuned" })).toBe(false);
  });

  it("replaces a cell measured anew, now and when read again, without losing its place", () => {
    const cells = openCells(file);
    const other = { ...cell, method: "kate" };
    const anew = { ...cell, tokens: 99 };
    for (const one of [cell, other, anew]) cells.add(one);
    expect(cells.cells()).toEqual([anew, other]);
    expect(openCells(file).cells()).toEqual([anew, other]);
  });

  it("leaves a cut-off line out, which is then measured anew and found", () => {
    const cells = openCells(file);
    cells.add({ ...cell, method: "kate" });
    cells.add(cell);
    truncateSync(file, readFileSync(file).length - 10);
    const resumed = openCells(file);
    expect([resumed.has({ ...cell, method: "kate" }), resumed.has(cell)]).toEqual([true, false]);
    resumed.add(cell);
    expect(openCells(file).cells()).toHaveLength(2);
  });

  it("reads a line from before participants were written: one prompt for each", () => {
    const { participants: _, ...old } = cellOf({ set: "sst2", method: "asyndbt", bare: ["01", "10", "11"] });
    openCells(file);
    appendFileSync(file, `${JSON.stringify(old)}\n{"set":"sst2"}\n`);
    expect(openCells(file).cells()).toEqual([{ ...old, participants: 3 }]);
  });
});
