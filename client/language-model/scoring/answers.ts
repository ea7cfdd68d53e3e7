// From answers in words to label scores: vote frequencies (rung `sampled`) or one answer, right or wrong (rung `text`).

import { answerReading } from "../../../shared/prompt/answers/answer-reading.ts";
import { labelIn } from "../../../shared/prompt/answers/label-in-answer.ts";
import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";

type Evidence = Omit<LabelScores, "usage">;

/** Probability that the one answer of the text rung is taken to be wrong. Fixed, so that losses can be compared. */
const ERROR = 0.1;

/** Vote frequencies, smoothed: (count + 0.5) / (valid + 0.5 L). */
export function scoreVotes(answers: readonly string[], labels: readonly Label[]): Evidence {
  const counts = new Float64Array(labels.length);
  let valid = 0;
  for (const answer of answers) {
    const label = labelNamed(answer, labels);
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
  const label = labelNamed(answer, labels);
  const values = labels.map((_, i) => (label < 0 ? 1 / labels.length : i === label ? 1 - ERROR : ERROR / (labels.length - 1)));
  return {
    logProbs: Float64Array.from(values, Math.log),
    labelMass: label < 0 ? 0 : 1,
    censored: Uint8Array.from(labels, (_, i) => (i === label ? 0 : 1)),
    rung: "text",
  };
}

/** Index of the label that an answer in words names; -1 when it names none. */
export function labelNamed(answer: string, labels: readonly Label[]): number {
  return labelIn(answer, answerReading(labels.map(({ form }) => form)));
}
