// The constants of the simulated in-context learner. They are frozen under VERSION together with the lexicon and the golden file: a change
// of one of the three makes another version. They were not chosen to make any method of this project look good. `sim-icl-2` reads lines
// that define a label; where a prompt has none, it answers as `sim-icl-1` did, to the bit.

export const VERSION = "sim-icl-2";

export interface Constants {
  /** Dimension of a word vector, a multiple of 32. */
  readonly dimension: number;
  /** Sharpness of the attention over demonstrations. */
  readonly attention: number;
  /** Weight of the demonstrations' evidence. */
  readonly evidence: number;
  /** Keeps the logarithm of the evidence finite. */
  readonly evidenceFloor: number;
  /** With so many demonstrations, half of the evidence counts. */
  readonly halfEvidence: number;
  /** Weight of the lexicon's cue words. */
  readonly prior: number;
  /** Task recognition: a constant part, a part per demonstration, and a part per fragment word that names the task. */
  readonly recognition: number;
  readonly recognitionPerDemonstration: number;
  readonly recognitionPerWord: number;
  /** What a line that defines a label adds to the recognition of its task: as much as a word that names the task. */
  readonly recognitionPerDefinition: number;
  /** Weight of the words of a label's definition: that of the cue words of a task that is fully recognised. */
  readonly definition: number;
  /** Size of the label bias that does not depend on the prompt. */
  readonly labelBias: number;
  /** Weight of the majority label among the demonstrations. */
  readonly majority: number;
  /** Extra attention of the last demonstration over the first. */
  readonly recency: number;
  /** How much a fragment word raises the weight of the words near it. */
  readonly priming: number;
  /** Weight of a word that was seen under two labels. */
  readonly sharedWord: number;
  /** Length of the sense vector that words of one concept share. */
  readonly sense: number;
  /** Size of the effect of the fragment's mere wording. */
  readonly wording: number;
  /** How fast a long fragment dilutes everything, and how many words do not. */
  readonly dilution: number;
  readonly freeWords: number;
  /** Weight of a stop word. */
  readonly stopWord: number;
}

export const DEFAULTS: Constants = {
  dimension: 128,
  attention: 10,
  evidence: 1.1,
  evidenceFloor: 0.12,
  halfEvidence: 3,
  prior: 2.4,
  recognition: 0.15,
  recognitionPerDemonstration: 0.12,
  recognitionPerWord: 0.35,
  recognitionPerDefinition: 0.35,
  definition: 2.4,
  labelBias: 0.5,
  majority: 0.4,
  recency: 0.5,
  priming: 2.5,
  sharedWord: 0.35,
  sense: 0.9,
  wording: 0.8,
  dilution: 0.15,
  freeWords: 12,
  stopWord: 0.12,
};

/** The null control: the fragment has no effect at all, so a search over fragments must gain nothing. */
export const NULL_CONTROL: Constants = {
  ...DEFAULTS,
  priming: 0,
  wording: 0,
  dilution: 0,
  recognitionPerWord: 0,
  recognitionPerDefinition: 0,
  definition: 0,
};
