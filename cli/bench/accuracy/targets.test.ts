import { describe, expect, it } from "vitest";
import type { Target } from "../bench-report.ts";
import type { Group } from "./figures.ts";
import { targetsOf } from "./targets.ts";
import { cellOf, marks } from "./testing/cells.ts";

/** Right answers of 100, per method and set; one seed. `bare` as with offsets where not given. */
type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>;

function groupsFrom(measured: Measured, bare: Measured = measured): Group[] {
  return Object.entries(measured).flatMap(([set, methods]) =>
    Object.entries(methods).map(([method, right]) => ({
      set,
      method,
      cells: [cellOf({ set, method, bare: [marks(bare[set]?.[method] ?? right, 100)], calibrated: [marks(right, 100)] })],
    })),
  );
}

function find(targets: readonly Target[], id: string): Pick<Target, "measured" | "met"> | undefined {
  const found = targets.find((target) => target.id === id);
  return found && { measured: found.measured, met: found.met };
}

const met = (measured: string): Pick<Target, "measured" | "met"> => ({ measured, met: true });
const missed = (measured: string): Pick<Target, "measured" | "met"> => ({ measured, met: false });

const good: Measured = {
  sst2: { manual: 50, "random-icl": 60, cendbt: 80, "random-icl-alone": 58, alone: 70, asyndbt: 79 },
  trec: { manual: 40, "random-icl": 50, cendbt: 60, "random-icl-alone": 46, alone: 55, asyndbt: 59 },
};
const bad: Measured = {
  sst2: { manual: 75, "random-icl": 80, cendbt: 60, "random-icl-alone": 75, alone: 57, asyndbt: 55 },
  trec: { manual: 40, "random-icl": 50, cendbt: 52, "random-icl-alone": 46, alone: 49, asyndbt: 48 },
};

describe("targetsOf", () => {
  it("finds every target met where we are better", () => {
    const early = groupsFrom({ sst2: { cendbt: 68, asyndbt: 64 }, trec: { cendbt: 52, asyndbt: 50 } });
    const targets = targetsOf(groupsFrom(good), early);
    expect(find(targets, "cendbt: average rank, with offsets")).toEqual(met("1.00"));
    expect(find(targets, "asyndbt: average rank, bare")).toEqual(met("1.00"));
    expect(find(targets, "cendbt above random demonstrations, with offsets")).toEqual(met("15.0 points"));
    expect(find(targets, "asyndbt above random demonstrations of its participants, bare")).toEqual(met("17.0 points"));
    expect(find(targets, "asyndbt against centralised, with offsets")).toEqual(met("-1.0 points"));
    expect(find(targets, "asyndbt against its participants alone, with offsets")).toEqual(met("6.5 points"));
    // Gains at the end 30 and 20, early 18 and 12.
    expect(find(targets, "cendbt: gain at a quarter of the budget, with offsets")).toEqual(met("60 %"));
    // 29 and 19, early 14 and 10: exactly half.
    expect(find(targets, "asyndbt: gain at a quarter of the budget, with offsets")).toEqual(met("50 %"));
    expect(targets.filter((target) => !target.met)).toEqual([]);
  });

  it("finds them missed where we are worse, on one set too", () => {
    const targets = targetsOf(groupsFrom(bad), groupsFrom({ sst2: { cendbt: 75 }, trec: { cendbt: 41 } }));
    // Third of three on sst2, first on trec.
    expect(find(targets, "cendbt: average rank, with offsets")).toEqual(missed("2.00"));
    expect(find(targets, "cendbt above random demonstrations, with offsets")).toEqual(missed("-9.0 points"));
    expect(find(targets, "asyndbt against centralised, with offsets")).toEqual(missed("-4.5 points"));
    expect(find(targets, "asyndbt against its participants alone, bare")).toEqual(missed("-1.5 points"));
    expect(find(targets, "never significantly below the initial prompt, with offsets")?.met).toBe(false);
  });

  it("judges public demonstrations like private ones: against all examples with one, and against each alone with the same", () => {
    const measured = { sst2: { cendbt: 80, "public-demonstrations": 77, "public-demonstrations-alone": 77, alone: 60 } };
    const targets = targetsOf(groupsFrom(measured), []);
    expect(find(targets, "public-demonstrations against centralised, bare")).toEqual(missed("-3.0 points"));
    expect(find(targets, "public-demonstrations against its participants alone, bare")).toEqual(missed("0.0 points"));
  });

  it("compares methods on the seeds both have: a lucky second seed of one is no gain", () => {
    const group = (method: string, ...rights: number[]): Group => ({
      set: "sst2",
      method,
      cells: rights.map((right, seed) => cellOf({ set: "sst2", method, seed, bare: [marks(right, 100)] })),
    });
    const targets = targetsOf([group("alone", 60), group("asyndbt", 59, 80)], []);
    expect(find(targets, "asyndbt against its participants alone, bare")).toEqual(missed("-1.0 points"));
  });

  it("reads bare answers and answers with offsets apart, each with its own mark", () => {
    const targets = targetsOf(groupsFrom({ sst2: { "random-icl": 60, cendbt: 66 } }, { sst2: { "random-icl": 60, cendbt: 70 } }), []);
    expect(find(targets, "cendbt above random demonstrations, with offsets")).toEqual(met("6.0 points"));
    expect(find(targets, "cendbt above random demonstrations, bare")).toEqual(missed("10.0 points"));
  });

  it("does not call it below the initial prompt to have kept the initial prompt", () => {
    const targets = targetsOf(groupsFrom({ sst2: { manual: 50, cendbt: 50, asyndbt: 50 } }), []);
    expect(find(targets, "never significantly below the initial prompt, bare")).toEqual(met("0.0 points"));
  });

  it("does not call half of a loss half of the gain", () => {
    const loss = groupsFrom({ sst2: { manual: 60, cendbt: 50, asyndbt: 60 } });
    const targets = targetsOf(loss, groupsFrom({ sst2: { cendbt: 52, asyndbt: 65 } }));
    expect(find(targets, "cendbt: gain at a quarter of the budget, bare")).toEqual(missed("0 %"));
    expect(find(targets, "asyndbt: gain at a quarter of the budget, bare")).toEqual(missed("0 %"));
  });

  it("leaves out what was not measured, and a first place among one", () => {
    expect(targetsOf([], [])).toEqual([]);
    const targets = targetsOf(groupsFrom({ sst2: { cendbt: 80 } }), []);
    expect(targets).toEqual([]);
  });
});
