// How right the labels of public texts are: one person's, and the votes of several, with and without each voter's own decision layer. It
// needs the first wave of a recording only, since nothing is shown yet.

import { decidedLabel, fitDecisionLayer } from "../../../shared/algorithm/participant/selection/decision-layer.ts";
import { lossOf, openAsker, type Use } from "./asking.ts";
import { labellersOf, votedLabels } from "./labelled.ts";
import type { Space } from "./space.ts";
import { type Person, tellStory } from "./story.ts";

export interface VoteQuality {
  /** Share of the public texts that one person labels rightly. */
  readonly one: number;
  /** Share of the public texts that the votes label, and of those rightly. */
  readonly covered: number;
  readonly right: number;
}

/** Means over the first `seeds` stories of so many people. `plain`: as pasted; `calibrated`: after each voter's layer. */
export function voteQuality(
  space: Space,
  { people, seeds, use }: { readonly people: number; readonly seeds: number; readonly use: Use },
): VoteQuality {
  const found = Array.from({ length: seeds }, (_, seed) => ofStory(space, tellStory(space, people, seed).people, use));
  const mean = (of: (quality: VoteQuality) => number): number => found.reduce((sum, quality) => sum + of(quality), 0) / seeds;
  return { one: mean(({ one }) => one), covered: mean(({ covered }) => covered), right: mean(({ right }) => right) };
}

function ofStory(space: Space, people: readonly Person[], use: Use): VoteQuality {
  const labelled = people.map((person) => labelsOf(space, person, use));
  const truth = space.publicTexts.map(space.classOf);
  const rightShare = (labels: readonly (number | undefined)[]): number => {
    const given = labels.flatMap((label, i) => (label === undefined ? [] : [label === truth[i]]));
    return given.filter((right) => right).length / Math.max(1, given.length);
  };
  const voted = votedLabels(labelled, space.labels);
  return {
    one: labelled.reduce((sum, labels) => sum + rightShare(labels), 0) / people.length,
    covered: voted.filter((label) => label !== undefined).length / voted.length,
    right: rightShare(voted),
  };
}

/** By the best of a person's prompts that may label, on its own rows. */
function labelsOf(space: Space, person: Person, use: Use): number[] {
  const asker = openAsker(space, Number.POSITIVE_INFINITY);
  const [best] = labellersOf(space, person.owner)
    .map((prompt) => ({ prompt, loss: lossOf(asker.ask(prompt, person.rows), space.labels, use) }))
    .sort((a, b) => a.loss - b.loss);
  if (!best) throw new RangeError(`owner ${person.owner} has no prompt that may label`);
  const layer =
    use === "plain"
      ? { offsets: new Float64Array(space.labels), ridge: Number.POSITIVE_INFINITY }
      : fitDecisionLayer(asker.ask(best.prompt, person.rows), space.labels);
  return space.publicTexts.map((row) => decidedLabel(layer, space.answer(best.prompt, row)));
}
