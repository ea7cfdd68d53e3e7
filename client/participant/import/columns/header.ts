// Whether the first row of a table names the columns, or is an example already: taken for a header, an example would be lost.

import type { LabelLookup } from "../label-lookup.ts";
import { byName, LABEL_NAMES, TEXT_NAMES, TEXT2_NAMES } from "./column-names.ts";

const NAMES = [...TEXT_NAMES, ...TEXT2_NAMES, ...LABEL_NAMES];

/** A usual name that is no label ("question" may be one) makes a header, a label makes an example; else the rows below decide. */
export function looksLikeHeader(first: readonly string[], below: readonly (readonly string[])[], lookup: LabelLookup): boolean {
  const isLabel = (cell: string): boolean => lookup(cell).type !== "unknown";
  if (first.some((cell) => cell.trim() !== "" && !isLabel(cell) && byName(cell, NAMES) > 0)) return true;
  if (first.some(isLabel)) return false;
  // Where a column has few values that come again and again, one of these is a value, and anything else a name.
  const columns = first.map((name, i) => ({ name: name.trim(), cells: below.map((cells) => cells[i]?.trim() ?? "") }));
  const categorical = columns.filter(({ cells }) => cells.length >= 4 && new Set(cells).size <= cells.length / 2);
  if (categorical.some(({ name, cells }) => name !== "" && cells.includes(name))) return false;
  if (categorical.length > 0) return true;
  return first.every((cell) => !looksLikeProse(cell));
}

/** Several words or a closing mark: names of columns are seldom sentences. */
function looksLikeProse(cell: string): boolean {
  const text = cell.trim();
  return text.length > 60 || text.split(/\s+/).length > 5 || /[.!?。！？]["”»]?$/u.test(text);
}
