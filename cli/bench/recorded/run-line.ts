// Every method on every story of a line, at every budget.

import { randomStream } from "../../../shared/math/random.ts";
import { createEvaluator, READINGS, type RecordedReading } from "./evaluate.ts";
import { RECORDED_METHODS } from "./methods/methods.ts";
import type { Space } from "./space.ts";
import { tellStory } from "./story.ts";

export const BUDGETS: readonly number[] = [100, 400, 1600];
/** The budget of the targets; layers are fitted at this one only, since they take most of the time. */
export const MAIN_BUDGET = 400;

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
          const outcomes = run({ story, budget, rng: randomStream("method", name, space.line.plan.set, people, seed, budget) });
          if (!outcomes) continue;
          const spent = outcomes.reduce((sum, outcome) => sum + outcome.spent, 0) / outcomes.length;
          for (const reading of budget === MAIN_BUDGET ? READINGS : READINGS.slice(0, 1))
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
  return cells;
}
