import { describe, expect, it } from "vitest";
import { randomStream } from "../../../shared/math/random.ts";
import { accuracy, accuracyBySeed, averageRanks, type Group, groupsOf, pairedBootstrap, perRow } from "./figures.ts";
import { type CellParts, cellOf, marks } from "./testing/cells.ts";

function group(method: string, ...cells: readonly Omit<CellParts, "set" | "method">[]): Group {
  return { set: "sst2", method, cells: cells.map((parts) => cellOf({ set: "sst2", method, ...parts })) };
}

/** Rows right with this chance, drawn. */
function drawn(seed: string, chance: number, rows = 200): string {
  const rng = randomStream("figures test", seed);
  return Array.from({ length: rows }, () => (rng() < chance ? "1" : "0")).join("");
}

describe("accuracies", () => {
  it("averages a row over participants and seeds", () => {
    const measured = group("asyndbt", { seed: 0, bare: ["1100", "1010"] }, { seed: 1, bare: ["1000", "1001"] });
    expect(perRow(measured, "bare")).toEqual([1, 0.25, 0.25, 0.25]);
    expect(accuracy(measured, "bare")).toBeCloseTo(1.75 / 4, 12);
    expect(accuracyBySeed(measured, "bare")).toEqual([0.5, 0.375]);
  });

  it("gives seeds in their order, whatever the order of measuring, and the two readings apart", () => {
    const measured = group("kate", { seed: 2, bare: ["11"], calibrated: ["00"] }, { seed: 0, bare: ["00"], calibrated: ["11"] });
    expect(accuracyBySeed(measured, "bare")).toEqual([0, 1]);
    expect(accuracyBySeed(measured, "calibrated")).toEqual([1, 0]);
  });

  it("has no accuracy of nothing", () => {
    expect(perRow(group("kate"), "bare")).toEqual([]);
    expect(accuracy(group("kate"), "bare")).toBeNaN();
  });

  it("groups by set and method, in the order of the methods", () => {
    const cells = [
      cellOf({ set: "trec", method: "asyndbt", bare: ["1"] }),
      cellOf({ set: "sst2", method: "manual", bare: ["1"] }),
      cellOf({ set: "sst2", method: "manual", seed: 1, bare: ["0"] }),
      cellOf({ set: "sst2", method: "asyndbt", bare: ["1"] }),
    ];
    const found = groupsOf(cells).map(({ set, method, cells: own }) => [set, method, own.length]);
    expect(found).toEqual([
      ["sst2", "manual", 2],
      ["trec", "asyndbt", 1],
      ["sst2", "asyndbt", 1],
    ]);
  });
});

