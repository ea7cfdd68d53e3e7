// Bytes of a file to text. Guessing wrong turns every umlaut into rubble, so a guess is told as one, and the person's choice comes first.

import { decodeAs, type Encoding } from "./encodings.ts";
import { guessEncoding } from "./guess-encoding.ts";

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly guessed: boolean;
}

export interface DecodeOptions {
  /** The person's choice; null: to be found out. */
  readonly encoding: Encoding | null;
  /** Of the task. */
  readonly labels: readonly string[];
}

/** undefined when the bytes are no text at all. Marks of byte order are taken off, also a second one. */
export async function decodeText(bytes: Uint8Array, { encoding, labels }: DecodeOptions): Promise<DecodedText | undefined> {
  const found = encoding ? { encoding, guessed: false } : await guessEncoding(bytes, labels);
  return found && { ...found, text: withoutMark(decodeAs(bytes, found.encoding)) };
}

export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF+/, "");
}
