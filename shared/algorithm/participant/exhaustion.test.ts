// A run is exhausted if it has asked everything that there is to ask.

import { expect, it } from "vitest";
import type { WantedAnswer } from "./answers.ts";
import { createNovelty, type Novelty } from "./exhaustion.ts";

const query = (candidate: number, row: number): WantedAnswer => ({ choice: { lower: [candidate], upper: [] }, row });

/** The number of steps, each of which asks the same, until the run is over; `most` if it is not. */
function stepsUntilEnd(novelty: Novelty, wanted: readonly WantedAnswer[], most = 100): number {
  for (let step = 0; step < most; step++) {
    if (novelty.exhausted()) return step;
    novelty.ask(wanted);
    novelty.endStep();
  }
  return most;
}

it("[A46] eight steps in a row that ask nothing new end a run", () => {
  expect(stepsUntilEnd(createNovelty(), [])).toBe(8);
});

it("[A46] news in between begins the count anew: another prompt, or another row of the same", () => {
  for (const news of [query(1, 0), query(0, 1)]) {
    const novelty = createNovelty();
    novelty.ask([query(0, 0)]);
    novelty.endStep();
    expect(stepsUntilEnd(novelty, [], 7)).toBe(7);
    novelty.ask([query(0, 0), news]);
    novelty.endStep();
    expect(stepsUntilEnd(novelty, [])).toBe(8);
  }
});

it("[A46a] what this run has asked before is not new, however often it is asked; what an earlier run asked is", () => {
  // The first of these steps is new to the run, even if the same query was paid for in an earlier one.
  expect(stepsUntilEnd(createNovelty(), [query(0, 0), query(1, 0)])).toBe(1 + 8);
});
