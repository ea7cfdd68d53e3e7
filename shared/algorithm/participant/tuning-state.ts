// The state of a participant's tuning, and the prompts that it remembers.

import type { LevelState, View } from "../state.ts";
import type { AnswersByChoice, RowAnswers } from "./answers.ts";
import type { JointChoice } from "./sampling.ts";

export interface TuningState {
  /** Local steps finished. */
  readonly step: number;
  readonly lower: LevelState;
  readonly upper: LevelState;
  readonly view: View;
  /** Best prompts so far [A5e], best first. */
  readonly incumbents: readonly Incumbent[];
  /** What a race at the end should begin with: the most promising prompts tried [A41], best first. */
  readonly promising: readonly Tried[];
}

/** A step under way. Plain data, derived again from the state after a crash: the same seed and step plan the same prompts. */
export interface StepProgress {
  readonly choices: readonly JointChoice[];
  /** Where each choice came from, those on the distributions first. Shape [onDistribution]. */
  readonly origins: readonly Origin[];
  readonly onDistribution: number;
  /** Rows looked at in each stage, each stage's beginning with the one before. */
  readonly stages: readonly (readonly number[])[];
  readonly stage: number;
  /** Indices into `choices` still in the race. */
  readonly racing: readonly number[];
  /** By choiceKey. A null answer was asked for and could not be had: its row is left out of that prompt's loss. */
  readonly answers: AnswersByChoice;
}

/** How a prompt was made: at large before there were elites, by the tables, or of elites. */
export type Origin = "first" | "table" | "elites";

/** A prompt scored on a few rows. */
export interface Tried extends JointChoice {
  readonly origin: Origin;
  /** Its loss less the level of its step: what other prompts would have had on the same rows. */
  readonly relativeLoss: number;
  readonly answers: RowAnswers;
}

/** A prompt scored on all of `fit`. */
export interface Incumbent extends JointChoice {
  readonly answers: RowAnswers;
  readonly loss: number;
}
