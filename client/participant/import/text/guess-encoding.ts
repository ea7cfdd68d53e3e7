// Which encoding bytes are in: told by a mark or by their form where it can be, else guessed. The person sees a guess and may change it.

import type { Encoding } from "./encodings.ts";
import { guessLegacy } from "./guess-legacy.ts";

export interface FoundEncoding {
  readonly encoding: Encoding;
  /** The bytes would make sense in another encoding, too, or in this one only mostly. */
  readonly guessed: boolean;
}

/** `labels` of the task: an encoding in which the file holds them is preferred. undefined when the bytes are no text at all. */
export async function guessEncoding(bytes: Uint8Array, labels: readonly string[]): Promise<FoundEncoding | undefined> {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", guessed: false };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", guessed: false };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", guessed: utf8Form(bytes).invalid > 0 };
  if (bytes.subarray(0, 4096).includes(0)) {
    const encoding = unmarkedUtf16(bytes);
    if (encoding) return { encoding, guessed: true };
    if (!isText(bytes)) return undefined;
  }
  const { valid, invalid } = utf8Form(bytes);
  if (valid === 0 && invalid === 0) return { encoding: hasJapaneseEscapes(bytes) ? "iso-2022-jp" : "utf-8", guessed: false };
  // In other encodings, sequences that are valid UTF-8 come about by chance, and seldom.
  if (valid >= invalid) return { encoding: "utf-8", guessed: invalid > 0 };
  return { encoding: await guessLegacy(bytes, labels), guessed: true };
}

/** Numbers of sequences of several bytes that are valid UTF-8, and of bytes that are part of none. */
function utf8Form(bytes: Uint8Array): { readonly valid: number; readonly invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length > 1) valid++;
    else if (length === 0) invalid++;
    i += Math.max(1, length);
  }
  return { valid, invalid };
}

/** Of the sequence that begins there, 1 to 4; 0 when there is none. Overlong forms and surrogates are none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  const next = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || next < low || next > high) return 0;
  for (let i = 2; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Separators and digits are ASCII in any language: in UTF-16, their zero bytes all stand on one side. */
function unmarkedUtf16(bytes: Uint8Array): Encoding | undefined {
  const sample = bytes.subarray(0, 65_536);
  const zeros = [0, 0];
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const encoding = even === 0 ? "utf-16le" : odd === 0 ? "utf-16be" : undefined;
  if (encoding === undefined || even + odd < sample.length / 50 || bytes.length % 2 === 1) return undefined;
  try {
    // A control character other than the usual white space is in no table.
    const text = new TextDecoder(encoding, { fatal: true }).decode(sample.subarray(0, sample.length - (sample.length % 2)));
    return [...text.slice(0, 4096)].some((c) => c < " " && !"\t\n\r".includes(c)) ? undefined : encoding;
  } catch {
    return undefined;
  }
}

/** A zero byte here and there, left over by a database, makes no picture of a text. */
function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 65_536);
  const zeros = sample.filter((byte) => byte === 0).length;
  const controls = sample.filter((byte) => byte < 0x20 && !WHITE.has(byte)).length - zeros;
  return zeros <= sample.length / 50 && controls <= sample.length / 100;
}

/** Tab, line feed, vertical tab, form feed, carriage return, escape. */
const WHITE = new Set([9, 10, 11, 12, 13, 27]);

function hasJapaneseEscapes(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b);
  return at >= 0 && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40);
}
