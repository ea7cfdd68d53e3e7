// The difference of two texts, line by line: the longest common subsequence stays, the rest was removed or added.

export interface DiffLine {
  readonly text: string;
  readonly kind: "same" | "added" | "removed";
}

/**
 * Lines are compared without the white space around them; a removed line stands before what replaced it. Cost: the product of both lengths.
 */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const same = (i: number, j: number): boolean => a[i]?.trim() === b[j]?.trim();
  // common[i][j]: lines in common of a from i on and b from j on.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) common[i]?.set([same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))], j);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      lines.push({ text: b[j] ?? "", kind: "same" });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) lines.push({ text: a[i++] ?? "", kind: "removed" });
    else lines.push({ text: b[j++] ?? "", kind: "added" });
  }
  return lines;
}
