// Between a file and the examples kept: holds the table read last, so that another choice of columns does not read the file again.

import type { Example } from "../../../shared/prompt/task.ts";
import { guessMapping, type Mapping } from "./mapping.ts";
import { MAX_FILE_BYTES, readTable } from "./read-table.ts";
import type { RowFault } from "./table.ts";
import { type CellTable, failedTable, problem } from "./table.ts";
import { type ReadExamples, toExamples } from "./to-examples.ts";

const SHOWN_ROWS = 5;
const SHOWN_PROBLEMS = 50;

export interface Import {
  /** A null source means the one read last; a null mapping, the guess. */
  preview(source: ImportSource | null, mapping: Mapping | null, labels: readonly string[]): Promise<ImportPreview>;
  /** What the last preview would keep. */
  examples(): readonly Example[];
  forget(): void;
}

export function createImport(): Import {
  let table: CellTable = failedTable(problem("empty-file", 0));
  let read: ReadExamples = { examples: [], problems: [], duplicates: 0 };
  return {
    async preview(source, mapping, labels) {
      if (source) table = await tableOf(source, labels);
      const chosen = mapping ?? guessMapping(table, labels);
      const none: ReadExamples = { examples: [], problems: table.problems, duplicates: 0 };
      read = chosen ? toExamples(table, chosen, labels) : none;
      const problems = [...read.problems].sort((a, b) => a.row - b.row);
      return {
        columns: table.columns,
        mapping: chosen,
        rows: table.rows.slice(0, SHOWN_ROWS),
        total: table.rows.length,
        usable: read.examples.length,
        duplicates: read.duplicates,
        problems: problems.slice(0, SHOWN_PROBLEMS),
        problemCount: problems.length,
      };
    },
    examples: () => read.examples,
    forget() {
      table = failedTable(problem("empty-file", 0));
      read = { examples: [], problems: [], duplicates: 0 };
    },
  };
}

async function tableOf({ name, content }: ImportSource, labels: readonly string[]): Promise<CellTable> {
  if (typeof content === "string") return readTable({ name, content }, labels);
  // Asked before the bytes are read: a large file would end the tab.
  if (content.size > MAX_FILE_BYTES) return failedTable(problem("too-long", 0, `${content.size} > ${MAX_FILE_BYTES}`));
  return readTable({ name, content: new Uint8Array(await content.arrayBuffer()) }, labels);
}

export interface ImportSource {
  /** File name, "" for pasted text. */
  readonly name: string;
  readonly content: string | Blob;
}

export interface ImportPreview {
  /** "" for a column without a name. */
  readonly columns: readonly string[];
  /** null when there are fewer than two columns. */
  readonly mapping: Mapping | null;
  /** The first rows as they were read. */
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
  readonly total: number;
  readonly usable: number;
  readonly duplicates: number;
  /** At most 50. */
  readonly problems: readonly RowFault[];
  readonly problemCount: number;
}
