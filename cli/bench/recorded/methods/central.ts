// One participant that holds everything: all rows of the story, all its people's demonstrations, and true labels of public texts, which
// stand for sets drawn from all pools in one place. It has everybody's queries together.

import { shuffled } from "../../../../shared/math/random.ts";
import { openAsker } from "../asking.ts";
import { barePrompts, privatePrompts, publishedPrompts } from "../candidates.ts";
import { winnerOf } from "./alone.ts";
import { type RecordedMethod, single } from "./method.ts";

export const central: RecordedMethod = {
  name: "central",
  about: "all data in one place, with everybody's queries together",
  run({ story: { space, people }, budget, use, rng }) {
    const rows = people.flatMap((person) => person.rows);
    const asker = openAsker(space, budget * people.length);
    const own = people.flatMap(({ owner }) => privatePrompts(space, owner));
    const candidates = shuffled(rng, [...barePrompts(space), ...publishedPrompts(space), ...own]);
    const mixed = shuffled(rng, rows);
    const outcome = single(winnerOf(space, { owner: -1, rows: mixed }, { asker, candidates, use }), asker, mixed);
    return people.map(() => outcome);
  },
};
