// Makes vectors of words from random sub-word features, so that words which share character n-grams are near one another. Words of one
// concept of the lexicon also share a vector. Nothing else makes two words alike.

import { hash32 } from "../../math/random.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { Constants } from "./constants.ts";
import { senseOf } from "./lexicon.ts";

export interface WordVectors {
  /** The unit vector of a word. Shape [dimension]. It is shared and must not be changed. */
  vectorOf(word: string): Float64Array;
  /** How near two words are, in [0, 1]: 1 if they are equal, at least 0.8 if they have the same sense. */
  nearness(a: string, b: string): number;
}

export function createWordVectors(constants: Constants, seed: number): WordVectors {
  const memo = new BoundedMap<string, Float64Array>(8_192);
  const { dimension, sense } = constants;
  const vectorOf = (word: string): Float64Array =>
    memo.getOrCompute(word, () => {
      const concept = senseOf(word);
      const vector = subwordVector(word, dimension, seed);
      if (concept === undefined) return vector;
      const shared = subwordVector(`\u00a7${concept}`, dimension, seed);
      return normalise(vector.map((value, i) => value + sense * (shared[i] ?? 0)));
    });
  const nearness = (a: string, b: string): number => {
    if (a === b) return 1;
    const concept = senseOf(a);
    const alike = Math.max(0, (dot(vectorOf(a), vectorOf(b)) - 0.35) / 0.65);
    return concept !== undefined && concept === senseOf(b) ? Math.max(0.8, alike) : alike;
  };
  return { vectorOf, nearness };
}

/** Scales a vector to length 1, in place; a zero vector stays zero. */
export function normalise(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The normalised sum of one +-1 vector per n-gram of 3 to 5 characters. The whole word counts twice. */
function subwordVector(word: string, dimension: number, seed: number): Float64Array {
  const padded = `<${word}>`;
  const grams = [padded, padded];
  for (let n = 3; n <= 5; n++) for (let i = 0; i + n <= padded.length; i++) grams.push(padded.slice(i, i + n));
  const vector = new Float64Array(dimension);
  for (const gram of grams) {
    for (let block = 0; block < dimension; block += 32) {
      const bits = hash32(gram, seed * 64 + block / 32);
      for (let bit = 0; bit < 32; bit++) vector[block + bit] = (vector[block + bit] ?? 0) + ((bits >>> bit) & 1 ? 1 : -1);
    }
  }
  return normalise(vector);
}
