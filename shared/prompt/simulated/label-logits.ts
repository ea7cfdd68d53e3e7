// The simulated learner's answer: a fixed kernel over the demonstrations, a little lexicon, and the biases that real in-context learners
// are reported to have (similarity, coverage, recency, majority label, label prior, task recognition, mere wording).
//
//   logit(y) = [ n/(n+n0) k ln((E+e)/(1+L e)) + t prior(y) + d def(y) + m h(y) + j ln((n_y+1)/(n+L))
//                + w tanh(sum_f g(f,y) / sqrt(4+|F|)) ] / long
//
// E is the attention on the demonstrations of y; attention_i ~ exp(beta cos(query, text_i) + recency i/(n-1)). def(y) counts the query's
// words that stand in the prompt's definition of y, which also adds to t, the recognition. h and g are numbers that depend on the words
// only.

import { exp, log } from "../../math/exp-log.ts";
import type { Constants } from "./constants.ts";
import { conceptOfLabel, cuesOf, DIRECTIVES, taskWordsOf } from "./lexicon.ts";
import type { PromptReading } from "./reading.ts";
import { dot } from "./word-vectors.ts";
import { normalOf } from "./words.ts";

/** The labels' logits after a query, not normalised. Shape [labels]. */
export function labelLogits(
  reading: PromptReading,
  queryWords: readonly string[],
  labels: readonly LabelTraits[],
  constants: Constants,
): Float64Array {
  const { demonstrations, fragmentWords } = reading;
  const n = demonstrations.length;
  const attention = attentionOn(reading, queryWords, constants);
  const trust = n / (n + constants.halfEvidence);
  const long = 1 + (constants.dilution * Math.max(0, fragmentWords.length - constants.freeWords)) / constants.freeWords;
  const weights = queryWords.map(reading.weightOf);
  const scale = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0)) || 1;
  return Float64Array.from(labels, (label) => {
    let evidence = 0;
    let shown = 0;
    demonstrations.forEach((demonstration, i) => {
      if (demonstration.label !== label.key) return;
      evidence += attention[i] ?? 0;
      shown++;
    });
    let cues = 0;
    let defined = 0;
    queryWords.forEach((word, i) => {
      if (label.cues?.has(word)) cues += weights[i] ?? 0;
      if (label.definition?.has(word)) defined += weights[i] ?? 0;
    });
    const floor = constants.evidenceFloor;
    const sum =
      trust * constants.evidence * log((evidence + floor) / (1 + labels.length * floor)) +
      (constants.prior * label.recognition * cues + constants.definition * defined) / scale +
      constants.labelBias * label.bias +
      constants.majority * log((shown + 1) / (n + labels.length)) +
      constants.wording * label.wording;
    return sum / long;
  });
}

/** What the learner makes of a label under one shared part of a prompt. It is the same for every query. */
export interface LabelTraits {
  readonly key: string;
  readonly cues: ReadonlySet<string> | undefined;
  /** The words of its definition, if the prompt has one. */
  readonly definition: ReadonlySet<string> | undefined;
  /** How far the learner recognises the task, which is the weight of its cue words; in [0, 1). */
  readonly recognition: number;
  /** h(y). */
  readonly bias: number;
  /** tanh of the summed g(f, y), in (-1, 1). */
  readonly wording: number;
}

export function labelTraits(reading: PromptReading, key: string, { constants, seed }: { constants: Constants; seed: number }): LabelTraits {
  const { fragmentWords, demonstrations } = reading;
  const definition = reading.definitions.get(key);
  const concept = conceptOfLabel(key);
  const taskWords = concept === undefined ? undefined : taskWordsOf(concept);
  const named = new Set(fragmentWords.filter((word) => taskWords?.has(word))).size;
  const called =
    constants.recognition +
    constants.recognitionPerDemonstration * demonstrations.length +
    constants.recognitionPerWord * named +
    constants.recognitionPerDefinition * (definition ? 1 : 0);
  let wording = 0;
  if (constants.wording > 0) {
    fragmentWords.forEach((word, i) => {
      wording += normalOf(`${word}|${key}`, seed);
      if (i > 0) wording += 0.5 * normalOf(`${fragmentWords[i - 1]} ${word}|${key}`, seed);
    });
  }
  return {
    key,
    cues: concept === undefined ? undefined : cuesOf(concept),
    definition,
    recognition: 1 - exp(-called),
    bias: normalOf(`prior|${key}`, seed),
    wording: tanh(wording / Math.sqrt(4 + fragmentWords.length)),
  };
}

/** The share of probability that goes to labels at all, in (0, 1). Directives and demonstrations teach the format. */
export function labelMassOf(reading: PromptReading): number {
  const directives = reading.fragmentWords.filter((word) => DIRECTIVES.has(word)).length;
  return 1 / (1 + exp(1 - 0.9 * Math.min(3, directives) - 0.8 * Math.min(4, reading.demonstrations.length)));
}

function attentionOn(reading: PromptReading, queryWords: readonly string[], constants: Constants): Float64Array {
  const { vectors } = reading;
  const query = reading.vectorOf(queryWords);
  const last = Math.max(1, vectors.length - 1);
  const scores = vectors.map(
    (vector, i) => constants.attention * dot(query, vector) + (vectors.length > 1 ? (constants.recency * i) / last : 0),
  );
  const highest = Math.max(0, ...scores);
  const weights = Float64Array.from(scores, (score) => exp(score - highest));
  const total = weights.reduce((sum, w) => sum + w, 0) || 1;
  return weights.map((w) => w / total);
}

/** Uses exp alone, so that every engine computes the same bits. */
function tanh(x: number): number {
  return 1 - 2 / (exp(2 * x) + 1);
}
