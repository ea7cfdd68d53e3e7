// Bytes that are no Unicode: jschardet, loaded only for them, ranks the encodings, and what it ranks is looked at, because of a few rows it
// is not sure. docs/decisions/0044-jschardet.md has the figures.

import { decodeAs, type Encoding } from "./encodings.ts";
import { UNREADABLE } from "./unreadable.ts";

/** `labels` of the task: an encoding in which the file holds them is preferred. */
export async function guessLegacy(bytes: Uint8Array, labels: readonly string[]): Promise<Encoding> {
  const { detectAll } = await import("jschardet");
  const part = tellingPart(bytes);
  const found = detectAll(part, { detectEncodings: [...ASKED.keys()], minimumThreshold: 0 });
  const guesses = [...new Set(found.map(({ encoding }) => ANSWERED.get(plain(encoding))).filter((name) => name !== undefined))];
  const telling = labels.filter((label) => /\P{ASCII}/u.test(label)).map((label) => label.normalize("NFC"));
  const holds = (encoding: Encoding): boolean => {
    const text = decodeAs(bytes.subarray(0, 262_144), encoding).normalize("NFC");
    return telling.some((label) => text.includes(label));
  };
  // Of a few words, jschardet takes Japanese for Mac Roman: a sign between two letters tells that nobody wrote that.
  const odd = new Map(guesses.map((encoding) => [encoding, oddity(decodeAs(part, encoding))]));
  const plausible = guesses.find((encoding) => (odd.get(encoding) ?? 1) <= 0.05);
  // A pound sign and a lone å make sense in many of them; of these, one is by far the commonest. Old systems keep letters from 80 to 9F.
  const western = decodeAs(part, "windows-1252");
  const older = part.some((byte) => byte >= 0x80 && byte < 0xa0);
  if (plausible && SELDOM.has(plausible) && !older && oddity(western) === 0 && foreignShare(western) < 0.25) return "windows-1252";
  const leastOdd = guesses.toSorted((a, b) => (odd.get(a) ?? 1) - (odd.get(b) ?? 1))[0];
  return (telling.length > 0 ? guesses.find(holds) : undefined) ?? plausible ?? wideEncoding(part) ?? leastOdd ?? "windows-1252";
}

/** Of two bytes a letter: one in which the bytes make sense and are mostly letters of its language. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  const found = WIDE.find(({ encoding, own, least }) => {
    const text = decodeAs(bytes, encoding);
    const beyond = text.match(/\P{ASCII}/gu)?.length ?? 0;
    return !text.includes(UNREADABLE) && (text.match(own)?.length ?? 0) >= least * beyond;
  });
  return found?.encoding;
}

const WIDE = [
  { encoding: "shift_jis", own: /[\p{sc=Hira}\p{sc=Kana}]/gu, least: 0.2 },
  { encoding: "euc-jp", own: /[\p{sc=Hira}\p{sc=Kana}]/gu, least: 0.2 },
  { encoding: "euc-kr", own: /\p{sc=Hang}/gu, least: 0.6 },
  { encoding: "gb18030", own: /\p{sc=Hani}/gu, least: 0.8 },
  { encoding: "big5", own: /\p{sc=Hani}/gu, least: 0.8 },
] as const;

/** Encodings of old systems, and those that windows-1252 has replaced. */
const SELDOM = new Set<Encoding>(["ibm437", "ibm850", "ibm852", "ibm866", "macintosh", "x-mac-cyrillic", "iso-8859-15"]);

/** The share of letters beyond ASCII: high where the text is not in Latin letters at all. */
function foreignShare(text: string): number {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.length === 0 ? 0 : letters.filter((letter) => letter > "\u007F").length / letters.length;
}

/**
 * The share of characters beyond ASCII that do not belong where they are: signs among letters, capitals within words, words of two
 * alphabets, halves of wide letters.
 */
function oddity(text: string): number {
  const beyond = text.match(/\P{ASCII}/gu)?.length ?? 0;
  const odd = text.match(ODD)?.length ?? 0;
  return beyond === 0 ? 0 : odd / beyond;
}

