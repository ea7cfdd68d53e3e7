// From exact log-probabilities of whole label words to label scores (rung `exact`).

import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";

/**
 * The continuations to score. When a word begins another (pos, positive), all end in the same terminator, so that neither contains the
 * other.
 */
export function exactForms(labels: readonly Label[]): string[] {
  const forms = labels.map((label) => label.form);
  const nested = forms.some((a, i) => forms.some((b, j) => i !== j && b.startsWith(a)));
  return nested ? forms.map((form) => `${form}\n`) : forms;
}

/** `logProbs`: log P(form | prompt), not normalised. @throws LanguageModelError `malformed-answer` unless all are finite and at most 0. */
export function scoreExact(logProbs: readonly number[], labels: readonly Label[]): Omit<LabelScores, "usage"> {
  if (logProbs.length !== labels.length || logProbs.some((x) => !Number.isFinite(x) || x > 1e-3)) {
    throw new LanguageModelError("malformed-answer", { detail: "label log-probabilities out of range" });
  }
  const highest = Math.max(...logProbs);
  const total = highest + Math.log(logProbs.reduce((sum, x) => sum + Math.exp(x - highest), 0));
  return {
    logProbs: Float64Array.from(logProbs, (x) => x - total),
    labelMass: Math.min(1, Math.exp(total)),
    censored: new Uint8Array(labels.length),
    rung: "exact",
  };
}
