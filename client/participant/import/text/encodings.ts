// The encodings a file may be in: Unicode, and what spreadsheets and databases of the last thirty years write.

import { CODE_PAGES } from "./code-pages.ts";
import { UNREADABLE } from "./unreadable.ts";

/** In the order a person would look for them. Names are TextDecoder's, but for the DOS code pages, which browsers do not know. */
export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "iso-8859-15",
  "macintosh",
  "ibm850",
  "ibm437",
  "windows-1250",
  "iso-8859-2",
  "ibm852",
  "windows-1257",
  "windows-1251",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "iso-8859-5",
  "x-mac-cyrillic",
  "windows-1253",
  "iso-8859-7",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "iso-8859-6",
  "windows-1258",
  "windows-874",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "iso-2022-jp",
  "euc-kr",
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** The text of the bytes in one encoding; UNREADABLE stands where they make no sense in it. */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const page = CODE_PAGES.get(encoding);
  if (page) return decodeSingleBytes(bytes, page);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return byLine(bytes, encoding);
  }
}

/** Line by line, so that a replacement character that was in a good line stays one. */
function byLine(bytes: Uint8Array, encoding: Encoding): string {
  // Two bytes a character, or escapes that last over a line: no cutting there.
  if (encoding.startsWith("utf-16") || encoding === "iso-2022-jp") return marked(new TextDecoder(encoding).decode(bytes));
  const strict = new TextDecoder(encoding, { fatal: true });
  const lenient = new TextDecoder(encoding);
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1);
    try {
      parts.push(strict.decode(line));
    } catch {
      parts.push(marked(lenient.decode(line)));
    }
    start += line.length;
  }
  return parts.join("");
}

function decodeSingleBytes(bytes: Uint8Array, page: string): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const chunk = bytes.subarray(start, start + CHUNK);
    parts.push(Array.from(chunk, (byte) => (byte < 128 ? String.fromCharCode(byte) : (page[byte - 128] ?? UNREADABLE))).join(""));
  }
  return parts.join("");
}

function marked(text: string): string {
  return text.replaceAll("\uFFFD", UNREADABLE);
}

const LINE_FEED = 10;
const CHUNK = 65_536;
