// Which family of formats a text belongs to: its content decides, the file's ending only where the content leaves it open.

import { looksLikeFastText } from "./fast-text.ts";
import { looksLikeJson } from "./json.ts";

export type ImportFormat = "delimited" | "json" | "yaml" | "fast-text";

/** Files that hold no text in any of the formats, whatever they begin with. */
const OTHERS = new Set(
  "xlsx xls xlsm xlsb ods numbers pages parquet arrow feather avro orc pkl pickle npy npz h5 db sqlite zip gz tgz bz2 xz 7z tar rar pdf doc docx odt rtf ppt pptx html htm xml png jpg jpeg gif svg".split(
    " ",
  ),
);

/** How such files begin, where somebody only changed the ending: archives and workbooks, PDF, Parquet, Rich Text, pages of the web. */
const BEGINNINGS = /^(?:PK\p{Cc}{2}|%PDF-|PAR1|\{\\rtf|\s*<(?:\?xml|!doctype html|html)\b)/iu;

/** undefined for what is none of them. */
export function formatOf(name: string, text: string): ImportFormat | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  if (OTHERS.has(ending) || BEGINNINGS.test(text)) return undefined;
  if (ending === "yaml" || ending === "yml") return "yaml";
  if (ending === "json" || ending === "jsonl" || ending === "ndjson") return "json";
  const table = ending === "csv" || ending === "tsv" || ending === "tab";
  if (looksLikeJson(text, { broken: !table })) return "json";
  if (looksLikeFastText(text)) return "fast-text";
  return !table && isYaml(text.trimStart()) ? "yaml" : "delimited";
}

/** A document mark, a list of mappings, or a key of a promptfoo or Rasa file: no table begins like that. */
function isYaml(text: string): boolean {
  return /^(?:---\s|%YAML|(?:#[^\n]*\s+)*(?:-\s+["']?[\w.-]+["']?:\s|(?:tests|prompts|providers|description|nlu|version):(?:\s|$)))/.test(
    text,
  );
}
