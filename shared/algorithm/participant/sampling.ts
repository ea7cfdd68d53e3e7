// Makes prompts to try: joint draws from the distributions of both levels, and neighbours of the incumbents ([A3], [A4]).

import { integerBelow, type Rng } from "../../math/random.ts";
import { drawWithFloor } from "../../math/simplex.ts";
import { type LevelShape, type LevelSlot, slotCosts, slotPart } from "../level.ts";
import type { CostTable } from "../state.ts";

/** One candidate index per slot of a level. */
export type Choice = readonly number[];

/** A joint choice (J, K): J has the fragment, label words and public demonstrations, K the private demonstrations. */
export interface JointChoice {
  readonly lower: Choice;
  readonly upper: Choice;
}

/** A level to draw from. Some of its slots must not show the same thing twice. */
export interface Drawable {
  readonly shape: LevelShape;
  readonly distribution: Float64Array;
  /**
   * One number per candidate for what it shows; -1 if it may repeat. Two slots may not show the same number [A3a]. Shape [dimension].
   */
  readonly identity: Int32Array;
  /** 1 for each candidate that may be drawn; if left out, all may [A50a]. The first of every slot may. Shape [dimension]. */
  readonly open?: Uint8Array | undefined;
}

/** Draws a candidate of a slot. It is called again if the candidate is shown already. */
export type Draw = (rng: Rng, slot: number) => number;

/** The draws of each level. */
export interface Draws {
  readonly lower: Draw;
  readonly upper: Draw;
}

/** Draws from (1 - e) p + e / N [A3]; where some candidates are closed, among the open ones in the proportions of p [A50a]. */
export function byDistribution({ shape, distribution, open }: Omit<Drawable, "identity">, floor: number): Draw {
  return (rng, slot) => {
    const of = shape.slots[slot];
    if (!of) return 0;
    const part = slotPart(distribution, of);
    if (!open) return drawWithFloor(rng, part, floor);
    const candidates = openOf(of, open);
    const sum = candidates.reduce((total, j) => total + (part[j] ?? 0), 0);
    const shares = candidates.map((j) => (sum > 0 ? (part[j] ?? 0) / sum : 1 / candidates.length));
    return candidates[drawWithFloor(rng, shares, floor)] ?? 0;
  };
}

/** The open candidates of a slot, in order. */
function openOf(slot: LevelSlot, open: Uint8Array | undefined): number[] {
  const all = Array.from({ length: slot.size }, (_, j) => j);
  return open ? all.filter((j) => open[slot.offset + j] === 1) : all;
}

/**
 * Thompson sampling [A40]: takes the candidate whose cost, drawn from N(c, s^2 / (n + kappa0)), is lowest, so each candidate as often as it
 * may be the best for all that the table knows. One draw in 1/e is uniform [A40a]. `spread` is s, the standard deviation of a loss.
 */
export function byTable(
  { shape, open }: Pick<Drawable, "shape" | "open">,
  table: CostTable,
  options: { spread: number; shrinkage: number; floor: number },
): Draw {
  const { spread, shrinkage, floor } = options;
  const known = shape.slots.map((slot) => ({
    candidates: openOf(slot, open),
    costs: slotCosts(table, slot, shrinkage),
    deviations: Float64Array.from({ length: slot.size }, (_, j) => spread / Math.sqrt((table.weight[slot.table + j] ?? 0) + shrinkage)),
  }));
  return (rng, slot) => {
    const { candidates, costs, deviations } = known[slot] ?? {
      candidates: [0],
      costs: new Float64Array(1),
      deviations: new Float64Array(1),
    };
    if (candidates.length === 1) return candidates[0] ?? 0;
    if (rng() < floor) return candidates[integerBelow(rng, candidates.length)] ?? 0;
    let best = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (const j of candidates) {
      const cost = (costs[j] ?? 0) + (deviations[j] ?? 0) * roughlyNormal(rng);
      if (cost < lowest) [best, lowest] = [j, cost];
    }
    return best;
  };
}

/** Draws one candidate per slot, independently except for the rule of `identity`. After many tries it takes the first one not shown yet. */
export function drawChoice(rng: Rng, level: Drawable, draw: Draw): number[] {
  const shown = new Set<number>();
  return level.shape.slots.map((_, slot) => {
    const choice = drawUnshown(rng, level, slot, draw, shown);
    note(shown, level, slot, choice);
    return choice;
  });
}

/**
 * Makes a prompt of others: every slot shows what one of the `parents` shows there, and the parent is drawn anew for each slot [A44a]. This
 * is a draw from the distribution that gives each candidate its share among the best prompts, as in the cross-entropy method (Rubinstein
 * 1999), except for the rule of `identity`. `stranger`, if given, is one more parent, of the lower level only [A44b].
 */
export function recombinationOf(
  rng: Rng,
  parents: readonly JointChoice[],
  levels: { readonly lower: Drawable; readonly upper: Drawable },
  stranger: Draw | null,
): JointChoice {
  const inherited = (level: "lower" | "upper"): Draw => {
    const strangers = level === "lower" && stranger ? 1 : 0;
    return (of, slot) => {
      const parent = parents[integerBelow(of, parents.length + strangers)];
      return parent ? (parent[level][slot] ?? 0) : (stranger?.(of, slot) ?? 0);
    };
  };
  return { lower: drawChoice(rng, levels.lower, inherited("lower")), upper: drawChoice(rng, levels.upper, inherited("upper")) };
}

