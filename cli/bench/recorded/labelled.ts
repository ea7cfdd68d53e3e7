// Public texts that get their labels from people's own prompts, and the demonstration sets that come of them: what one person does alone
// (self-labelled), and what several do by a vote (PromptPATE, arXiv 2302.06600).

import { decidedLabel, fitDecisionLayer } from "../../../shared/algorithm/participant/selection/decision-layer.ts";
import { randomStream } from "../../../shared/math/random.ts";
import { drawSet, type PlannedRow } from "../record/plan-line.ts";
import { type Asker, lossOf } from "./asking.ts";
import type { Space } from "./space.ts";
import type { Person } from "./story.ts";

/** Sets drawn from one labelling. */
export const DRAWS = 2;
/** People of a story whose self-labels are recorded: the first, as many as there are among three. */
export const SELF_LABELLERS = 3;
/** Private prompts that may label: those recorded first, on every line. */
const LABELLERS = 4;

/** Private prompts of an owner that may label: two instructions with its first two sets. */
export function labellersOf(space: Space, owner: number): number[] {
  return space.prompts.flatMap((prompt, i) => (prompt.kind === "owner" && prompt.owner === owner ? [i] : [])).slice(0, LABELLERS);
}

export interface Labelling {
  readonly prompt: number;
  /** Of each public text; undefined where the budget ended. */
  readonly labels: readonly (number | undefined)[];
}

/**
 * How a person labels the public texts: by its best prompt with private demonstrations, after the decision layer fitted on its own rows,
 * since votes as pasted carry the prompt's bias. Costs all own rows for each prompt that may label, and the public texts once.
 */
export function labelPublicTexts(space: Space, person: Person, asker: Asker): Labelling {
  const ranked = labellersOf(space, person.owner)
    .map((prompt) => ({ prompt, loss: lossOf(asker.ask(prompt, person.rows), space.labels, "calibrated") }))
    .sort((a, b) => a.loss - b.loss);
  return labelledBy(space, { prompt: ranked[0]?.prompt ?? -1, rows: person.rows, asker });
}

/** The labels one prompt gives, after a layer fitted on these rows. */
export function labelledBy(
  space: Space,
  { prompt, rows, asker }: { readonly prompt: number; readonly rows: readonly number[]; readonly asker: Asker },
): Labelling {
  const layer = fitDecisionLayer(asker.ask(prompt, rows), space.labels);
  const answers = asker.ask(prompt, space.publicTexts);
  return { prompt, labels: space.publicTexts.map((_, i) => (answers[i] ? decidedLabel(layer, answers[i].logProbs) : undefined)) };
}

/** Of each text the label that reaches the quorum, two voices or three tenths of all, one more than any other label. */
export function votedLabels(votes: readonly (readonly (number | undefined)[])[], labels: number): (number | undefined)[] {
  const quorum = Math.max(2, 0.3 * votes.length);
  return Array.from({ length: votes[0]?.length ?? 0 }, (_, text) => {
    const counts = new Array<number>(labels).fill(0);
    for (const vote of votes) {
      const label = vote[text];
      if (label !== undefined) counts[label] = (counts[label] ?? 0) + 1;
    }
    const most = Math.max(...counts);
    const first = counts.indexOf(most);
    const rival = Math.max(...counts.filter((_, label) => label !== first));
    return most >= quorum && most > rival ? first : undefined;
  });
}

/** The sets drawn from a labelling, texts without a label left out. The same texts with the same labels are drawn alike by everybody. */
export function drawnSets(space: Space, labels: readonly (number | undefined)[]): PlannedRow[][] {
  const rows = labels.flatMap((label, row) => (label === undefined ? [] : [{ row, label }]));
  return Array.from({ length: DRAWS }, (_, i) =>
    drawSet(rows, space.line.plan.shots, randomStream("recorded", space.line.plan.set, "labelled", i)),
  );
}

/** Prompts with sets of a labelling. Undefined where one of the sets was not recorded. */
export function labelledPrompts(space: Space, labels: readonly (number | undefined)[]): number[] | undefined {
  const sets = drawnSets(space, labels).map((shown) => space.labelledSet(shown));
  if (sets.some((set) => set === undefined)) return undefined;
  return space.prompts.flatMap((prompt, i) => (prompt.kind === "labelled" && sets.includes(prompt.set) ? [i] : []));
}
