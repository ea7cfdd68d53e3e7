// The targets of the accuracy bench, and whether the figures meet them.

import { mean } from "../../../shared/math/mean.ts";
import { METHODS } from "../../../shared/methods/methods.ts";
import type { Target } from "../bench-report.ts";
import { accuracy, averageRanks, type Group, onSeedsOf, pairedBootstrap, type Reading } from "./figures.ts";

const READINGS: readonly { readonly reading: Reading; readonly name: string }[] = [
  { reading: "calibrated", name: "with offsets" },
  { reading: "bare", name: "bare" },
];

/** `low`: groups at a quarter of the budget. */
export function targetsOf(groups: readonly Group[], low: readonly Group[]): Target[] {
  const sets = [...new Set(groups.map(({ set }) => set))];
  const find = (from: readonly Group[], method: string, set: string): Group | undefined =>
    from.find((group) => group.method === method && group.set === set);
  // On seeds both have: a second seed of one of them would count as a difference between the methods.
  const gap = (method: string, other: string, reading: Reading): number =>
    mean(
      sets.flatMap((set) => {
        const [a, b] = [find(groups, method, set), find(groups, other, set)];
        const [own, others] = a && b ? [onSeedsOf(a, b), onSeedsOf(b, a)] : [];
        return own && others && own.cells.length > 0 ? [accuracy(own, reading) - accuracy(others, reading)] : [];
      }),
    );
  const targets: Target[] = [];
  const add = (id: string, target: string, measured: number, met: (value: number) => boolean, shown: (value: number) => string): void => {
    if (Number.isFinite(measured)) targets.push({ id, target, measured: shown(measured), met: met(measured) });
  };
  for (const { reading, name } of READINGS) {
    for (const [setting, ours] of [
      ["pooled", "cendbt"],
      ["shared", "asyndbt"],
    ] as const) {
      const rivals = METHODS.filter((method) => method.setting === setting && method.role === "baseline").map((method) => method.name);
      const ranks = averageRanks(groups, [...rivals, ours], reading);
      add(
        `${ours}: average rank, ${name}`,
        `1 of ${ranks.size}`,
        ranks.size > 1 ? (ranks.get(ours) ?? Number.NaN) : Number.NaN,
        (value) => value <= 1,
        (value) => value.toFixed(2),
      );
    }
    const wanted = reading === "bare" ? 0.15 : 0.05;
    add(
      `cendbt above random demonstrations, ${name}`,
      `at least ${100 * wanted} points`,
      gap("cendbt", "random-icl", reading),
      (value) => value >= wanted,
      points,
    );
    for (const [ours, many] of [
      ["cendbt", "random-icl-many"],
      ["asyndbt", "random-icl-many-alone"],
    ] as const)
      add(`${ours} above as many random demonstrations, ${name}`, "above", gap(ours, many, reading), (value) => value > 0, points);
    add(
      `asyndbt above random demonstrations of its participants, ${name}`,
      `at least ${100 * wanted} points`,
      gap("asyndbt", "random-icl-alone", reading),
      (value) => value >= wanted,
      points,
    );
    for (const [together, alone] of [
      ["asyndbt", "alone"],
      ["public-demonstrations", "public-demonstrations-alone"],
    ] as const) {
      const below = gap(together, "cendbt", reading);
      add(`${together} against centralised, ${name}`, "at most 2 points below", below, (value) => value >= -0.02, points);
      add(`${together} against its participants alone, ${name}`, "above", gap(together, alone, reading), (value) => value > 0, points);
    }
    const worst = worstUpperEnd(groups, sets, reading);
    add(
      `never significantly below the initial prompt, ${name}`,
      "upper end of the 95 % interval not below 0 on any set",
      worst,
      (value) => value >= 0,
      points,
    );
    for (const ours of ["cendbt", "asyndbt"]) {
      const start = (set: string): Group | undefined => find(groups, "manual", set);
      const share = earlyShare(
        sets.map((set) => ({ start: start(set), early: find(low, ours, set), end: find(groups, ours, set) })),
        reading,
      );
      add(
        `${ours}: gain at a quarter of the budget, ${name}`,
        "at least half of the gain",
        share,
        (value) => value >= 0.5,
        (value) => `${Math.round(100 * value)} %`,
      );
    }
  }
  return targets;
}

const points = (value: number): string => `${(100 * value).toFixed(1)} points`;

interface Course {
  readonly start: Group | undefined;
  /** At a quarter of the budget. */
  readonly early: Group | undefined;
  readonly end: Group | undefined;
}

/** The share of the gain that is there at a quarter of the budget. Half of a loss is no gain: 0 where there is none. */
function earlyShare(courses: readonly Course[], reading: Reading): number {
  const gains = courses.flatMap(({ start, early, end }) => {
    if (!start || !early || !end) return [];
    const before = accuracy(start, reading);
    return [{ early: accuracy(early, reading) - before, end: accuracy(end, reading) - before }];
  });
  const [early, end] = [mean(gains.map((gain) => gain.early)), mean(gains.map((gain) => gain.end))];
  return end <= 0 ? 0 : early / end;
}

/** Upper end of the 95 % interval of tuned less initial prompt, on the set where it is lowest. */
function worstUpperEnd(groups: readonly Group[], sets: readonly string[], reading: Reading): number {
  const ends = ["cendbt", "asyndbt"].flatMap((method) =>
    sets.flatMap((set) => {
      const of = (name: string): Group | undefined => groups.find((group) => group.method === name && group.set === set);
      const [tuned, initial] = [of(method), of("manual")];
      return tuned && initial ? [pairedBootstrap(tuned, initial, reading).high] : [];
    }),
  );
  return Math.min(...ends);
}