describe("pairedBootstrap", () => {
  it("holds a known difference inside its interval, and 0 outside of one that is large", () => {
    const better = group("asyndbt", ...[0, 1, 2].map((seed) => ({ seed, bare: [drawn(`a${seed}`, 0.8)] })));
    const worse = group("manual", ...[0, 1, 2].map((seed) => ({ seed, bare: [drawn(`b${seed}`, 0.6)] })));
    const { difference, low, high } = pairedBootstrap(better, worse, "bare");
    expect(difference).toBeCloseTo(accuracy(better, "bare") - accuracy(worse, "bare"), 12);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.2);
    expect(low).toBeGreaterThan(0);
  });

  it("is as wide as the rows demand: 60 rows differ of 200, 40 up and 20 down", () => {
    // One seed. Differences +1 (40), -1 (20), 0 (140): mean .1, variance .3 - .01, standard error sqrt(.29 / 200) = .0381.
    const own = "1".repeat(40) + "0".repeat(20) + "1".repeat(140);
    const other = "0".repeat(40) + "1".repeat(160);
    const { difference, low, high } = pairedBootstrap(group("asyndbt", { bare: [own] }), group("manual", { bare: [other] }), "bare");
    expect(difference).toBeCloseTo(0.1, 12);
    // 1.96 standard errors; 2,000 resamples place a 2.5 % quantile to about .002, in steps of .005.
    expect(low).toBeGreaterThan(0.1 - 0.0747 - 0.006);
    expect(low).toBeLessThan(0.1 - 0.0747 + 0.006);
    expect(high).toBeGreaterThan(0.1 + 0.0747 - 0.006);
    expect(high).toBeLessThan(0.1 + 0.0747 + 0.006);
  });

  it("is wider where seeds disagree than where they agree", () => {
    const base = group("manual", ...[0, 1].map((seed) => ({ seed, bare: [marks(100, 200)] })));
    const agreeing = group("asyndbt", ...[0, 1].map((seed) => ({ seed, bare: [marks(120, 200)] })));
    const disagreeing = group("asyndbt", { seed: 0, bare: [marks(90, 200)] }, { seed: 1, bare: [marks(150, 200)] });
    const width = (a: Group): number => {
      const { low, high } = pairedBootstrap(a, base, "bare");
      return high - low;
    };
    expect(width(disagreeing)).toBeGreaterThan(1.3 * width(agreeing));
  });

  it("includes 0 for methods that are equal, exactly or by chance", () => {
    const a = group("asyndbt", { bare: [marks(130, 200)] });
    expect(pairedBootstrap(a, { ...a, method: "kate" }, "bare")).toEqual({ difference: 0, low: 0, high: 0 });
    const [x, y] = [group("asyndbt", { bare: [drawn("x", 0.7)] }), group("kate", { bare: [drawn("y", 0.7)] })];
    const { low, high } = pairedBootstrap(x, y, "bare");
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it("compares only seeds that both have, and says nothing where there are none", () => {
    const a = group("asyndbt", { seed: 0, bare: ["1111"] }, { seed: 1, bare: ["1100"] });
    expect(pairedBootstrap(a, group("kate", { seed: 1, bare: ["0000"] }, { seed: 2, bare: ["1111"] }), "bare").difference).toBe(0.5);
    expect(pairedBootstrap(a, group("kate", { seed: 2, bare: ["1111"] }), "bare")).toEqual({ difference: NaN, low: NaN, high: NaN });
  });

  it("gives the same figures every time", () => {
    const [a, b] = [group("asyndbt", { bare: [drawn("s", 0.7)] }), group("kate", { bare: [drawn("t", 0.6)] })];
    expect(pairedBootstrap(a, b, "bare")).toEqual(pairedBootstrap(a, b, "bare"));
  });
});

describe("averageRanks", () => {
  const of = (set: string, method: string, right: number): Group => ({
    set,
    method,
    cells: [cellOf({ set, method, bare: [marks(right, 10)] })],
  });

  it("gives equals the mean of their places, and averages over sets", () => {
    const groups = [
      ...[of("sst2", "manual", 5), of("sst2", "kate", 7), of("sst2", "bdpl", 7), of("sst2", "cendbt", 9)],
      ...[of("trec", "manual", 8), of("trec", "kate", 8), of("trec", "bdpl", 8), of("trec", "cendbt", 2)],
    ];
    // sst2: 4, 2.5, 2.5, 1. trec: 2, 2, 2, 4.
    expect([...averageRanks(groups, ["manual", "kate", "bdpl", "cendbt"], "bare")]).toEqual([
      ["manual", 3],
      ["kate", 2.25],
      ["bdpl", 2.25],
      ["cendbt", 2.5],
    ]);
  });

  it("leaves out who was not measured on every set, and who was not asked about", () => {
    const groups = [of("sst2", "manual", 5), of("trec", "manual", 5), of("sst2", "kate", 9), of("sst2", "bdpl", 1), of("trec", "bdpl", 9)];
    expect([...averageRanks(groups, ["manual", "kate"], "bare")]).toEqual([["manual", 1]]);
    expect(averageRanks([], ["manual"], "bare").size).toBe(0);
  });
});
