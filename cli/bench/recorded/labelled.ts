// Public texts that get their labels from people's own prompts, and the demonstration sets that come of them: what one person does alone
// (self-labelled), and what several do by a vote (PromptPATE, arXiv 2302.06600).

import { randomStream } from "../../../shared/math/random.ts";
import type { AnsweredRow } from "../../../shared/prompt/loss.ts";
import { drawSet, type PlannedRow } from "../record/plan-line.ts";
import { type Asker, lossOf } from "./asking.ts";
import type { Space } from "./space.ts";
import type { Person } from "./story.ts";

/** Sets drawn from one labelling. */
export const DRAWS = 2;
/** Private prompts that may label: those recorded first, on every line. */
const LABELLERS = 4;

/** Private prompts of an owner that may label: two instructions with its first two sets. */
export function labellersOf(space: Space, owner: number): number[] {
  return space.prompts.flatMap((prompt, i) => (prompt.kind === "owner" && prompt.owner === owner ? [i] : [])).slice(0, LABELLERS);
}

/** A person's best prompt with private demonstrations, by its loss on all its rows. */
export function bestLabeller(space: Space, person: Person, asker: Asker): number {
  const ranked = labellersOf(space, person.owner).map((prompt) => ({ prompt, loss: lossOf(asker.ask(prompt, person.rows), space.labels) }));
  return ranked.sort((a, b) => a.loss - b.loss)[0]?.prompt ?? -1;
}

/** The label a prompt gives each public text; undefined where the budget ended. */
export function labelsBy(space: Space, prompt: number, asker: Asker): (number | undefined)[] {
  const answers = asker.ask(prompt, space.publicTexts);
  return space.publicTexts.map((_, i) => likeliest(answers[i]));
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

function likeliest(row: AnsweredRow | undefined): number | undefined {
  if (!row) return undefined;
  let best = 0;
  for (let c = 1; c < row.logProbs.length; c++) if ((row.logProbs[c] ?? 0) > (row.logProbs[best] ?? 0)) best = c;
  return best;
}
