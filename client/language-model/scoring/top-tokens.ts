// From the likeliest first tokens of an answer to label scores with bounds (rung `top-k`). A token counts for a label when it is a
// beginning of that label's word and of no other. One that begins several is followed, if the answer was written so, to where they part;
// else it counts for the one whose whole word it is, unless the others cannot but begin with it, too. What was not returned is bounded by
// the leftover mass, never taken for a constant.

import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { TokenStep, TopToken } from "../dialects/dialect.ts";
import { tokenMasses } from "./token-masses.ts";

export type LabelEvidence = Omit<LabelScores, "usage">;

/** Smallest probability a label is given. */
const FLOOR = 1e-6;

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
  const forms = labels.map(({ form }) => form);
  const { logProbs, observed, certain, unresolved, assumed, returned, left } = tokenMasses(steps, forms, asked);
  if (!(returned <= 1 + 1e-3)) throw new LanguageModelError("malformed-answer", { detail: "token probabilities sum to more than one" });
  const censored = Uint8Array.from(observed, (p) => (p > 0 ? 0 : 1));
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
