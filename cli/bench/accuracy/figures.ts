// From cells to figures: accuracies with intervals, ranks, and a paired bootstrap between two methods.

import { mean } from "../../../shared/math/mean.ts";
import { randomStream } from "../../../shared/math/random.ts";
import { METHODS } from "../../../shared/methods/methods.ts";
import type { Cell } from "./cell.ts";

export type Reading = "bare" | "calibrated";

/** Cells of one method on one set, all seeds. */
export interface Group {
  readonly set: string;
  readonly method: string;
  readonly cells: readonly Cell[];
}

export function groupsOf(cells: readonly Cell[]): Group[] {
  const groups = new Map<string, { set: string; method: string; cells: Cell[] }>();
  for (const cell of cells) {
    const key = `${cell.set}/${cell.method}`;
    const group = groups.get(key) ?? { set: cell.set, method: cell.method, cells: [] };
    group.cells.push(cell);
    groups.set(key, group);
  }
  const order = METHODS.map(({ name }) => name);
  return [...groups.values()].sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
}

/** Share of right answers on each test row over seeds and participants. Shape [rows]. */
export function perRow(group: Group, reading: Reading): number[] {
  const marks = group.cells.flatMap(({ tested }) => tested.map((one) => one[reading]));
  const rows = Math.min(...marks.map((text) => text.length));
  return Array.from({ length: marks.length > 0 ? rows : 0 }, (_, row) => mean(marks.map((text) => (text[row] === "1" ? 1 : 0))));
}

export function accuracy(group: Group, reading: Reading): number {
  return mean(perRow(group, reading));
}

/** Per seed, in the order of the seeds. */
export function accuracyBySeed(group: Group, reading: Reading): number[] {
  return [...group.cells].sort((a, b) => a.seed - b.seed).map((cell) => accuracy({ ...group, cells: [cell] }, reading));
}

/** The cells of `group` whose seeds `other` has, too. */
export function onSeedsOf(group: Group, other: Group): Group {
  const seeds = new Set(other.cells.map(({ seed }) => seed));
  return { ...group, cells: group.cells.filter(({ seed }) => seeds.has(seed)) };
}

const RESAMPLES = 2_000;

/**
 * Difference a - b in accuracy with its 95 % interval: test rows drawn again with replacement, and seeds too where there are several
 * (Efron and Tibshirani 1993). Only seeds both have.
 */
export function pairedBootstrap(
  a: Group,
  b: Group,
  reading: Reading,
): { readonly difference: number; readonly low: number; readonly high: number } {
  const seeds = onSeedsOf(a, b).cells.map(({ seed }) => seed);
  const bySeed = seeds.map((seed) => {
    const of = (group: Group): number[] => perRow({ ...group, cells: group.cells.filter((cell) => cell.seed === seed) }, reading);
    const [own, other] = [of(a), of(b)];
    return own.map((value, row) => value - (other[row] ?? 0));
  });
  const [first] = bySeed;
  if (!first || first.length === 0) return { difference: Number.NaN, low: Number.NaN, high: Number.NaN };
  const rng = randomStream("bootstrap", a.set, a.method, b.method, reading);
  const draws: number[] = [];
  for (let k = 0; k < RESAMPLES; k++) {
    const drawnSeeds = bySeed.map(() => bySeed[Math.floor(rng() * bySeed.length)] ?? first);
    let sum = 0;
    for (let row = 0; row < first.length; row++) {
      const at = Math.floor(rng() * first.length);
      for (const differences of drawnSeeds) sum += (differences[at] ?? 0) / (first.length * drawnSeeds.length);
    }
    draws.push(sum);
  }
  draws.sort((x, y) => x - y);
  const at = (share: number): number => draws[Math.floor(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { difference: mean(bySeed.map(mean)), low: at(0.025), high: at(0.975) };
}

/** Mean rank over sets, 1 is best; equals share the mean of their places. Only methods measured on every set. */
export function averageRanks(groups: readonly Group[], methods: readonly string[], reading: Reading): ReadonlyMap<string, number> {
  const sets = [...new Set(groups.map(({ set }) => set))];
  const of = (method: string, set: string): Group | undefined => groups.find((group) => group.method === method && group.set === set);
  const complete = methods.filter((method) => sets.every((set) => of(method, set)));
  const ranks = new Map<string, number>();
  for (const set of sets) {
    const values = complete.map((method) => {
      const group = of(method, set);
      return { method, value: group ? accuracy(group, reading) : Number.NaN };
    });
    for (const { method, value } of values) {
      const better = values.filter((other) => other.value > value + 1e-12).length;
      const equal = values.filter((other) => Math.abs(other.value - value) <= 1e-12).length;
      ranks.set(method, (ranks.get(method) ?? 0) + (better + (equal + 1) / 2) / sets.length);
    }
  }
  return ranks;
}
