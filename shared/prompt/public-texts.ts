// Public texts as candidates: every text stands once under every class, and only the labels that were decided for it are open to be drawn.
// The space does not change when votes come in, so no index, table or plane has to be translated [A50].

import type { SearchSpace, Slot } from "./search-space.ts";

/** The candidate of a public slot that shows nothing, in a task with public texts. */
const NOTHING = 0;

/** No label: a text of which nothing is decided, or a voter that abstains. */
export const NO_LABEL = -1;

/** The place of public text 0 among the candidates of a class; the others follow. */
export function firstTextOf({ task, publicByLabel }: SearchSpace, label: number): number {
  return (publicByLabel[label]?.length ?? 0) - (task.publicTexts?.length ?? 0);
}

/**
 * Which candidates may be drawn, 1 or 0 each; undefined without public texts, where all may. `labelled` has lists with one class per public
 * text, or NO_LABEL: a text is open under each class that any of the lists gives it [A50a]. Shape [dimension].
 */
export function openCandidates(space: SearchSpace, labelled: readonly ArrayLike<number>[]): Uint8Array | undefined {
  const texts = space.task.publicTexts?.length;
  if (texts === undefined) return undefined;
  const open = new Uint8Array(space.dimension).fill(1);
  for (const slot of space.slots) {
    if (slot.kind !== "public-demonstration") continue;
    const first = firstTextOf(space, slot.label);
    for (let text = 0; text < texts; text++) {
      open[slot.offset + first + text] = labelled.some((labels) => labels[text] === slot.label) ? 1 : 0;
    }
  }
  return open;
}

/** The public text behind a candidate; undefined if it is none. */
export function textOfCandidate(space: SearchSpace, slot: Slot, candidate: number): number | undefined {
  if (slot.kind !== "public-demonstration" || !space.task.publicTexts) return undefined;
  const text = candidate - firstTextOf(space, slot.label);
  return text >= 0 ? text : undefined;
}

/** True for a candidate that shows nothing and may therefore stand in several slots. */
export function showsNothing({ task }: SearchSpace, slot: Slot, candidate: number): boolean {
  return slot.kind === "public-demonstration" && task.publicTexts !== undefined && candidate === NOTHING;
}
