// Ranks short texts by how near their words are, with BM25 (Robertson and Zaragoza 2009). KATE uses it because there is no embedding
// endpoint.

import type { Query } from "../prompt/render.ts";

/** The usual constants. */
const K1 = 1.2;
const B = 0.75;

/** The indices of `documents` by falling BM25 score for `query`; equal ones stay in their order. */
export function nearestFirst(documents: readonly Query[], query: Query): number[] {
  const bags = documents.map(wordsOf);
  const meanLength = bags.reduce((sum, words) => sum + words.length / Math.max(1, bags.length), 0);
  const asked = [...new Set(wordsOf(query))];
  const frequency = new Map(asked.map((word) => [word, bags.filter((words) => words.includes(word)).length]));
  const scores = bags.map((words) =>
    asked.reduce((sum, word) => {
      const inAll = frequency.get(word) ?? 0;
      const inOne = words.filter((other) => other === word).length;
      const rarity = Math.log(1 + (bags.length - inAll + 0.5) / (inAll + 0.5));
      return sum + (rarity * inOne * (K1 + 1)) / (inOne + K1 * (1 - B + (B * words.length) / Math.max(1, meanLength)));
    }, 0),
  );
  return documents.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** Words, numbers, and single Han characters, which no space separates. */
function wordsOf({ text, text2 }: Query): string[] {
  return `${text} ${text2 ?? ""}`.toLowerCase().match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];
}
