// The state of a participant's tuning, a step under way, and the prompts that a participant remembers.

import type { LevelState, View } from "../state.ts";
import type { AnswersByChoice, RowAnswers } from "./answers.ts";
import type { JointChoice } from "./sampling.ts";

export interface TuningState {
  /** The number of local steps finished. */
  readonly step: number;
  readonly lower: LevelState;
  readonly upper: LevelState;
  readonly view: View;
  /** The best prompts so far [A5e], best first. */
  readonly incumbents: readonly Incumbent[];
  /** The most promising prompts tried [A41], best first. The race at the end begins with them. */
  readonly promising: readonly Tried[];
  /** The headers that the first look found, best first [A55c]. Absent without a look, and in what older pages stored. */
  readonly look?: readonly number[];
}

/** A step under way, as plain data. After a crash it is derived again from the state: the same seed and step plan the same prompts. */
export interface StepProgress {
  readonly choices: readonly JointChoice[];
  /** How each of the first choices was made, which were drawn from the distributions. Shape [onDistribution]. */
  readonly origins: readonly Origin[];
  readonly onDistribution: number;
  /** The rows of each stage. They begin with the rows of the stage before. */
  readonly stages: readonly (readonly number[])[];
  readonly stage: number;
  /** Indices into `choices` still in the race. */
  readonly racing: readonly number[];
  /** By choiceKey. null means that the model gave no answer: the row is left out of that prompt's loss. */
  readonly answers: AnswersByChoice;
}

/** How a prompt was made: for the first look at instructions, at large before there were elites, drawn by the tables, or of elites. */
export type Origin = "look" | "first" | "table" | "elites";

/** A prompt that was scored on a few rows. */
export interface Tried extends JointChoice {
  readonly origin: Origin;
  /** Its loss less the level of its step, which is the loss that other prompts would have on the same rows. */
  readonly relativeLoss: number;
  readonly answers: RowAnswers;
}

/** A prompt that was scored on all of `fit`. */
export interface Incumbent extends JointChoice {
  readonly answers: RowAnswers;
  readonly loss: number;
}
