// Finds the lines of a prompt's fragment that define a label: `label: what belongs to it`. The learner reads them apart from the rest, so
// they teach it words and do not make the fragment longer.

import { STOP_WORDS } from "./lexicon.ts";
import { keyOf } from "./parse-prompt.ts";
import { wordsOf } from "./words.ts";

export interface ReadDefinitions {
  /** The words that define each label, without stop words, by the label's key. */
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
  /** The fragment without these lines. */
  readonly rest: string;
}

/** `keys`: the labels that are asked for, as `keyOf` gives them. */
export function definitionsIn(fragment: string, keys: ReadonlySet<string>): ReadDefinitions {
  const words = new Map<string, ReadonlySet<string>>();
  const rest = fragment.split("\n").filter((line) => {
    const cut = line.indexOf(": ");
    const key = cut < 0 ? "" : keyOf(line.slice(0, cut));
    if (!keys.has(key)) return true;
    words.set(key, new Set(wordsOf(line.slice(cut + 1)).filter((word) => !STOP_WORDS.has(word))));
    return false;
  });
  return { words, rest: words.size === 0 ? fragment : rest.join("\n") };
}
