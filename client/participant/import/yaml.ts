// YAML through js-yaml, loaded only when such a file comes. Every scalar stays the text that was written: a label `no` or `1.0` is no
// truth value and no number.

import { entriesOf, tableOfEntries } from "./records.ts";
import { type CellTable, failedTable, problem } from "./table.ts";

/** A list, an object that holds one, or one document per example. Rows are numbered as items, from 1; a fault of syntax by its line. */
export async function readYaml(text: string): Promise<CellTable> {
  const { FAILSAFE_SCHEMA, loadAll, YAMLException } = await import("js-yaml");
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return failedTable(problem("bad-yaml", (error.mark?.line ?? -1) + 1, error.reason));
  }
  const entries = documents.length === 1 ? entriesOf(documents[0]) : entriesOf(documents);
  return entries ? tableOfEntries(entries) : failedTable(problem("not-a-list", 0));
}
