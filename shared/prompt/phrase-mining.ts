// Finds phrases in public text: words that stand together more often than by chance (pointwise mutual information).
// Source: the vocabulary of black-box discrete prompt learning (Diao et al., arXiv 2201.08531). Never use it on private text: a mined
// phrase is published with the task. Deviation: a run of words ends at punctuation, instead of losing its trailing symbols afterwards.

import { log } from "../math/exp-log.ts";

export interface MiningOptions {
  /** Two neighbouring words are joined if ln(total n(ab) / (n(a) n(b))) is at least this. Default 1, as in the source. */
  readonly minPmi?: number;
  /** A pair, and then a phrase, must occur at least so often. Default 5, as in the source; take less for less text. */
  readonly minCount?: number;
  /** A phrase has at most so many words, at least 2. Default 5, as in the source. */
  readonly maxWords?: number;
  /** At most so many phrases are returned. Default 200, the largest vocabulary of the source. */
  readonly limit?: number;
}

/**
 * Phrases of two or more words, most frequent first, equally frequent ones in order of code units. They are counted without regard to case
 * and shown in their most frequent spelling. Each is one line without hidden characters, as a task's phrases must be. Cost: linear in the
 * texts, plus the sort.
 */
export function minePhrases(texts: readonly string[], options: MiningOptions = {}): string[] {
  const { minPmi = 1, minCount = 5, maxWords = 5, limit = 200 } = options;
  if (!Number.isInteger(maxWords) || maxWords < 2) throw new RangeError(`maxWords: expected an integer of at least 2, got ${maxWords}`);
  const runs = texts.flatMap(runsOf);
  const words = new Map<string, number>();
  const pairs = new Map<string, number>();
  let total = 0;
  for (const run of runs) {
    total += run.length;
    run.forEach((word, i) => {
      add(words, fold(word));
      const next = run[i + 1];
      if (next !== undefined) add(pairs, fold(`${word} ${next}`));
    });
  }
  const joined = (a: string, b: string): boolean => {
    const together = pairs.get(fold(`${a} ${b}`)) ?? 0;
    return together >= minCount && log((total * together) / ((words.get(fold(a)) ?? 1) * (words.get(fold(b)) ?? 1))) >= minPmi;
  };
  return mostFrequent(
    runs.flatMap((run) => chains(run, joined, maxWords)),
    minCount,
  ).slice(0, limit);
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
const LONGEST_WORD = 60;

/** The words of a text in runs. A new run begins if there is anything but white space between two words. */
function runsOf(text: string): string[][] {
  const runs: string[][] = [];
  const plain = text.normalize("NFKC").replace(/\p{C}/gu, " ");
  let end = 0;
  for (const { 0: word, index } of plain.matchAll(WORD)) {
    const last = runs.at(-1);
    if (last && plain.slice(end, index).trim() === "") last.push(word);
    else runs.push([word]);
    end = index + word.length;
    // So long a word is a code or an address. Nothing is joined to it.
    if (word.length > LONGEST_WORD) {
      runs.at(-1)?.pop();
      runs.push([]);
    }
  }
  return runs;
}

/** Cuts a run between neighbours that do not belong together, and after `maxWords`. Pieces of one word are dropped. */
function chains(run: readonly string[], joined: (a: string, b: string) => boolean, maxWords: number): string[] {
  const found: string[][] = [];
  run.forEach((word, i) => {
    const before = run[i - 1];
    const chain = found.at(-1);
    if (chain && before !== undefined && chain.length < maxWords && joined(before, word)) chain.push(word);
    else found.push([word]);
  });
  return found.filter((chain) => chain.length > 1).map((chain) => chain.join(" "));
}

function mostFrequent(phrases: readonly string[], minCount: number): string[] {
  const spellings = new Map<string, Map<string, number>>();
  for (const phrase of phrases) {
    const key = fold(phrase);
    const counts = spellings.get(key) ?? new Map<string, number>();
    add(counts, phrase);
    spellings.set(key, counts);
  }
  return [...spellings.values()]
    .map((counts) => ({
      phrase: [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0],
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
    }))
    .filter(({ count }) => count >= minCount)
    .sort((a, b) => b.count - a.count || (a.phrase < b.phrase ? -1 : 1))
    .map(({ phrase }) => phrase);
}

function fold(text: string): string {
  return text.toLowerCase();
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
