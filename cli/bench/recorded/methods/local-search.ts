// Local search, alone: from the owner's header, one part of the prompt is changed at a time, and kept where the loss on all own rows is
// lower.

import { shuffled } from "../../../../shared/math/random.ts";
import { lossOf, openAsker } from "../asking.ts";
import { barePrompts, initialPrompt, privatePrompts } from "../candidates.ts";
import { type RecordedMethod, single } from "./method.ts";

export const recordedLocalSearch: RecordedMethod = {
  name: "local-search",
  about: "alone, one change at a time from the owner's header",
  run: ({ story: { space, people }, budget, use, rng }) =>
    people.map(({ owner, rows }) => {
      const asker = openAsker(space, budget);
      const reachable = [...barePrompts(space), ...privatePrompts(space, owner)];
      let at = initialPrompt(space);
      let loss = lossOf(asker.ask(at, rows), space.labels, use);
      for (let moved = true; moved && asker.left() >= rows.length; ) {
        moved = false;
        const [{ instruction, set }] = [space.prompts[at] ?? { instruction: -1, set: -1 }];
        const neighbours = reachable.filter((prompt) => {
          const other = space.prompts[prompt];
          return prompt !== at && (other?.instruction === instruction || other?.set === set);
        });
        for (const prompt of shuffled(rng, neighbours)) {
          if (asker.left() < rows.length && asker.known(prompt).length < rows.length) continue;
          const found = lossOf(asker.ask(prompt, rows), space.labels, use);
          if (found < loss) {
            [at, loss, moved] = [prompt, found, true];
            break;
          }
        }
      }
      return single(at, asker, rows);
    }),
};
