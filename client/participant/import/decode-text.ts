// Bytes of a file to text. Spreadsheets still write UTF-16 and windows-1252; guessing wrong turns every umlaut into rubble.

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface DecodedText {
  readonly text: string;
  /** windows-1252 is a guess, made when the bytes are no UTF-8. */
  readonly encoding: Encoding;
}

/** undefined when the bytes are no text at all: a NUL in the first kilobyte of something without a UTF-16 mark. */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  if (bytes.subarray(0, 1024).includes(0)) return undefined;
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}
