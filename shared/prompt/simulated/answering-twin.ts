// The simulated learner's answers in words. Like its other half it is NOT a language model: a fixed procedure that reads the prompt's text
// alone. It keeps to the form the more surely the clearer the instruction is and the more demonstrations show it, and it copies: the words
// of the query that stand where the demonstrated answers stood in their texts. Finding a better prompt with it proves only that the search
// works.

import { randomStream } from "../../math/random.ts";
import type { Prompt } from "../language-model.ts";
import { parsePrompt, type ReadDemonstration } from "./parse-prompt.ts";

/** Words of an instruction that say how to answer. */
const CLEAR =
  /\b(?:only|exactly|json|nothing|copy|keys?|digits?|comma|commas|words?|short|shortest|list|no other|same|order|sentence|below|at most)\b/gi;

/** The chance that the form is kept: without any help, for each clear word, for each demonstration, and at most. */
const KEPT = { bare: 0.3, word: 0.07, words: 5, shown: 0.12, shownMost: 4, most: 0.97 } as const;

/** @returns the answer, a text. The same prompt and seed always give the same. */
export function twinAnswer(prompt: Prompt, seed: number): string {
  const { fragment, demonstrations, query } = parsePrompt(prompt);
  const clear = new Set((fragment.match(CLEAR) ?? []).map((word) => word.toLowerCase())).size;
  const { bare, word, words, shown, shownMost, most } = KEPT;
  const keeps = Math.min(most, bare + word * Math.min(words, clear) + shown * Math.min(shownMost, demonstrations.length));
  const rng = randomStream("answering-twin", seed, fragment, query);
  const content = contentFor(demonstrations, query);
  return rng() < keeps ? content : `Sure, here is what I found in the text: ${content.replace(/[{}[\]"]/g, "")}. I hope that this helps!`;
}

function contentFor(demonstrations: readonly ReadDemonstration[], query: string): string {
  const [first] = demonstrations;
  if (!first) return sentenceFor(query);
  if (demonstrations.every(({ written }) => isObjectText(written))) return objectFor(demonstrations, query);
  if (demonstrations.every(({ written }) => /^-?[\d.,]+$/.test(written)))
    return spanFor(withAnswers(demonstrations), query) ?? /-?\d[\d.,]*/.exec(query)?.[0] ?? "0";
  const lists = demonstrations.filter(({ written }) => /^[^.!?]{1,60}(?:, [^.!?]{1,60})+$/.test(written)).length;
  if (lists > 0 && demonstrations.every(({ written }) => !/[.!?]$/.test(written))) return listFor(demonstrations, query);
  return spanFor(withAnswers(demonstrations), query) ?? sentenceFor(query);
}

interface Shown {
  readonly text: string;
  readonly value: string;
}

function withAnswers(demonstrations: readonly ReadDemonstration[]): readonly Shown[] {
  return demonstrations.map(({ text, written }) => ({ text, value: written }));
}

function isObjectText(text: string): boolean {
  return /^\{.*\}$/s.test(text);
}

/** The keys of the demonstrated objects, each with what the query has in the place of their values. */
function objectFor(demonstrations: readonly ReadDemonstration[], query: string): string {
  const byKey = new Map<string, Shown[]>();
  for (const { text, written } of demonstrations) {
    for (const [, key = "", quoted, plain] of written.matchAll(/"([^"]+)":(?:"([^"]*)"|([^,}\]]+))/g)) {
      byKey.set(key, [...(byKey.get(key) ?? []), { text, value: quoted ?? plain ?? "" }]);
    }
  }
  const entries = [...byKey].flatMap(([key, shown]) => {
    const found = spanFor(shown, query) ?? shown[0]?.value ?? "";
    const whole = shown.every(({ value }) => /^-?\d+(?:\.\d+)?$/.test(value)) && /^-?\d+(?:\.\d+)?$/.test(found);
    return [`${JSON.stringify(key)}: ${whole ? found : JSON.stringify(found)}`];
  });
  return `{${entries.join(", ")}}`;
}

/** The words of the query between the neighbours that a demonstrated value has in its own text; undefined where nothing fits. */
function spanFor(shown: readonly Shown[], query: string): string | undefined {
  const tokens = query.split(/\s+/);
  let best: { readonly fit: number; readonly span: string } | undefined;
  for (const { text, value } of shown) {
    const words = text.split(/\s+/);
    const size = value.split(/\s+/).length;
    const at = words.findIndex((_, i) => bareWord(words.slice(i, i + size).join(" ")) === bareWord(value));
    if (at < 0) continue;
    for (let i = 0; i < tokens.length; i++) {
      const fit = fitAt({ words, at, size }, tokens, i);
      if (fit < 2 || (best && fit <= best.fit)) continue;
      const end = tokens.findIndex((token, k) => k > i && alike(token, words[at + size]));
      const length = end > i && end - i <= size + 3 ? end - i : size;
      best = { fit, span: trimmed(tokens.slice(i, i + length).join(" ")) };
    }
  }
  return best?.span === "" ? undefined : best?.span;
}

/** How well place i of the query looks like the place of a demonstrated value: two for each neighbour, one for the kind of word. */
function fitAt(
  place: { readonly words: readonly string[]; readonly at: number; readonly size: number },
  tokens: readonly string[],
  i: number,
): number {
  const { words, at, size } = place;
  const before = alike(tokens[i - 1], words[at - 1]) ? 2 : 0;
  const beforeThat = before > 0 && alike(tokens[i - 2], words[at - 2]) ? 1 : 0;
  const after = alike(tokens[i + size], words[at + size]) ? 2 : 0;
  return before + beforeThat + after + (kindOf(tokens[i]) === kindOf(words[at]) ? 1 : -2);
}

function alike(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && bareWord(a) === bareWord(b);
}

function bareWord(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.-]/gu, "")
    .replace(/\.$/, "");
}

function trimmed(span: string): string {
  return span.replace(/^[\s,;:.!?("'“]+|[\s,;:.!?)"'”]+$/gu, "");
}

function kindOf(word: string | undefined): string {
  if (word === undefined) return "none";
  return /\d/.test(word) ? "number" : /^\p{Lu}/u.test(word) ? "name" : "word";
}

/** Items of the demonstrated lists whose texts are most like the query. */
function listFor(demonstrations: readonly ReadDemonstration[], query: string): string {
  const asked = contentWords(query);
  const weight = new Map<string, number>();
  for (const { text, written } of demonstrations) {
    const near = contentWords(text).filter((word) => asked.includes(word)).length;
    for (const item of written.split(", ")) weight.set(item, Math.max(weight.get(item) ?? 0, near));
    // A name of an item that stands in the query itself counts most.
    for (const item of written.split(", ")) if (asked.includes(bareWord(item))) weight.set(item, 99);
  }
  const most = Math.max(...weight.values());
  return [...weight]
    .filter(([, near]) => near === most)
    .map(([item]) => item)
    .join(", ");
}

/** The sentence that shares most words with the last line, without the words of that line around it. */
function sentenceFor(query: string): string {
  const lines = query.split("\n");
  const asked = contentWords(lines.at(-1) ?? "");
  const sentences = lines
    .slice(0, -1)
    .join(" ")
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => sentence !== "");
  const shared = (sentence: string): number => contentWords(sentence).filter((word) => asked.includes(word)).length;
  return sentences.reduce((best, sentence) => (shared(sentence) > shared(best) ? sentence : best), sentences[0] ?? query);
}

function contentWords(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .map(bareWord)
    .filter((word) => word.length > 3);
}
