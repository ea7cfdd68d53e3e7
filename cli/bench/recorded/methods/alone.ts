// One person, its own rows and demonstrations: a race over all its prompts, over the instructions alone, or without a race.

import { shuffled } from "../../../../shared/math/random.ts";
import { type Asker, lossOf, openAsker, type Use } from "../asking.ts";
import { barePrompts, privatePrompts } from "../candidates.ts";
import { race } from "../race.ts";
import type { Space } from "../space.ts";
import type { Person } from "../story.ts";
import { type RecordedMethod, type RecordedMethodInput, type RecordedOutcome, single } from "./method.ts";

export const alone: RecordedMethod = {
  name: "alone",
  about: "a race over one's own prompts, on one's own rows",
  run: (input) => raced(input, (space, owner) => [...barePrompts(space), ...privatePrompts(space, owner)]),
};

export const instruction: RecordedMethod = {
  name: "instruction",
  about: "a race over the built-in instructions, no demonstrations",
  run: (input) => raced(input, barePrompts),
};

function raced(
  { story, budget, use, rng }: RecordedMethodInput,
  candidatesOf: (space: Space, owner: number) => number[],
): RecordedOutcome[] {
  const { space, people } = story;
  return people.map((person) => {
    const asker = openAsker(space, budget);
    return single(
      winnerOf(space, person, { asker, use, candidates: shuffled(rng, candidatesOf(space, person.owner)) }),
      asker,
      person.rows,
    );
  });
}

/** The winner of one person's race with all that its asker has left. */
export function winnerOf(
  space: Space,
  { rows }: Person,
  { asker, candidates, use }: { readonly asker: Asker; readonly candidates: readonly number[]; readonly use: Use },
): number {
  const ranked = race({ racers: [{ asker, rows }], candidates, budget: asker.left(), labels: space.labels, use });
  return ranked[0]?.prompt ?? candidates[0] ?? 0;
}

/** As many random prompts as can be answered whole; the best of them. */
export const recordedRandomSearch: RecordedMethod = {
  name: "random-search",
  about: "the best of random prompts of one's own, each on all one's rows",
  run: ({ story: { space, people }, budget, use, rng }) =>
    people.map(({ owner, rows }) => {
      const asker = openAsker(space, budget);
      const candidates = shuffled(rng, [...barePrompts(space), ...privatePrompts(space, owner)]);
      const count = Math.max(1, Math.floor(budget / Math.max(1, rows.length)));
      const ranked = candidates
        .slice(0, count)
        .map((prompt) => ({ prompt, loss: lossOf(asker.ask(prompt, rows), space.labels, use) }))
        .sort((a, b) => a.loss - b.loss);
      return single(ranked[0]?.prompt ?? 0, asker, rows);
    }),
};
