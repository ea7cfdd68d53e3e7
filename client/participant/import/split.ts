// Train, pool, validation and test, class by class, decided by a hash of each text: the same examples always fall into the same parts,
// and examples added later never move those that were there.

import { hash32 } from "../../../shared/math/random.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { LocalExamples } from "../participant.ts";

export const noExamples: LocalExamples = { train: [], pool: [], validation: [], test: [] };

/** Share of each part, in the order in which a class's first examples fill them. */
const PARTS = [
  { name: "train", share: 0.3 },
  { name: "pool", share: 0.3 },
  { name: "validation", share: 0.2 },
  { name: "test", share: 0.2 },
] as const;

/**
 * Adds examples to a split: in the order of their hashes, each goes where its class falls furthest short of the part's share. A text that
 * is there with another label takes the new one and stays in its part. Gives `split` itself when nothing changes.
 */
export function addToSplit(split: LocalExamples, examples: readonly Example[]): LocalExamples {
  let changed = false;
  const given = new Map(examples.toReversed().map((example) => [keyOf(example), example.label]));
  const corrected = (example: Example): Example => {
    const label = given.get(keyOf(example)) ?? example.label;
    if (label === example.label) return example;
    changed = true;
    return { ...example, label };
  };
  const parts = {
    train: split.train.map(corrected),
    pool: split.pool.map(corrected),
    validation: split.validation.map(corrected),
    test: split.test.map(corrected),
  };
  const known = new Set(PARTS.flatMap(({ name }) => parts[name].map(keyOf)));
  const counts = new Map<string, Record<(typeof PARTS)[number]["name"], number>>();
  const countsOf = (label: string) => {
    const count = (name: keyof LocalExamples): number => parts[name].filter((example) => example.label === label).length;
    const found = counts.get(label) ?? { train: count("train"), pool: count("pool"), validation: count("validation"), test: count("test") };
    counts.set(label, found);
    return found;
  };
  const ordered = examples
    .map((example) => ({ example, key: keyOf(example) }))
    .map((entry) => ({ ...entry, hash: hash32(entry.key) }))
    .sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
  for (const { example, key } of ordered) {
    if (known.has(key)) continue;
    known.add(key);
    changed = true;
    const count = countsOf(example.label);
    const total = count.train + count.pool + count.validation + count.test + 1;
    const shortest = PARTS.reduce((a, b) => (b.share * total - count[b.name] > a.share * total - count[a.name] + 1e-9 ? b : a));
    parts[shortest.name].push(example);
    count[shortest.name]++;
  }
  return changed ? parts : split;
}

function keyOf({ text, text2 }: Example): string {
  return text2 === undefined ? text : `${text}\n${text2}`;
}