/** The share of neighbours with two slots of the same candidates swapped, and with one slot changed; the others have two changed [A4c]. */
const SWAPPED_SHARE = 0.2;
const ONE_CHANGED_SHARE = 0.5;

/**
 * A neighbour of a joint choice: one slot changed (half of the time), two changed, or two slots of the same candidates swapped [A4c].
 * Returns an equal choice if nothing can be changed [A4d].
 */
export function neighbourOf(
  rng: Rng,
  centre: JointChoice,
  levels: { readonly lower: Drawable; readonly upper: Drawable },
  draws: Draws,
): JointChoice {
  const lower = [...centre.lower];
  const upper = [...centre.upper];
  const slots = [
    ...levels.lower.shape.slots.map((slot, i) => ({ level: levels.lower, draw: draws.lower, choice: lower, i, slot })),
    ...levels.upper.shape.slots.map((slot, i) => ({ level: levels.upper, draw: draws.upper, choice: upper, i, slot })),
  ].filter(({ level, slot }) => openOf(slot, level.open).length > 1);
  const kind = rng();
  const swappable = slots.filter((a) => slots.some((b) => b !== a && b.level === a.level && b.slot.table === a.slot.table));
  const first = swappable[integerBelow(rng, swappable.length)];
  if (kind < SWAPPED_SHARE && first) {
    const twins = swappable.filter((b) => b !== first && b.level === first.level && b.slot.table === first.slot.table);
    const second = twins[integerBelow(rng, twins.length)];
    if (second) {
      const kept = first.choice[first.i] ?? 0;
      first.choice[first.i] = second.choice[second.i] ?? 0;
      second.choice[second.i] = kept;
      return { lower, upper };
    }
  }
  const changes = kind < SWAPPED_SHARE + ONE_CHANGED_SHARE ? 1 : 2;
  for (let change = 0; change < changes && slots.length > 0; change++) {
    const picked = slots[integerBelow(rng, slots.length)];
    if (!picked) break;
    const shown = new Set<number>();
    picked.choice.forEach((choice, i) => {
      if (i !== picked.i) note(shown, picked.level, i, choice);
    });
    const old = picked.choice[picked.i] ?? 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const next = drawUnshown(rng, picked.level, picked.i, picked.draw, shown);
      picked.choice[picked.i] = next;
      if (next !== old) break;
    }
  }
  return { lower, upper };
}

/** The likeliest candidate of each slot that no earlier slot shows [A37d]. */
export function likeliestChoice(level: Drawable): number[] {
  return cheapestChoice(
    level,
    level.distribution.map((share) => -share),
  );
}

/** The cheapest candidate of each slot that no earlier slot shows [A37d]. `costs` has shape [dimension]. */
export function cheapestChoice(level: Drawable, costs: Float64Array): number[] {
  const shown = new Set<number>();
  return level.shape.slots.map((slot, i) => {
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    slotPart(costs, slot).forEach((cost, j) => {
      if (cost < bestCost && isFree(shown, level, i, j)) {
        best = j;
        bestCost = cost;
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

/** 0 with probability 1/2, 1 with 1/4, 2 with 1/8, and so on. */
export function geometric(rng: Rng): number {
  let count = 0;
  while (count < 32 && rng() < 0.5) count++;
  return count;
}

/** So many draws are tried to find a candidate that is not shown already [A3b]. */
const TRIES = 20;

/** Standard normal except for its tails beyond 3.46. It takes only four uniform numbers, because a draw needs one for every candidate. */
function roughlyNormal(rng: Rng): number {
  return (rng() + rng() + rng() + rng() - 2) * Math.sqrt(3);
}

function drawUnshown(rng: Rng, level: Drawable, slot: number, draw: Draw, shown: ReadonlySet<number>): number {
  const shape = level.shape.slots[slot];
  if (!shape) return 0;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const choice = draw(rng, slot);
    if (!isShown(shown, level, slot, choice)) return choice;
  }
  for (let choice = 0; choice < shape.size; choice++) if (isFree(shown, level, slot, choice)) return choice;
  return 0;
}

function isFree(shown: ReadonlySet<number>, level: Drawable, slot: number, choice: number): boolean {
  const closed = level.open && level.open[(level.shape.slots[slot]?.offset ?? 0) + choice] === 0;
  return !closed && !isShown(shown, level, slot, choice);
}

function isShown(shown: ReadonlySet<number>, level: Drawable, slot: number, choice: number): boolean {
  const identity = level.identity[(level.shape.slots[slot]?.offset ?? 0) + choice] ?? -1;
  return identity >= 0 && shown.has(identity);
}

function note(shown: Set<number>, level: Drawable, slot: number, choice: number): void {
  const identity = level.identity[(level.shape.slots[slot]?.offset ?? 0) + choice] ?? -1;
  if (identity >= 0) shown.add(identity);
}
