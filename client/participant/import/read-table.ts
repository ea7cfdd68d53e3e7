// A file or a pasted text to a table: encoding, format and shape are found out where the person did not choose them, and told.

import { withAddedColumns } from "./columns/added-columns.ts";
import { namedDelimiter, readDelimited } from "./formats/delimited.ts";
import { likelyDelimiters, rfcDialect } from "./formats/dialect.ts";
import { readDocument } from "./formats/document.ts";
import { readFastText } from "./formats/fast-text.ts";
import { formatOf, type ImportFormat } from "./formats/format-of.ts";
import { parseJsonText } from "./formats/json.ts";
import { readLineEntries } from "./formats/line-entries.ts";
import { orientationsOf } from "./formats/orientations.ts";
import type { FileReading, ReadAs } from "./formats/reading.ts";
import { parseYaml } from "./formats/yaml.ts";
import { type LabelLookup, labelLookup } from "./label-lookup.ts";
import { type CellTable, failedTable, problem, type RowFault } from "./table.ts";
import { decodeText, withoutMark } from "./text/decode-text.ts";
import type { Encoding } from "./text/encodings.ts";

export interface ImportFile {
  /** File name, "" for pasted text. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What the person chose; null: to be found out. */
export interface ReadChoices {
  readonly encoding: Encoding | null;
  readonly readAs: ReadAs | null;
  readonly header: boolean | null;
}

export interface ReadTable extends CellTable {
  readonly reading: FileReading;
}

export const NOTHING_CHOSEN: ReadChoices = { encoding: null, readAs: null, header: null };

/** Largest file read, in bytes: well above 50,000 rows of long texts, well below what a phone's tab survives. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

export async function readTable(file: ImportFile, labels: readonly string[], choices: ReadChoices = NOTHING_CHOSEN): Promise<ReadTable> {
  const { name, content } = file;
  if (content.length > MAX_FILE_BYTES) return unreadTable(problem("too-long", 0, `${content.length} > ${MAX_FILE_BYTES}`));
  const decoded = typeof content === "string" ? undefined : await decodeText(content, { encoding: choices.encoding, labels });
  const text = typeof content === "string" ? withoutMark(content) : decoded?.text;
  const reading: FileReading = { ...NOT_READ, encoding: decoded?.encoding ?? null, encodingGuessed: decoded?.guessed ?? false };
  if (text === undefined) return unreadTable(problem("not-text", 0));
  if (text.trim() === "") return unreadTable(problem("empty-file", 0), reading);
  const format = formatOf(name, text);
  if (format === undefined) return unreadTable(problem("unknown-format", 0, name), reading);
  const lookup = labelLookup(labels);
  const shaped = await readText(text, { format, name, choices, lookup });
  return withAddedColumns({ ...shaped.table, reading: { ...reading, ...shaped.reading } }, lookup);
}

/** Where nothing could be read. */
export function unreadTable(fault: RowFault, reading = NOT_READ): ReadTable {
  return { ...failedTable(fault), reading };
}

interface Shaped {
  readonly table: CellTable;
  readonly reading: Pick<FileReading, "readAs" | "others" | "header">;
}

interface TextOptions {
  readonly format: ImportFormat;
  readonly name: string;
  readonly choices: ReadChoices;
  readonly lookup: LabelLookup;
}

async function readText(text: string, options: TextOptions): Promise<Shaped> {
  switch (options.format) {
    case "delimited":
      return readAsTable(text, options);
    case "fast-text":
      return readAsTable(text, options, [{ type: "fast-text" }]);
    case "yaml": {
      const parsed = await parseYaml(text);
      return "fault" in parsed ? failed(parsed.fault) : readAsDocument(parsed.document, options);
    }
    case "json": {
      const read = parseJsonText(text);
      if (read.type === "failed") return failed(read.fault);
      if (read.type === "document") return readAsDocument(read.document, options);
      const { header, ...table } = readLineEntries(read.entries, options.choices.header, options.lookup);
      return { table, reading: { readAs: { type: read.type }, others: [], header } };
    }
  }
}

function readAsTable(written: string, { name, choices, lookup }: TextOptions, first: readonly ReadAs[] = []): Shaped {
  const text = written.replace(/\r\n?/g, "\n");
  const named = namedDelimiter(text);
  const tabbed = /\.(?:tsv|tab)$/i.test(name) && text.includes("\t") ? "\t" : undefined;
  const likely = [...new Set([named, tabbed, ...likelyDelimiters(text, lookup)].filter((delimiter) => delimiter !== undefined))];
  const delimiters = likely.length > 0 ? likely : [","];
  const all: ReadAs[] = [
    ...first,
    ...delimiters.flatMap((delimiter): ReadAs[] => [
      { type: "delimited", delimiter, quotes: true },
      ...(text.includes('"') ? [{ type: "delimited", delimiter, quotes: false } as const] : []),
    ]),
  ];
  const readAs = choices.readAs ?? all[0] ?? { type: "delimited", delimiter: rfcDialect(",").delimiter, quotes: true };
  const others = all.filter((other) => JSON.stringify(other) !== JSON.stringify(readAs));
  if (readAs.type === "fast-text") return { table: readFastText(text), reading: { readAs, others, header: null } };
  if (readAs.type !== "delimited") return failed(problem("not-a-list", 0));
  const { header, quotes, ...table } = readDelimited(text, {
    delimiter: readAs.delimiter,
    quotes: choices.readAs ? readAs.quotes : null,
    header: choices.header,
    lookup,
  });
  const read: ReadAs = { ...readAs, quotes };
  return { table, reading: { readAs: read, others: all.filter((other) => JSON.stringify(other) !== JSON.stringify(read)), header } };
}

function readAsDocument(document: unknown, { choices, lookup }: TextOptions): Shaped {
  const orientations = orientationsOf(document, lookup);
  const chosen = choices.readAs?.type === "document" ? choices.readAs.orientation : orientations[0];
  if (chosen === undefined) return failed(problem("not-a-list", 0));
  const { header, ...table } = readDocument(document, { orientation: chosen, header: choices.header, lookup });
  const others = orientations.filter((other) => JSON.stringify(other) !== JSON.stringify(chosen));
  return {
    table,
    reading: {
      readAs: { type: "document", orientation: chosen },
      others: others.map((orientation) => ({ type: "document", orientation })),
      header,
    },
  };
}

const NOT_READ: FileReading = { encoding: null, encodingGuessed: false, readAs: null, others: [], header: null };

function failed(fault: RowFault): Shaped {
  return { table: failedTable(fault), reading: NOT_READ };
}
