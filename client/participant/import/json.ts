// JSON and JSON Lines.

import { entriesOf, type NumberedEntry, tableOfEntries } from "./records.ts";
import { failedTable, type Problem, problem, type Table } from "./table.ts";

/** A list of objects, or an object that holds one such list. Rows are numbered as items, from 1. */
export function readJson(text: string): Table {
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
export function readJsonLines(text: string): Table {
  const problems: Problem[] = [];
  const entries: NumberedEntry[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, i) => {
    if (line.trim() === "") return;
    try {
      entries.push({ number: i + 1, entry: JSON.parse(line) });
    } catch (error) {
      problems.push(problem("bad-json", i + 1, error instanceof Error ? error.message : ""));
    }
  });
  return tableOfEntries(entries, problems);
}
