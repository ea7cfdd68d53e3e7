// One person with public texts and nobody else: its best private prompt labels them, sets of them join its race. What together has to beat.

import { shuffled } from "../../../../shared/math/random.ts";
import { openAsker } from "../asking.ts";
import { barePrompts, privatePrompts } from "../candidates.ts";
import { labelledPrompts, labelPublicTexts, SELF_LABELLERS } from "../labelled.ts";
import { winnerOf } from "./alone.ts";
import { type RecordedMethod, type RecordedOutcome, single } from "./method.ts";

export const selfLabelled: RecordedMethod = {
  name: "self-labelled",
  about: "alone, with public texts labelled by one's own best prompt; the first three people of a story",
  run({ story: { space, people }, budget, use, rng }) {
    const outcomes: RecordedOutcome[] = [];
    for (const person of people.slice(0, SELF_LABELLERS)) {
      const asker = openAsker(space, budget);
      const { prompt: labeller, labels } = labelPublicTexts(space, person, asker);
      const labelled = labelledPrompts(space, labels);
      if (!labelled) return undefined;
      const others = shuffled(rng, [...barePrompts(space), ...privatePrompts(space, person.owner)]).filter((prompt) => prompt !== labeller);
      outcomes.push(single(winnerOf(space, person, { asker, use, candidates: [...labelled, labeller, ...others] }), asker, person.rows));
    }
    return outcomes;
  },
};
