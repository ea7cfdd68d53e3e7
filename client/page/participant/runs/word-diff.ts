// The difference of two texts, word by word: what both have in common stays, the rest is only in one of them.

export interface DiffPart {
  readonly text: string;
  readonly kind: "same" | "added" | "removed";
}

/** Cells of the table of common words at most. Longer middles, of some 4,000 words each, are shown as one replaced by the other. */
const MOST_CELLS = 16_000_000;

/** White space counts as part of the text: all parts but the added ones are `before`, all but the removed ones are `after`. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsIn(before), wordsIn(after)];
  // Prompts of one task begin and end alike.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle =
    middleA.length * middleB.length > MOST_CELLS
      ? [part(middleA.join(""), "removed"), part(middleB.join(""), "added")]
      : commonWords(middleA, middleB);
  const same = (words: readonly string[]): DiffPart => part(words.join(""), "same");
  return joined([same(a.slice(0, start)), ...middle, same(a.slice(a.length - end))]);
}

/** Words, each mark by itself, and white space. */
function wordsIn(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? [];
}

/** Longest common subsequence; a removed word stands before what replaced it. Cost: the product of both lengths. */
function commonWords(a: readonly string[], b: readonly string[]): DiffPart[] {
  // common[i][j]: words in common of a from i on and b from j on.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i]?.set([a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))], j);
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push(part(a[i++] ?? "", "same"));
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) parts.push(part(a[i++] ?? "", "removed"));
    else parts.push(part(b[j++] ?? "", "added"));
  }
  return parts;
}

function part(text: string, kind: DiffPart["kind"]): DiffPart {
  return { text, kind };
}

/** Neighbours of one kind are one part. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const found: DiffPart[] = [];
  for (const next of parts) {
    const last = found.at(-1);
    if (next.text === "") continue;
    if (last?.kind === next.kind) found[found.length - 1] = part(last.text + next.text, next.kind);
    else found.push(next);
  }
  return found;
}
