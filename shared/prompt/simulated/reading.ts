// The learner's reading of the part of a prompt that many queries share: how the fragment primes words, and where each demonstration lies.

import type { Constants } from "./constants.ts";
import { definitionsIn } from "./definitions.ts";
import { DIRECTIVES, STOP_WORDS } from "./lexicon.ts";
import type { ReadDemonstration, ReadPrompt } from "./parse-prompt.ts";
import { normalise, type WordVectors } from "./word-vectors.ts";
import { wordsOf } from "./words.ts";

export interface PromptReading {
  /** Without the lines that define labels. */
  readonly fragmentWords: readonly string[];
  /** The words of each label's definition, by the label's key. */
  readonly definitions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly demonstrations: readonly ReadDemonstration[];
  /** Unit vectors of the demonstrations' texts. Shape [demonstrations][dimension]. */
  readonly vectors: readonly Float64Array[];
  /** Weight of a word: low for stop words and for words of two labels, raised near a word of the fragment. */
  weightOf(word: string): number;
  /** Weighted sum of word vectors, normalised. */
  vectorOf(words: readonly string[]): Float64Array;
}

/** The part of a prompt that does not change with the query, and the labels that are asked for. */
export interface SharedPart extends Omit<ReadPrompt, "query"> {
  readonly keys: readonly string[];
}

export function readContext(prompt: SharedPart, wordVectors: WordVectors, constants: Constants): PromptReading {
  const { words: definitions, rest } = definitionsIn(prompt.fragment, new Set(prompt.keys));
  const fragmentWords = wordsOf(rest);
  const priming = [...new Set(fragmentWords)].filter((word) => !STOP_WORDS.has(word) && !DIRECTIVES.has(word));
  const ambiguous = wordsOfTwoLabels(prompt.demonstrations);
  const weights = new Map<string, number>();
  const weightOf = (word: string): number => {
    const kept = weights.get(word);
    if (kept !== undefined) return kept;
    let nearest = 0;
    if (constants.priming > 0) for (const primer of priming) nearest = Math.max(nearest, wordVectors.nearness(word, primer));
    const rarity = (STOP_WORDS.has(word) ? constants.stopWord : 1) * (ambiguous.has(word) ? constants.sharedWord : 1);
    const weight = rarity * (1 + constants.priming * nearest);
    weights.set(word, weight);
    return weight;
  };
  const vectorOf = (words: readonly string[]): Float64Array => {
    const sum = new Float64Array(constants.dimension);
    for (const word of words) {
      const weight = weightOf(word);
      const vector = wordVectors.vectorOf(word);
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0);
    }
    return normalise(sum);
  };
  const vectors = prompt.demonstrations.map((demonstration) => vectorOf(wordsOf(demonstration.text)));
  return { fragmentWords, definitions, demonstrations: prompt.demonstrations, vectors, weightOf, vectorOf };
}

function wordsOfTwoLabels(demonstrations: readonly ReadDemonstration[]): ReadonlySet<string> {
  const labelOf = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const { text, label } of demonstrations) {
    for (const word of wordsOf(text)) {
      const other = labelOf.get(word);
      if (other !== undefined && other !== label) ambiguous.add(word);
      labelOf.set(word, label);
    }
  }
  return ambiguous;
}
