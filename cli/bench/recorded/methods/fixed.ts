// The methods without a search: the owner's header as it is, and random demonstrations of one's own behind it.

import { integerBelow } from "../../../../shared/math/random.ts";
import { openAsker } from "../asking.ts";
import { initialPrompt, privatePrompts } from "../candidates.ts";
import { type RecordedMethod, single } from "./method.ts";

export const recordedManual: RecordedMethod = {
  name: "manual",
  about: "the owner's header, nothing else",
  run: ({ story, budget }) => story.people.map(({ rows }) => single(initialPrompt(story.space), openAsker(story.space, budget), rows)),
};

export const random: RecordedMethod = {
  name: "random",
  about: "the owner's header with random demonstrations of one's own",
  run: ({ story: { space, people }, budget, rng }) =>
    people.map(({ owner, rows }) => {
      const own = space.prompts[initialPrompt(space)]?.instruction;
      const mine = privatePrompts(space, owner).filter((prompt) => space.prompts[prompt]?.instruction === own);
      return single(mine[integerBelow(rng, mine.length)] ?? initialPrompt(space), openAsker(space, budget), rows);
    }),
};
