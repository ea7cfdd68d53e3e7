// The part of a provider's own words that may be shown. They may hold the prompt or the key, whole, in part, or in another spelling, so
// nothing is taken out of them: only words of a closed vocabulary are let through, and of these none that the request holds. What is left
// out becomes "…".

import { FUNCTION_WORDS, PROVIDER_WORDS } from "./provider-words.ts";

/**
 * The most telling of the sentences, cleaned; undefined where too little is left of each. `sent`: every text of the request, the key
 * included. What is let through holds no number and no word of `sent` but function words, and no three words in a row that follow one
 * another there.
 */
export function quoteOf(sentences: readonly string[], sent: readonly string[]): string | undefined {
  if (sentences.length === 0) return undefined;
  const held = new Held(sent);
  let best: Cleaned | undefined;
  for (const sentence of sentences.slice(0, MOST_SENTENCES)) {
    const cleaned = clean(sentence.slice(0, LONGEST_READ), held);
    if (cleaned.telling >= LEAST_TELLING && cleaned.telling > (best?.telling ?? 0)) best = cleaned;
  }
  return best?.text;
}

const MOST_SENTENCES = 12;
const LONGEST_READ = 400;
const LONGEST_SHOWN = 200;
const LEAST_TELLING = 2;
const MOST_NUMBERS = 3;

interface Cleaned {
  readonly text: string;
  /** Words shown that are no function words. */
  readonly telling: number;
}

const WORD = /[\p{L}\p{M}\p{N}_'’]+/gu;
const NUMBER = /^\d{1,7}$/;

function clean(sentence: string, held: Held): Cleaned {
  const words = sentence.replace(ADDRESS, ` ${LEFT_OUT} `).match(WORD) ?? [];
  const runs = held.runs(words);
  const shown = words.map((word, i) => !runs[i] && (isFunctionWord(word) || isTelling(word, held)) && !isOfList(words, i));
  const numbers = words.flatMap((word, i) => (shown[i] && NUMBER.test(word) ? [i] : []));
  for (const i of numbers.slice(MOST_NUMBERS)) shown[i] = false;
  const parts: string[] = [];
  let telling = 0;
  for (let i = 0; i < words.length; ) {
    let end = i;
    while (end < words.length && shown[end]) end++;
    const part = words.slice(i, end);
    const told = part.filter((word) => !isFunctionWord(word)).length;
    // Function words by themselves tell nothing, and would show how a text is built.
    if (told > 0) parts.push(part.join(" "));
    else if (parts.at(-1) !== ELLIPSIS) parts.push(ELLIPSIS);
    telling += told;
    i = end;
    if (i < words.length && !shown[i]) {
      if (parts.at(-1) !== ELLIPSIS) parts.push(ELLIPSIS);
      while (i < words.length && !shown[i]) i++;
    }
  }
  const text = parts.join(" ");
  return { text: text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN).replace(/ \S*$/, "")} ${ELLIPSIS}` : text, telling };
}

const ELLIPSIS = "…";
/** No word of any vocabulary, it takes the place of an address. */
const LEFT_OUT = "_";
const ADDRESS = /\S*(?:https?:|www\.|@|\/\/)\S*/gi;

function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word.toLowerCase());
}

function isTelling(word: string, held: Held): boolean {
  if (NUMBER.test(word)) return !held.digits(word);
  return PROVIDER_WORDS.has(word.toLowerCase()) && !held.word(word);
}

/** Numbers one after another may be the prompt's tokens or bytes. */
function isOfList(words: readonly string[], i: number): boolean {
  const number = (word = ""): boolean => /^[\p{N}_]/u.test(word);
  return number(words[i]) && (number(words[i - 1]) || number(words[i + 1]));
}

/** What a request holds, ready to be compared with. */
class Held {
  readonly #words: readonly string[];
  readonly #set: ReadonlySet<string>;
  readonly #rows: ReadonlySet<string>;
  readonly #digits: string;
  readonly #numbers: ReadonlySet<string>;

  constructor(sent: readonly string[]) {
    this.#words = sent.flatMap((text) => folded(text).match(WORD) ?? []);
    // Parts of words, too: they may be cut, or joined by a mark.
    this.#set = new Set(this.#words.flatMap((word) => [word, ...word.split(/['’_]/)]));
    this.#rows = new Set(this.#words.map((_, i) => this.#words.slice(i, i + ROW).join(" ")));
    // However they are grouped.
    this.#digits = sent.join("").replace(/\D+/g, "");
    this.#numbers = new Set(sent.flatMap((text) => text.match(/\d{2,}/g) ?? []));
  }

  word(word: string): boolean {
    return folded(word)
      .split(/['’_]/)
      .some((part) => part !== "" && this.#set.has(part));
  }

  digits(number: string): boolean {
    return this.#digits.includes(number) || [...this.#numbers].some((held) => number.includes(held));
  }

  /** For each word, whether it is one of several in a row that are in this order in the request. */
  runs(words: readonly string[]): readonly boolean[] {
    const found = words.map(() => false);
    const compared = words.map(folded);
    for (let i = 0; i + ROW <= words.length; i++) {
      if (this.#rows.has(compared.slice(i, i + ROW).join(" "))) found.fill(true, i, i + ROW);
    }
    return found;
  }
}

const ROW = 3;

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
