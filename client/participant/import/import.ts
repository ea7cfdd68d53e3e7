// Between a file and the examples kept: holds what was read last, so that another choice of columns or labels does not read the file again.

import type { Example } from "../../../shared/prompt/task.ts";
import { guessMapping } from "./columns/guess-mapping.ts";
import { guessLabel } from "./guess-labels.ts";
import type { ImportChoices, ImportPreview, ImportSource } from "./import-preview.ts";
import { previewOf } from "./preview.ts";
import { MAX_FILE_BYTES, NOTHING_CHOSEN, type ReadChoices, type ReadTable, readTable, unreadTable } from "./read-table.ts";
import { problem } from "./table.ts";
import { type ReadExamples, strangersIn, toExamples } from "./to-examples.ts";

/** More labels than this that are none of the task's are no labels: another column was meant. */
const MOST_GUESSED = 200;

export interface Import {
  /** A null source means the one read last; null choices, the guesses. */
  preview(source: ImportSource | null, choices: ImportChoices | null, labels: readonly string[]): Promise<ImportPreview>;
  /** What the last preview would keep. */
  examples(): readonly Example[];
  forget(): void;
}

export interface ImportOptions {
  /** Whether labels that are none of the task's are taken for those they resemble: only where somebody sees it. */
  readonly guessLabels: boolean;
}

export function createImport({ guessLabels }: ImportOptions): Import {
  let source: ImportSource | null = null;
  let table: ReadTable = unreadTable(problem("empty-file", 0));
  let readWith = "";
  let read: ReadExamples = { examples: [], problems: [], duplicates: 0, notices: [] };
  let last: Promise<unknown> = Promise.resolve();

  const preview: Import["preview"] = async (given, choices, labels) => {
    const { encoding, readAs, header } = choices ?? NOTHING_CHOSEN;
    const asked = JSON.stringify([encoding, readAs, header]);
    source = given ?? source;
    if (source && (given || asked !== readWith)) table = await tableOf(source, labels, { encoding, readAs, header });
    readWith = asked;
    const mapping = choices?.mapping ?? guessMapping(table, labels);
    const strangers = mapping ? strangersIn(table, mapping.label, labels) : new Map<string, number>();
    const meant = new Map<string, string | null>();
    const guesses = guessLabels && strangers.size <= MOST_GUESSED;
    for (const written of guesses ? strangers.keys() : []) meant.set(written, guessLabel(written, labels) ?? null);
    for (const { written, label } of choices?.labels ?? []) meant.set(written, label);
    read = mapping ? toExamples(table, mapping, labels, meant) : { examples: [], problems: table.problems, duplicates: 0, notices: [] };
    return previewOf({ table, mapping, read, strangers, meant, chosen: choices?.labels ?? [] });
  };

  return {
    // One after the other: a slow reading must not come in after a later one.
    preview(given, choices, labels) {
      const next = last.then(() => preview(given, choices, labels));
      last = next.catch(() => undefined);
      return next;
    },
    examples: () => read.examples,
    forget() {
      source = null;
      table = unreadTable(problem("empty-file", 0));
      read = { examples: [], problems: [], duplicates: 0, notices: [] };
    },
  };
}

async function tableOf({ name, content }: ImportSource, labels: readonly string[], choices: ReadChoices): Promise<ReadTable> {
  if (typeof content === "string") return readTable({ name, content }, labels, choices);
  // Asked before the bytes are read: a large file would end the tab.
  if (content.size > MAX_FILE_BYTES) return unreadTable(problem("too-long", 0, `${content.size} > ${MAX_FILE_BYTES}`));
  return readTable({ name, content: new Uint8Array(await content.arrayBuffer()) }, labels, choices);
}
