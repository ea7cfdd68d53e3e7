// A file or a pasted text to a table: the format is told from the name, else from the first characters.

import { decodeText } from "./decode-text.ts";
import { readDelimited } from "./delimited.ts";
import { readJson, readJsonLines } from "./json.ts";
import { looksLikeHeader } from "./mapping.ts";
import { listWithin } from "./records.ts";
import { type CellTable, failedTable, problem } from "./table.ts";
import { readYaml } from "./yaml.ts";

export type ImportFormat = "csv" | "tsv" | "json" | "jsonl" | "yaml";

export interface ImportFile {
  /** File name, "" for pasted text. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Largest file read, in bytes: well above 50,000 rows of long texts, well below what a phone's tab survives. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

export async function readTable({ name, content }: ImportFile, labels: readonly string[]): Promise<CellTable> {
  if (content.length > MAX_FILE_BYTES) return failedTable(problem("too-long", 0, `${content.length} > ${MAX_FILE_BYTES}`));
  const text = typeof content === "string" ? content.replace(/^\uFEFF/, "") : decodeText(content)?.text;
  if (text === undefined) return failedTable(problem("not-text", 0));
  if (text.trim() === "") return failedTable(problem("empty-file", 0));
  const format = formatOf(name, text);
  if (format === undefined) return failedTable(problem("unknown-format", 0, name));
  switch (format) {
    case "json":
      return readJson(text);
    case "jsonl":
      return readJsonLines(text);
    case "yaml":
      return readYaml(text);
    case "tsv":
      return readDelimited(text, { delimiter: "\t", isHeader: (cells) => looksLikeHeader(cells, labels) });
    case "csv":
      return readDelimited(text, { isHeader: (cells) => looksLikeHeader(cells, labels) });
  }
}

function formatOf(name: string, text: string): ImportFormat | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === "csv" || ending === "tsv") return ending;
  if (ending === "tab") return "tsv";
  if (ending === "yaml" || ending === "yml") return "yaml";
  if (ending === "jsonl" || ending === "ndjson") return "jsonl";
  if (ending !== undefined && !["json", "txt"].includes(ending)) return undefined;
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (start.startsWith("{")) return isJsonLines(start) ? "jsonl" : "json";
  if (ending === "json") return "json";
  if (isYaml(start)) return "yaml";
  return (start.split("\n", 1)[0] ?? "").includes("\t") ? "tsv" : "csv";
}

/** A first line that is a whole object on its own begins JSON Lines, unless it holds the list itself. */
function isJsonLines(text: string): boolean {
  const end = text.search(/[\r\n]/);
  try {
    return listWithin(JSON.parse(end < 0 ? text : text.slice(0, end))) === undefined;
  } catch {
    return false;
  }
}

/** A document mark, a list of mappings, or a key of a promptfoo file: no table begins like that. */
function isYaml(text: string): boolean {
  return /^(?:---\s|%YAML|(?:#[^\n]*\s+)*(?:-\s+["']?[\w.-]+["']?:\s|(?:tests|prompts|providers|description):(?:\s|$)))/.test(text);
}
