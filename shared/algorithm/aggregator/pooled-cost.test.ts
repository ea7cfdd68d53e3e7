// All tables are pooled by their weights, with a cap, shrinkage, a limit, and only one scale.

import { describe, expect, it } from "vitest";
import { levelWith, phraseSpace, settingsOf, spaceOf, toyRecord } from "../testing/toy.ts";
import { contributorsOf, ownCost, pooledCost, pooledCosts } from "./pooled-cost.ts";

const space = phraseSpace([3]);
const slot = space.slots[0] ?? { size: 0, offset: 0, table: 0 };
const settings = settingsOf({ tableShrinkage: 2, aggregation: "mean" });
const from = (id: string, costs: readonly number[], weight = 1, over = {}) => {
  const level = { ...levelWith(space, costs, weight), ...over };
  return toyRecord(space, id, { level });
};

describe("pooled cost", () => {
  it("[A33] is the weighted mean shrunk by kappa0", () => {
    // Candidate 0: (1*2 + 4*2) / 4 = 2.5, weight 4, kappa0 2: 2.5 * 4 / 6.
    const pooled = pooledCost(slot, settings, [from("a", [1, 0, -1], 2), from("b", [4, 0, -1], 2)]);
    expect(pooled[0]).toBeCloseTo((2.5 * 4) / 6, 15);
    expect(pooled[1]).toBe(0);
    expect(pooled[2]).toBeCloseTo((-1 * 4) / 6, 15);
  });

  it("[A33] an entry one participant never tried does not dilute what the others know of it", () => {
    const blind = from("b", [5, 0, 0], 2);
    const level = { ...blind.level, table: { sum: Float64Array.of(0, 2, 2), weight: Float64Array.of(0, 2, 2) } };
    const pooled = pooledCost(slot, settings, [from("a", [1, 0, 0], 2), { ...blind, level }]);
    expect(pooled[0]).toBeCloseTo((1 * 2) / 4, 15);
    expect(pooled[1]).toBeCloseTo((0.5 * 4) / 6, 15);
  });

  it("[A33b] sending often does not buy weight: nobody counts more than twice the median participant", () => {
    const honest = [from("a", [0, 0, 0]), from("b", [0, 0, 0]), from("c", [0, 0, 0])];
    // Weight 1000 is cut to 2 x 1: the mean is 2 * 5 / 5 however much more is sent, shrunk 2 * 5 / (5 + 2).
    for (const flood of [1000, 100_000]) {
      const pooled = pooledCost(slot, settings, [...honest, from("flood", [5, 0, 0], flood)]);
      expect(pooled[0]).toBeCloseTo(10 / 7, 12);
    }
    // At the cap itself nothing is cut: 2 * 5 / (3 + 2 + 2).
    expect(pooledCost(slot, settings, [...honest, from("d", [5, 0, 0], 2)])[0]).toBeCloseTo(10 / 7, 12);
    expect(pooledCost(slot, settings, [...honest, from("d", [5, 0, 0], 1.5)])[0]).toBeCloseTo(7.5 / 6.5, 12);
  });

  it("[A12] [A33] costs count in standard deviations of their own losses", () => {
    const shrunk = (2 / 4) * 1;
    expect(pooledCost(slot, settings, [from("a", [1, 0, 0], 2)])[0]).toBeCloseTo(shrunk, 15);
    expect(pooledCost(slot, settings, [from("a", [3, 0, 0], 2, { lossVariance: 9 })])[0]).toBeCloseTo(shrunk, 15);
  });

  it("[A33a] a participant that hides its variance gains at most ten standard deviations", () => {
    const liar = from("liar", [-4, 4, 0], 2, { lossVariance: 1e-10 });
    expect(pooledCost(slot, settings, [liar])[0]).toBeCloseTo(-10 * (2 / 4), 12);
    expect(ownCost(liar, slot, settings)[1]).toBeCloseTo(10 * (2 / 4), 12);
    expect(pooledCost(slot, settings, [from("a", [-9.5, 0, 0], 2)])[0]).toBeCloseTo(-9.5 / 2, 12);
  });

  it("[A33] own cost is the table's A / (n + kappa0) in standard deviations", () => {
    const own = ownCost(from("a", [3, -1, 0], 4, { lossVariance: 4 }), slot, settings);
    expect([...own]).toEqual([(1.5 * 4) / 6, (-0.5 * 4) / 6, 0]);
    const empty = from("b", [0, 0, 0], 0);
    expect([...ownCost(empty, slot, settings)]).toEqual([0, 0, 0]);
    expect([...pooledCost(slot, settings, [empty])]).toEqual([0, 0, 0]);
  });

  it("[A10d] [A33] the policy gradient's mean is not shrunk", () => {
    const unshrunk = settingsOf({ estimator: "policy-gradient", aggregation: "mean" });
    expect(pooledCost(slot, unshrunk, [from("a", [3, -1, 0], 4)])[0]).toBe(3);
    expect(ownCost(from("a", [3, -1, 0], 4), slot, unshrunk)[1]).toBe(-1);
  });

  it("[A33c] who alone knows a candidate still counts at most twice the median participant for it", () => {
    const known = (id: string, costs: readonly number[], weights: readonly number[]) => {
      const sum = Float64Array.from(weights, (weight, j) => weight * (costs[j] ?? 0));
      return toyRecord(space, id, { level: { ...levelWith(space, []), table: { sum, weight: Float64Array.from(weights) } } });
    };
    const honest = ["a", "b", "c"].map((id) => known(id, [0, 1, 1], [0, 1.5, 1.5]));
    // Median total 3, cap 6: 5 * 6 / (6 + 2), however often it sends.
    for (const flood of [1000, 10]) {
      expect(pooledCost(slot, settings, [...honest, known("flood", [5, 0, 0], [flood, 0, 0])])[0]).toBeCloseTo(30 / 8, 12);
    }
  });

  it("[A33] what nobody tried costs 0, shrunk or not", () => {
    const unshrunk = settingsOf({ estimator: "policy-gradient", aggregation: "mean" });
    const level = { ...from("a", [3, 0, 0]).level, table: { sum: Float64Array.of(3, 0, 0, 0, 0), weight: Float64Array.of(1, 0, 0, 0, 0) } };
    const blind = toyRecord(space, "a", { level });
    expect([...pooledCost(slot, unshrunk, [blind])]).toEqual([3, 0, 0]);
    expect([...ownCost(blind, slot, unshrunk)]).toEqual([3, 0, 0]);
  });

  it("[A34e] auto takes the mean below five, the trimmed mean below ten, then the screened mean", () => {
    const auto = settingsOf({ tableShrinkage: 1e-3 });
    const liar = from("liar", [-9, 0, 0]);
    const group = (n: number) => [...Array.from({ length: n - 1 }, (_, k) => from(`h${k}`, [1 + (k * k) / 30, 0, 0])), liar];
    const as = (kind: "mean" | "trimmed" | "centred-clipping", n: number) => pooledCost(slot, { ...auto, aggregation: kind }, group(n))[0];
    for (const n of [2, 4]) expect(pooledCost(slot, auto, group(n))[0]).toBe(as("mean", n));
    for (const n of [5, 9]) expect(pooledCost(slot, auto, group(n))[0]).toBe(as("trimmed", n));
    // Ten values: the median is 1 + 12.5/30, the median distance 12.5/30, and the seven with k up to 6 are within 2 of it.
    expect(pooledCost(slot, auto, group(10))[0]).toBeCloseTo(((1 + 91 / 30 / 7) * 10) / 10.001, 14);
    for (const n of [5, 10]) {
      expect(as("mean", n)).not.toBe(as("trimmed", n));
      expect(as("trimmed", n)).not.toBe(as("centred-clipping", n));
    }
  });

  it("[A23a] only tables of the most common scale are averaged, the earliest of equals", () => {
    const records = [
      toyRecord(space, "silent", { scale: null }),
      toyRecord(space, "a", { scale: { loss: "plain", rung: "exact" } }),
      toyRecord(space, "b", { scale: { loss: "calibrated", rung: "exact" } }),
      toyRecord(space, "c", { scale: { loss: "calibrated", rung: "exact" }, status: "suspended" }),
    ];
    expect(contributorsOf(records).map(({ id }) => id)).toEqual(["b", "c"]);
    expect(contributorsOf(records.slice(0, 3)).map(({ id }) => id)).toEqual(["a"]);
    expect(contributorsOf(records.slice(0, 1))).toEqual([]);
    expect(contributorsOf([])).toEqual([]);
  });

  it("[A1c] [A33] slots of one table have one cost, each at its own offset", () => {
    const toy = spaceOf();
    const costs = Array.from({ length: toy.tableSize }, (_, at) => at / 10);
    const all = pooledCosts(toy, settings, [toyRecord(toy, "a", { level: levelWith(toy, costs, 2) })]);
    for (const each of toy.slots) {
      for (let j = 0; j < each.size; j++) expect(all[each.offset + j]).toBeCloseTo(((each.table + j) / 10) * (2 / 4), 12);
    }
  });
});
