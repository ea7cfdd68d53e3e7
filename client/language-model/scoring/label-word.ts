// A label's word, ready to be compared with tokens: case, spaces around it and vocabularies' own marks of a space make no difference.

import type { TopToken } from "../dialects/dialect.ts";

export class LabelWord {
  readonly #form: string;
  readonly #text: string;
  readonly #bytes: Uint8Array;

  constructor(form: string) {
    this.#form = form;
    this.#text = form.trim().toLowerCase();
    this.#bytes = encoder.encode(form.trim());
  }

  /** Whether the word, or some of its beginning, is what is spelled. */
  beginsWith(spelled: string): boolean {
    return spelled !== "" && this.#text.startsWith(spelled);
  }

  beginsWithBytes(bytes: readonly number[]): boolean {
    return bytes.every((byte, i) => byte === this.#bytes[i]);
  }

  /** Whether the whole word is what is spelled. */
  is(spelled: string): boolean {
    return this.#text === spelled;
  }

  /** Whether what goes on after the beginning is more of the same word, so that one token may hold both. */
  goesOnAfter(beginning: string): boolean {
    return /^[\p{L}\p{N}\p{M}]/u.test(this.#text.slice(beginning.length));
  }

  /** The form exactly as asked for, space and case included. */
  equals(token: TopToken): boolean {
    return withoutMark(token.text) === this.#form;
  }
}

const encoder = new TextEncoder();

/** What tokens one after another spell, in the form in which words are compared. */
export function spelledBy(...texts: readonly string[]): string {
  return texts.map(withoutMark).join("").trimStart().toLowerCase();
}

/** How some servers show their vocabulary's own mark of a leading space. */
function withoutMark(text: string): string {
  return text.replace(/^[\u2581\u0120]/, " ");
}

/** The bytes of a token that begins or ends inside a character, without spaces before them; undefined for any other. */
export function partOfCharacter({ bytes }: TopToken): readonly number[] | undefined {
  if (!bytes) return undefined;
  try {
    decoder.decode(Uint8Array.from(bytes));
    return undefined;
  } catch {
    return bytes.slice(bytes.findIndex((byte) => byte !== 0x20));
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });
