// An invite's name must not run in the owner's spreadsheet.

import { expect, it } from "vitest";
import { csvCell } from "./csv-cell.ts";

it.each([
  ["=HYPERLINK(1)", `"'=HYPERLINK(1)"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["  =1", `"'  =1"`],
  ["\t=1", `"'\t=1"`],
  ['Team "Köln"', '"Team ""Köln"""'],
  ["paused", '"paused"'],
  ["", '""'],
])("%s is written as %s", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
