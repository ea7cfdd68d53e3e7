// Which labelled sets a line needs so that the first stories can be told with votes: every self-labelling that anybody may choose, and the
// votes of those stories. They depend on what was answered before, so they are a recording's second wave.

import type { PlannedRow } from "../record/plan-line.ts";
import { type Asker, lossOf, openAsker } from "./asking.ts";
import { barePrompts } from "./candidates.ts";
import { drawnSets, labelledBy, labellersOf, labelPublicTexts, SELF_LABELLERS, votedLabels } from "./labelled.ts";
import type { Space } from "./space.ts";
import { tellStory } from "./story.ts";

export interface WantedSets {
  /** Instruction they are shown under: the better of the two that every private set was recorded with. */
  readonly instruction: number;
  readonly sets: readonly (readonly PlannedRow[])[];
}

/** `stories`: how many seeds of three people; of ten, half as many. */
export function wantedSets(space: Space, stories: number): WantedSets {
  const free = openAsker(space, Number.POSITIVE_INFINITY);
  const labellings: (readonly (number | undefined)[])[] = [];
  const bare = best(space, barePrompts(space), free);
  labellings.push(labelledBy(space, { prompt: bare, rows: space.learning, asker: free }).labels);
  // Story by story, so that a recording that stops has told the first ones whole.
  for (let seed = 0; seed < stories; seed++) {
    for (const people of seed % 2 === 0 ? [3, 10] : [3]) {
      if (people > space.owners) continue;
      const votes = tellStory(space, people, people === 3 ? seed : seed / 2).people.map(
        (person) => labelPublicTexts(space, person, free).labels,
      );
      labellings.push(votedLabels(votes, space.labels), ...votes.slice(0, SELF_LABELLERS));
    }
  }
  const sets = new Map(labellings.flatMap((labels) => drawnSets(space, labels)).map((shown) => [JSON.stringify(shown), shown]));
  return { instruction: betterInstruction(space, free), sets: [...sets.values()] };
}

function best(space: Space, prompts: readonly number[], asker: Asker): number {
  const ranked = prompts.map((prompt) => ({ prompt, loss: lossOf(asker.ask(prompt, space.learning), space.labels, "calibrated") }));
  return ranked.sort((a, b) => a.loss - b.loss)[0]?.prompt ?? -1;
}

/** By the mean loss of all private prompts that may label, on all rows. */
function betterInstruction(space: Space, asker: Asker): number {
  const sums = new Map<number, { sum: number; count: number }>();
  for (let owner = 0; owner < space.owners; owner++) {
    for (const prompt of labellersOf(space, owner)) {
      const instruction = space.prompts[prompt]?.instruction ?? 0;
      const entry = sums.get(instruction) ?? { sum: 0, count: 0 };
      entry.sum += lossOf(asker.ask(prompt, space.learning), space.labels, "plain");
      entry.count++;
      sums.set(instruction, entry);
    }
  }
  return [...sums].sort(([, a], [, b]) => a.sum / a.count - b.sum / b.count)[0]?.[0] ?? 0;
}
