// Every method on every story of a line, at every budget.

import { randomStream } from "../../../shared/math/random.ts";
import type { Use } from "./asking.ts";
import { createEvaluator, type RecordedReading } from "./evaluate.ts";
import { RECORDED_METHODS } from "./methods/methods.ts";
import type { Space } from "./space.ts";
import { tellStory } from "./story.ts";

export const BUDGETS: readonly number[] = [100, 400, 1600];
/** The budget of the targets; layers are fitted at this one only, since they take most of the time. */
export const MAIN_BUDGET = 400;

const USES: readonly Use[] = ["plain", "calibrated"];
/** Prompts chosen to be pasted are read as pasted, those chosen for offsets with them. */
const READ_AFTER: Readonly<Record<Use, readonly RecordedReading[]>> = { plain: ["bare"], calibrated: ["offsets", "layer", "pooled"] };

export interface RecordedCell {
  readonly line: string;
  readonly people: number;
  readonly budget: number;
  readonly method: string;
  readonly seed: number;
  readonly reading: RecordedReading;
  /** Share of people right. Shape [test rows]. */
  readonly right: Float64Array;
  /** Queries a person spent, on average. */
  readonly spent: number;
}

export function runLine(space: Space, seeds: number): RecordedCell[] {
  const evaluator = createEvaluator(space);
  const cells: RecordedCell[] = [];
  for (const people of [3, 10]) {
    if (people > space.owners) continue;
    for (let seed = 0; seed < seeds; seed++) {
      const story = tellStory(space, people, seed);
      for (const budget of BUDGETS) {
        for (const { name, run } of RECORDED_METHODS) {
          for (const use of budget === MAIN_BUDGET ? USES : USES.slice(0, 1)) {
            const rng = randomStream("method", name, space.line.plan.set, people, seed, budget);
            const outcomes = run({ story, budget, use, rng });
            if (!outcomes) continue;
            const spent = outcomes.reduce((sum, outcome) => sum + outcome.spent, 0) / outcomes.length;
            for (const reading of READ_AFTER[use])
              cells.push({
                line: space.line.name,
                people,
                budget,
                method: name,
                seed,
                reading,
                right: evaluator.right(outcomes, reading),
                spent,
              });
          }
        }
      }
    }
  }
  return cells;
}
