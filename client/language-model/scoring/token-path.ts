// Follows an answer whose first token begins several labels' words to the token at which they part. Only the answer that was written can be
// followed; the probabilities at each of its tokens share the mass out.

import type { TokenStep } from "../dialects/dialect.ts";
import { type LabelWord, partOfCharacter, spelledBy } from "./label-word.ts";

export interface Shared {
  /** Share of the mass for each label; the rest is open or no label's. Shape [labels]. */
  readonly shares: Float64Array;
  /** Share of which it cannot be told to which of them it belongs. */
  readonly open: number;
}

/**
 * `members`: indexes of the words that begin with what was written so far. `steps`: the places after it; none where the answer ended there,
 * which makes it the one that is complete.
 */
export function splitMass(words: readonly LabelWord[], members: readonly number[], path: Path): Shared {
  const { written, steps } = path;
  const [step, ...later] = steps;
  const spelled = spelledBy(...written);
  const complete = members.filter((i) => words[i]?.is(spelled.trimEnd()));
  const [whole] = complete;
  const shares = new Float64Array(words.length);
  const give = (i: number, share: number): void => {
    shares[i] = (shares[i] ?? 0) + share;
  };
  if (!step) {
    if (whole !== undefined) give(whole, 1);
    return { shares, open: whole === undefined ? 1 : 0 };
  }
  let open = 0;
  let seen = 0;
  for (const token of step.top) {
    const share = Math.exp(token.logProb);
    seen += share;
    const longer = spelledBy(...written, token.text);
    const going = members.filter((i) => words[i]?.beginsWith(longer));
    const [only] = going;
    if (going.length === 1 && only !== undefined && longer !== spelled) give(only, share);
    else if (going.length > 0 && token.text === step.written) {
      const inner = splitMass(words, going, { written: [...written, token.text], steps: later });
      for (const i of going) give(i, share * (inner.shares[i] ?? 0));
      open += share * inner.open;
    } else if (going.length > 0 || partOfCharacter(token)) open += share;
    // Another letter makes another word, which is no label; anything else ends the word.
    else if (whole !== undefined && !/^[\p{L}\p{N}\p{M}]/u.test(token.text)) give(whole, share);
  }
  return { shares, open: open + Math.max(0, 1 - seen) };
}

export interface Path {
  /** Texts of the tokens so far. */
  readonly written: readonly string[];
  readonly steps: readonly TokenStep[];
}
