// JSON and JSON Lines.

import { entriesOf, type NumberedEntry, tableOfEntries } from "./records.ts";
import { type CellTable, failedTable, problem, type RowFault } from "./table.ts";

/** A list of objects, or an object that holds one such list. Rows are numbered as items, from 1. */
export function readJson(text: string): CellTable {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return failedTable(problem("bad-json", 0, error instanceof Error ? error.message : ""));
  }
  const entries = entriesOf(document);
  return entries ? tableOfEntries(entries) : failedTable(problem("not-a-list", 0));
}

/** One object a line; rows are numbered as lines. A line that is no JSON is reported, the others are kept. */
export function readJsonLines(text: string): CellTable {
  return tableOfEntries(entriesOfLines(text));
}

function* entriesOfLines(text: string): Generator<NumberedEntry | RowFault> {
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() !== "") yield entryOf(line, i + 1);
  }
}

function entryOf(line: string, number: number): NumberedEntry | RowFault {
  try {
    return { number, entry: JSON.parse(line) };
  } catch (error) {
    return problem("bad-json", number, error instanceof Error ? error.message : "");
  }
}
