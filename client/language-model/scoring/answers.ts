// From answers in words to label scores: vote frequencies (rung `sampled`) or one answer, right or wrong (rung `text`).

import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";

type Evidence = Omit<LabelScores, "usage">;

/** Probability that the one answer of the text rung is taken to be wrong. Fixed, so that losses can be compared. */
const ERROR = 0.1;

/** Index of the label an answer names first, the longest of those that begin there; -1 when it names none. */
export function labelIn(answer: string, labels: readonly Label[]): number {
  const text = plain(answer);
  let best = -1;
  let bestStart = Number.POSITIVE_INFINITY;
  let bestLength = 0;
  labels.forEach((label, i) => {
    const word = plain(label.form);
    const start = startOf(text, word);
    if (start < 0 || start > bestStart || (start === bestStart && word.length <= bestLength)) return;
    [best, bestStart, bestLength] = [i, start, word.length];
  });
  return best;
}

/** Vote frequencies, smoothed: (count + 0.5) / (valid + 0.5 L). */
export function scoreVotes(answers: readonly string[], labels: readonly Label[]): Evidence {
  const counts = new Float64Array(labels.length);
  let valid = 0;
  for (const answer of answers) {
    const label = labelIn(answer, labels);
    if (label < 0) continue;
    counts[label] = (counts[label] ?? 0) + 1;
    valid++;
  }
  return {
    logProbs: counts.map((count) => Math.log((count + 0.5) / (valid + 0.5 * labels.length))),
    labelMass: valid / answers.length,
    censored: Uint8Array.from(counts, (count) => (count > 0 ? 0 : 1)),
    rung: "sampled",
  };
}

/** One answer: 1 - e for the label it names and e/(L-1) for the others; uniform when it names none. */
export function scoreText(answer: string, labels: readonly Label[]): Evidence {
  const label = labelIn(answer, labels);
  const values = labels.map((_, i) => (label < 0 ? 1 / labels.length : i === label ? 1 - ERROR : ERROR / (labels.length - 1)));
  return {
    logProbs: Float64Array.from(values, Math.log),
    labelMass: label < 0 ? 0 : 1,
    censored: Uint8Array.from(labels, (_, i) => (i === label ? 0 : 1)),
    rung: "text",
  };
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

// Scripts without spaces between words have no word boundaries to respect.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

function startOf(text: string, word: string): number {
  if (word === "") return -1;
  if (UNSPACED.test(word)) return text.indexOf(word);
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "u").exec(text)?.index ?? -1;
}
