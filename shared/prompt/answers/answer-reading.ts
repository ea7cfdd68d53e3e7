// The patterns by which an answer in words is read. A label is found as a word, by the rules of its script: where words are not set apart
// it may stand anywhere; Korean, Arabic and Hebrew words bear particles; a number is not part of another one. The patterns keep to what
// JavaScript and, after the replacements of client/participant/export/formats/python-rule.ts, Python read alike: each lookbehind has one
// width.

import { type AnswerReading, comparedForm, type LabelPattern, withoutAccents } from "./label-in-answer.ts";

/** For label words, or the forms of labels: spaces around them do not matter. Label i is that of `words[i]`. */
export function answerReading(words: readonly string[]): AnswerReading {
  const key = JSON.stringify(words);
  const known = readings.get(key);
  if (known) return known;
  const strict = words.map((word) => comparedForm(word).trim());
  const bare = strict.map(withoutAccents);
  const reading = { strict: patternsOf(strict), bare: new Set(bare).size === bare.length ? patternsOf(bare) : [] };
  if (readings.size >= MOST_READINGS) readings.clear();
  readings.set(key, reading);
  return reading;
}

const readings = new Map<string, AnswerReading>();
/** Sets of label words are few; this only keeps what a strange caller makes of it small. */
const MOST_READINGS = 200;

function patternsOf(words: readonly string[]): readonly LabelPattern[] {
  return words
    .map((word, label) => ({ word, label }))
    .filter(({ word }) => word !== "")
    .sort((a, b) => b.word.length - a.word.length || a.label - b.label)
    .map(({ word, label }) => [label, before(word) + spelled(word) + after(word)] as const);
}

function spelled(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/[\s_]+/g, `[${SPACE}_]+`);
}

/** The white space that compared form leaves. */
const SPACE = "\\t-\\r \\u1680\\u2028\\u2029\\ufeff";

/** Written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}\p{Script=Tai_Tham}\p{Script=New_Tai_Lue}]/u;
const HANGUL = /\p{Script=Hangul}/u;
const ARABIC = /^[\p{Script=Arabic}\s]{3,}$/u;
const HEBREW = /^[\p{Script=Hebrew}\s]{3,}$/u;

const NO_LETTER_BEFORE = "(?<![\\p{L}\\p{N}\\p{M}])";
const NO_LETTER_AFTER = "(?![\\p{L}\\p{N}\\p{M}])";
/** Not of a decimal, a fraction's lower part, a negative number, or the end of a range. */
const NO_NUMBER_BEFORE = [
  "[\\p{N}][.,:/]",
  "^[-+]",
  "[^\\p{L}\\p{N}][-+]",
  "[\\p{N}]-",
  `[\\p{N}][${SPACE}]-`,
  `[\\p{N}]-[${SPACE}]`,
  `[\\p{N}][${SPACE}]-[${SPACE}]`,
  "[\\p{N}] to ",
  "^out of ",
  "[^a-z0-9_]out of ",
]
  .map((behind) => `(?<!${behind})`)
  .join("");
const NO_NUMBER_AFTER = `(?![.,:][\\p{N}]|[${SPACE}]?-[${SPACE}]?[\\p{N}]| to [\\p{N}])`;
/** And, then, in, for, as, and the article. */
const ARABIC_BEFORE = "[وف]?[بلك]?(?:ال|لل)?";
const ARABIC_AFTER = "(?:ه|ا|ات|ين|ون|ان)?";
const HEBREW_BEFORE = "[ושהבלכמ]{0,3}";
const HEBREW_AFTER = "(?:ת|ה|ים|ות)?";
/** What follows a Korean noun: particles, the copula, endings of what it may be made into; another word that begins so does not count. */
const KOREAN_AFTER = `(?=[적성]?(?:[이인임입은는가을를의에로으도만과와예여라하한함합해했됨된됩요였]|${NO_LETTER_AFTER}))`;

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