const LETTER = "[\\p{L}\\p{M}]";
const OTHER_ALPHABET = "[\\p{sc=Cyrl}\\p{sc=Grek}\\p{sc=Hebr}\\p{sc=Arab}\\p{sc=Thai}]";
/** What is no letter and no usual mark of a language. */
const SIGN = "[^\\p{ASCII}\\p{L}\\p{M}\\p{N}\\p{Pd}\\p{Pi}\\p{Pf}·…、。，！？：；（）「」『』・ー～€°ºª„‚¿¡؟،؛\\s]";

const ODD = new RegExp(
  [
    `(?<=\\p{sc=Latn})${OTHER_ALPHABET}|${OTHER_ALPHABET}(?=\\p{sc=Latn})`,
    `(?<=${LETTER})${SIGN}|${SIGN}(?=${LETTER}|${SIGN})`,
    // Marks that open or close, within a word.
    `(?<=${LETTER})[„‚¿¡]|(?<=[^\\s\\p{ASCII}])[„‚¿¡]|(?<=${LETTER})[“”«»¹²³ˆ](?=${LETTER})|ˆ`,
    `(?<!${LETTER})\\p{M}`,
    "(?<=\\p{Ll})(?!\\p{ASCII})\\p{Lu}",
    "(?![\\t\\n\\r])[\\uFF61-\\uFF9F\\p{Co}\\p{Cn}\\p{Cc}]",
  ].join("|"),
  "gu",
);

/**
 * The surroundings of bytes above 127: much English around a few umlauts would drown what they say (measured with 300 English lines: 60 of
 * 269 files right without this, 255 with it). Cut only at bytes that are no part of a longer character in any of the encodings.
 */
function tellingPart(bytes: Uint8Array): Uint8Array {
  const part = new Uint8Array(MOST_TELLING);
  let length = 0;
  for (let at = 0; length < MOST_TELLING; ) {
    let high = at;
    while (high < bytes.length && (bytes[high] ?? 0) < 0x80) high++;
    if (high >= bytes.length) break;
    let start = high;
    while (start > at && high - start < REACH && bytes[start - 1] !== LINE_FEED) start--;
    let end = high;
    for (let low = 0; end < bytes.length && low < REACH && bytes[end] !== LINE_FEED; end++) low = (bytes[end] ?? 0) < 0x40 ? low + 1 : 0;
    const chunk = bytes.subarray(start, Math.min(end, start + MOST_TELLING - length));
    part.set(chunk, length);
    length += chunk.length;
    if (length < MOST_TELLING) part[length++] = LINE_FEED;
    at = Math.max(end, high + 1);
  }
  return part.subarray(0, length);
}

const LINE_FEED = 10;
const REACH = 120;
const MOST_TELLING = 65_536;

/** By jschardet's names of them; several are one here. */
const ASKED: ReadonlyMap<string, Encoding> = new Map([
  ["windows-1252", "windows-1252"],
  ["iso-8859-15", "iso-8859-15"],
  ["mac-roman", "macintosh"],
  ["cp850", "ibm850"],
  ["cp437", "ibm437"],
  ["windows-1250", "windows-1250"],
  ["iso-8859-2", "iso-8859-2"],
  ["cp852", "ibm852"],
  ["windows-1257", "windows-1257"],
  ["windows-1251", "windows-1251"],
  ["koi8-r", "koi8-r"],
  ["koi8-u", "koi8-u"],
  ["cp866", "ibm866"],
  ["iso-8859-5", "iso-8859-5"],
  ["mac-cyrillic", "x-mac-cyrillic"],
  ["windows-1253", "windows-1253"],
  ["iso-8859-7", "iso-8859-7"],
  ["windows-1254", "windows-1254"],
  ["windows-1255", "windows-1255"],
  ["windows-1256", "windows-1256"],
  ["iso-8859-6", "iso-8859-6"],
  ["windows-1258", "windows-1258"],
  ["cp874", "windows-874"],
  ["gb18030", "gb18030"],
  ["big5hkscs", "big5"],
  ["cp932", "shift_jis"],
  ["euc-jp", "euc-jp"],
  ["cp949", "euc-kr"],
] as const);

/** It answers in a spelling of its own. */
const ANSWERED: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ...[...ASKED].map(([name, encoding]) => [plain(name), encoding] as const),
  ["ibm866", "ibm866"],
  ["big5", "big5"],
  ["shiftjis", "shift_jis"],
  ["euckr", "euc-kr"],
]);

function plain(name: string | null): string {
  return (name ?? "").toLowerCase().replace(/[-_]/g, "");
}
