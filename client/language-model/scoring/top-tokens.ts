// From the likeliest first tokens of an answer to label scores with bounds (rung `top-k`). A token counts for a label when it is a
// beginning of that label's word and of no other. One that begins several is followed, if the answer was written so, to where they part;
// else it counts for the one whose whole word it is, unless the others cannot but begin with it, too. What was not returned is bounded by
// the leftover mass, never taken for a constant.

import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { TokenStep, TopToken } from "../dialects/dialect.ts";
import { LabelWord, partOfCharacter, spelledBy } from "./label-word.ts";
import { splitMass } from "./token-path.ts";

export type LabelEvidence = Omit<LabelScores, "usage">;

/** Smallest probability a label is given. */
const FLOOR = 1e-6;
/** Some servers write "not available" as a very low log-probability. */
const NOT_AVAILABLE = -9000;

export interface ScoredTokens {
  readonly scores: LabelEvidence;
  /** Mass of tokens of which it cannot be told to which of several labels it belongs. */
  readonly unresolved: number;
}

/** Without following. @throws LanguageModelError `malformed-answer` when the probabilities sum to more than one. */
export function scoreTopTokens(tokens: readonly TopToken[], labels: readonly Label[], asked: number): LabelEvidence {
  return scoreSteps([{ written: "", top: tokens }], labels, asked).scores;
}

/**
 * `steps`: the places of an answer, at least its first. @throws LanguageModelError `malformed-answer` when probabilities sum to more than
 * one.
 */
export function scoreSteps(steps: readonly TokenStep[], labels: readonly Label[], asked: number): ScoredTokens {
  const [first, ...later] = steps;
  const usable = (first?.top ?? []).filter((t) => t.logProb > NOT_AVAILABLE).sort((a, b) => b.logProb - a.logProb);
  const returned = usable.reduce((sum, t) => sum + Math.exp(t.logProb), 0);
  if (!(returned <= 1 + 1e-3)) throw new LanguageModelError("malformed-answer", { detail: "token probabilities sum to more than one" });
  const words = labels.map((label) => new LabelWord(label.form));
  const observed = new Float64Array(labels.length);
  // What surely belongs to the label, read strictly: the form in one token, space and case as asked.
  const certain = new Float64Array(labels.length);
  let unresolved = 0;
  // Counted for one label, and perhaps another's.
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
  const left = Math.max(FLOOR, 1 - returned);
  const smallest = usable.length < asked ? 1 : Math.exp(usable[Math.min(asked, usable.length) - 1]?.logProb ?? 0);
  const censored = Uint8Array.from(observed, (p) => (p > 0 ? 0 : 1));
  const missing = censored.reduce((sum, c) => sum + c, 0);
  const imputed = Math.max(FLOOR, Math.min(smallest, left / Math.max(1, missing)) / 2);
  const none = missing === labels.length;
  const values = observed.map((p) => (none ? 1 : Math.max(p, p > 0 ? FLOOR : imputed)));
  const total = values.reduce((sum, p) => sum + p, 0);
  const logProbs = values.map((p) => Math.log(p / total));
  // The leftover and the unresolved mass may all belong to this label, or all to the others.
  const open = left + unresolved + assumed;
  const most = observed.reduce((sum, p) => sum + p, 0);
  const sure = certain.reduce((sum, p) => sum + Math.max(p, FLOOR), 0);
  const uncertainty = logProbs.map((value, i) => {
    const low = Math.max(certain[i] ?? 0, FLOOR);
    const high = (observed[i] ?? 0) + open;
    const lowest = Math.log(low / (low + most - (observed[i] ?? 0) + open));
    const highest = Math.log(high / (high + sure - low));
    return Math.max(value - lowest, highest - value, 0);
  });
  return { scores: { logProbs, labelMass: Math.min(1, most), censored, uncertainty, rung: "top-k" }, unresolved };
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
