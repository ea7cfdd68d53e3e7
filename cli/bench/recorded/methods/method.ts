// A recorded method: from a story and a budget to the prompts each person ends with. To add one, write a file like those beside this and
// name it in methods.ts. Methods see answers only through an asker, which counts them, and never a test row.

import type { Rng } from "../../../../shared/math/random.ts";
import type { Asker, Use } from "../asking.ts";
import type { Story } from "../story.ts";

export interface RecordedMethodInput {
  readonly story: Story;
  /** Queries of each person, everything included. */
  readonly budget: number;
  readonly use: Use;
  /** For the noise of selection; differs from method to method and seed to seed. */
  readonly rng: Rng;
}

export interface RecordedOutcome {
  /** What is used in the end: one prompt, or several whose log-probabilities are averaged. */
  readonly members: readonly EnsembleMember[];
  readonly spent: number;
}

export interface EnsembleMember {
  readonly prompt: number;
  /** Labelled rows on which offsets and layer are fitted, as places in the answers; answered within the budget. */
  readonly fitted: readonly number[];
  /** Everybody's rows that were answered for the same prompt, where it is shared: sums of the layer's gradient add up (W1). */
  readonly pooled?: readonly number[];
}

export interface RecordedMethod {
  readonly name: string;
  /** One line for the leaderboard. */
  readonly about: string;
  /** One outcome a person, or undefined where the line holds no answer that the method needs. */
  readonly run: (input: RecordedMethodInput) => readonly RecordedOutcome[] | undefined;
}

/** A single prompt, fitted on those own rows that were answered for it. */
export function single(prompt: number, asker: Asker, rows: readonly number[]): RecordedOutcome {
  return { members: [{ prompt, fitted: rows.slice(0, asker.ask(prompt, rows).length) }], spent: asker.spent() };
}
