// The participant's side of the algorithm between two steps. (Contract; the steps follow.)

import type { LevelState, View } from "./state.ts";

export interface TuningState {
  /** Local steps finished. */
  readonly step: number;
  readonly lower: LevelState;
  readonly upper: LevelState;
  readonly view: View;
  /** Best prompts so far, best first, with the label log-probabilities they got on training rows. */
  readonly incumbents: readonly Incumbent[];
}

export interface Incumbent {
  /** Candidate index per lower-level slot. */
  readonly lower: readonly number[];
  /** Candidate index per private demonstration slot. */
  readonly upper: readonly number[];
  /** Training row -> label log-probabilities. */
  readonly answers: readonly (readonly [row: number, logProbs: readonly number[]])[];
}
