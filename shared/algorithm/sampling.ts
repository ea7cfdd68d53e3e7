// Which prompts to try: joint draws from the distributions of both levels, and neighbours of the incumbents (decision 4).

import { integerBelow, type Rng } from "../math/random.ts";
import { drawWithFloor } from "../math/simplex.ts";
import { type LevelShape, rowOf } from "./level.ts";

/** One candidate index per slot of a level. */
export type Choice = readonly number[];

/** A joint choice (J, K): fragment, label words and public demonstrations; private demonstrations. */
export interface JointChoice {
  readonly lower: Choice;
  readonly upper: Choice;
}

/** A level to draw from, with slots that must not show the same thing twice. */
export interface Drawable {
  readonly shape: LevelShape;
  readonly distribution: Float64Array;
  /**
   * What each candidate shows, one number per entry of the distribution; -1 where repeating is fine. Two slots may not show the same number.
   * Shape [dimension].
   */
  readonly identity: Int32Array;
}

/**
 * Draws one candidate per slot from (1 - e) p + e / N, independently but for the rule of `identity`: a candidate already shown is drawn
 * again, and after many tries replaced by the first one not shown yet.
 */
export function drawChoice(rng: Rng, level: Drawable, floor: number): number[] {
  const shown = new Set<number>();
  return level.shape.slots.map((_, slot) => {
    const choice = drawUnshown(rng, level, slot, floor, shown);
    note(shown, level, slot, choice);
    return choice;
  });
}

/**
 * A neighbour of a joint choice: one slot changed (half of the time), two changed, or two slots of the same candidates swapped.
 * New values come from the distributions. Returns an equal choice when nothing can be changed.
 */
export function neighbourOf(
  rng: Rng,
  centre: JointChoice,
  levels: { readonly lower: Drawable; readonly upper: Drawable },
  floor: number,
): JointChoice {
  const lower = [...centre.lower];
  const upper = [...centre.upper];
  const slots = [
    ...levels.lower.shape.slots.map((slot, i) => ({ level: levels.lower, choice: lower, i, slot })),
    ...levels.upper.shape.slots.map((slot, i) => ({ level: levels.upper, choice: upper, i, slot })),
  ].filter(({ slot }) => slot.size > 1);
  const kind = rng();
  const swappable = slots.filter((a) => slots.some((b) => b !== a && b.level === a.level && b.slot.table === a.slot.table));
  const first = swappable[integerBelow(rng, swappable.length)];
  if (kind < 0.2 && first) {
    const twins = swappable.filter((b) => b !== first && b.level === first.level && b.slot.table === first.slot.table);
    const second = twins[integerBelow(rng, twins.length)];
    if (second) {
      const kept = first.choice[first.i] ?? 0;
      first.choice[first.i] = second.choice[second.i] ?? 0;
      second.choice[second.i] = kept;
      return { lower, upper };
    }
  }
  for (let change = 0; change < (kind < 0.7 ? 1 : 2) && slots.length > 0; change++) {
    const picked = slots[integerBelow(rng, slots.length)];
    if (!picked) break;
    const shown = new Set<number>();
    picked.choice.forEach((choice, i) => {
      if (i !== picked.i) note(shown, picked.level, i, choice);
    });
    const old = picked.choice[picked.i] ?? 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const next = drawUnshown(rng, picked.level, picked.i, floor, shown);
      picked.choice[picked.i] = next;
      if (next !== old) break;
    }
  }
  return { lower, upper };
}

/** Most likely candidate per slot, skipping what an earlier slot already shows. */
export function likeliestChoice(level: Drawable): number[] {
  const shown = new Set<number>();
  return level.shape.slots.map((slot, i) => {
    const row = rowOf(level.distribution, slot);
    let best = 0;
    let bestValue = -1;
    row.forEach((value, j) => {
      if (value > bestValue && !isShown(shown, level, i, j)) {
        best = j;
        bestValue = value;
      }
    });
    note(shown, level, i, best);
    return best;
  });
}

/** A text that tells joint choices apart. */
export function choiceKey(choice: JointChoice): string {
  return `${choice.lower.join(",")}|${choice.upper.join(",")}`;
}

const TRIES = 20;

function drawUnshown(rng: Rng, level: Drawable, slot: number, floor: number, shown: ReadonlySet<number>): number {
  const shape = level.shape.slots[slot];
  if (!shape) return 0;
  const row = rowOf(level.distribution, shape);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const choice = drawWithFloor(rng, row, floor);
    if (!isShown(shown, level, slot, choice)) return choice;
  }
  for (let choice = 0; choice < shape.size; choice++) if (!isShown(shown, level, slot, choice)) return choice;
  return 0;
}

function isShown(shown: ReadonlySet<number>, level: Drawable, slot: number, choice: number): boolean {
  const identity = level.identity[(level.shape.slots[slot]?.offset ?? 0) + choice] ?? -1;
  return identity >= 0 && shown.has(identity);
}

function note(shown: Set<number>, level: Drawable, slot: number, choice: number): void {
  const identity = level.identity[(level.shape.slots[slot]?.offset ?? 0) + choice] ?? -1;
  if (identity >= 0) shown.add(identity);
}
