// Which label an answer in words names: the first one in it, the longest of those that begin there. A label is found as a word, by the
// rules of its script: where words are not set apart it may stand anywhere; Korean, Arabic and Hebrew words bear particles; a number is not
// part of another one. Case, width, accents left out, dashes and apostrophes make no difference.

import type { Label } from "../../../shared/prompt/language-model.ts";

/** Index of the label; -1 when the answer names none. */
export function labelIn(answer: string, labels: readonly Label[]): number {
  const words = labels.map((label) => plain(label.form));
  const strict = firstOf(plain(answer), words);
  if (strict >= 0) return strict;
  // Without accents, unless that makes two labels one.
  const bare = words.map(withoutAccents);
  return new Set(bare).size === bare.length ? firstOf(withoutAccents(plain(answer)), bare) : -1;
}

function firstOf(text: string, words: readonly string[]): number {
  let best = -1;
  let bestStart = Number.POSITIVE_INFINITY;
  let bestLength = 0;
  words.forEach((word, i) => {
    const start = word === "" ? -1 : (patternOf(word).exec(text)?.index ?? -1);
    if (start < 0 || start > bestStart || (start === bestStart && word.length <= bestLength)) return;
    [best, bestStart, bestLength] = [i, start, word.length];
  });
  return best;
}

/** Compared in this form: İ and ı are i, ß is ss, Arabic and Hebrew are without vowel signs, alef has one form. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/i\u0307|ı/g, "i")
    .replace(/ß/g, "ss")
    .replace(/[\u0640\u064b-\u065f\u0670\u0591-\u05c7]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/[‘’ʼ`´]/g, "'")
    .trim();
}

function withoutAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu, "$1")
    .normalize("NFC");
}

const patterns = new Map<string, RegExp>();
/** Label words are few; this only keeps what a strange caller makes of it small. */
const MOST_PATTERNS = 500;

function patternOf(word: string): RegExp {
  const known = patterns.get(word);
  if (known) return known;
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  const spelled = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/[\s_]+/g, "[\\s_]+");
  const pattern = new RegExp(before(word) + spelled + after(word), "u");
  patterns.set(word, pattern);
  return pattern;
}

/** Written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}\p{Script=Tai_Tham}\p{Script=New_Tai_Lue}]/u;
const HANGUL = /\p{Script=Hangul}/u;
const ARABIC = /^[\p{Script=Arabic}\s]{3,}$/u;
const HEBREW = /^[\p{Script=Hebrew}\s]{3,}$/u;

const NO_LETTER_BEFORE = "(?<![\\p{L}\\p{N}\\p{M}])";
const NO_LETTER_AFTER = "(?![\\p{L}\\p{N}\\p{M}])";
/** Not of a decimal, a fraction's lower part, a negative number, or the end of a range. */
const NO_NUMBER_BEFORE = "(?<!\\p{N}[.,:/]|(?:^|[^\\p{L}\\p{N}])[-+]|\\p{N}\\s?-\\s?|\\p{N} to |\\bout of )";
const NO_NUMBER_AFTER = "(?![.,:]\\p{N}|\\s?-\\s?\\p{N}| to \\p{N})";
/** And, then, in, for, as, and the article. */
const ARABIC_BEFORE = "[وف]?[بلك]?(?:ال|لل)?";
const ARABIC_AFTER = "(?:ه|ا|ات|ين|ون|ان)?";
const HEBREW_BEFORE = "[ושהבלכמ]{0,3}";
const HEBREW_AFTER = "(?:ת|ה|ים|ות)?";
/** What follows a Korean noun: particles, the copula, endings of what it may be made into; another word that begins so does not count. */
const KOREAN_AFTER = "(?=[적성]?(?:[이인임입은는가을를의에로으도만과와예여라하한함합해했됨된됩요였]|[^\\p{L}\\p{N}\\p{M}]|$))";

function before(word: string): string {
  const [first = ""] = word;
  if (UNSPACED.test(first)) return "";
  if (ARABIC.test(word)) return NO_LETTER_BEFORE + ARABIC_BEFORE;
  if (HEBREW.test(word)) return NO_LETTER_BEFORE + HEBREW_BEFORE;
  return /\p{N}/u.test(first) ? NO_LETTER_BEFORE + NO_NUMBER_BEFORE : NO_LETTER_BEFORE;
}

function after(word: string): string {
  const last = Array.from(word).at(-1) ?? "";
  if (UNSPACED.test(last)) return "";
  if (HANGUL.test(last)) return KOREAN_AFTER;
  if (ARABIC.test(word)) return ARABIC_AFTER + NO_LETTER_AFTER;
  if (HEBREW.test(word)) return HEBREW_AFTER + NO_LETTER_AFTER;
  return /\p{N}/u.test(last) ? NO_LETTER_AFTER + NO_NUMBER_AFTER : NO_LETTER_AFTER;
}
