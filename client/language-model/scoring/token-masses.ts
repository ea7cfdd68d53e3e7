// How much of the likeliest first tokens' mass belongs to each label's word. Exported snippets hold this file as it stands, with
// label-word.ts and token-path.ts.

import type { TokenStep, TopToken } from "../dialects/dialect.ts";
import { LabelWord, partOfCharacter, spelledBy } from "./label-word.ts";
import { splitMass } from "./token-path.ts";

/** Smallest probability a label is given. */
const FLOOR = 1e-6;
/** Some servers write "not available" as a very low log-probability. */
const NOT_AVAILABLE = -9000;

export interface TokenMasses {
  /** Log-probabilities over the labels, renormalised. Shape [labels]. */
  readonly logProbs: Float64Array;
  /** Mass of the tokens that count for each label. Shape [labels]. */
  readonly observed: Float64Array;
  /** What surely belongs to the label, read strictly: the form in one token, space and case as asked. Shape [labels]. */
  readonly certain: Float64Array;
  /** Mass of tokens of which it cannot be told to which of several labels it belongs. */
  readonly unresolved: number;
  /** Mass counted for one label, and perhaps another's. */
  readonly assumed: number;
  /** Mass of all tokens that were returned. */
  readonly returned: number;
  readonly left: number;
}

/** `steps`: the places of an answer, at least its first. `asked`: how many tokens of each were asked for. */
export function tokenMasses(steps: readonly TokenStep[], forms: readonly string[], asked: number): TokenMasses {
  const [first, ...later] = steps;
  const usable = (first?.top ?? []).filter((t) => t.logProb > NOT_AVAILABLE).sort((a, b) => b.logProb - a.logProb);
  const words = forms.map((form) => new LabelWord(form));
  const observed = new Float64Array(words.length);
  const certain = new Float64Array(words.length);
  let unresolved = 0;
  let assumed = 0;
  for (const token of usable) {
    const p = Math.exp(token.logProb);
    const matches = matching(words, token);
    const [only] = matches;
    if (matches.length === 1 && only !== undefined) {
      observed[only] = (observed[only] ?? 0) + p;
      if (words[only]?.equals(token)) certain[only] = (certain[only] ?? 0) + p;
    } else if (matches.length > 1 && token.text === first?.written && steps.length > 1) {
      const { shares, open } = splitMass(words, matches, { written: [token.text], steps: later });
      shares.forEach((share, i) => {
        observed[i] = (observed[i] ?? 0) + p * share;
      });
      unresolved += p * open;
      assumed += p * (1 - open);
    } else if (matches.length > 1) {
      const whole = wholeWord(words, matches, token);
      if (whole === undefined) unresolved += p;
      else {
        observed[whole] = (observed[whole] ?? 0) + p;
        assumed += p;
      }
    }
  }
  const returned = usable.reduce((sum, t) => sum + Math.exp(t.logProb), 0);
  const left = Math.max(FLOOR, 1 - returned);
  const smallest = usable.length < asked ? 1 : Math.exp(usable[Math.min(asked, usable.length) - 1]?.logProb ?? 0);
  return { logProbs: shared(observed, left, smallest), observed, certain, unresolved, assumed, returned, left };
}

/** A label that was not seen is given half of what it can have at most; where none was, all have the same. */
function shared(observed: Float64Array, left: number, smallest: number): Float64Array {
  const missing = observed.filter((p) => !(p > 0)).length;
  const imputed = Math.max(FLOOR, Math.min(smallest, left / Math.max(1, missing)) / 2);
  const none = missing === observed.length;
  const values = observed.map((p) => (none ? 1 : Math.max(p, p > 0 ? FLOOR : imputed)));
  const total = values.reduce((sum, p) => sum + p, 0);
  return values.map((p) => Math.log(p / total));
}

function matching(words: readonly LabelWord[], token: TopToken): readonly number[] {
  const part = partOfCharacter(token);
  const spelled = spelledBy(token.text).trimEnd();
  return words.flatMap((word, i) => ((part ? word.beginsWithBytes(part) : word.beginsWith(spelled)) ? [i] : []));
}

/**
 * The label whose whole word the token is, unless another is sure to go on with a further token: a space or a mark, which no token joins.
 */
function wholeWord(words: readonly LabelWord[], matches: readonly number[], token: TopToken): number | undefined {
  const spelled = spelledBy(token.text).trimEnd();
  const [whole, ...more] = matches.filter((i) => words[i]?.is(spelled));
  if (whole === undefined || more.length > 0) return undefined;
  return matches.every((i) => i === whole || words[i]?.goesOnAfter(spelled)) ? whole : undefined;
}
