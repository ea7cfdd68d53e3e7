// Planes are added and dropped when they should be, and their duals move as they should.

import { describe, expect, it } from "vitest";
import type { CuttingPlane } from "../state.ts";
import { levelWith, phraseSpace, settingsOf, stateOf, toyRecord } from "../testing/toy.ts";
import { dualRegularisation, dualStep, slotPoint, updatedPolytope } from "./polytope.ts";

const space = phraseSpace([2, 3]);
/** A participant that prefers candidate 0 of slot 0 and candidate 2 of slot 1. */
const a = toyRecord(space, "a", { level: levelWith(space, [-1, 1, 1, 1, -1], 10) });
const b = toyRecord(space, "b", { number: 1, level: levelWith(space, [-1, 1, 1, 1, -1], 10) });
const plane = (over: Partial<CuttingPlane> = {}): CuttingPlane => ({
  id: 0,
  slot: 0,
  born: 0,
  dual: 0.1,
  previousDual: 0.1,
  epsilon: 0.1,
  consensus: { sign: Int8Array.of(-1, 1), offset: -1 },
  participants: new Map([["a", { sign: Int8Array.of(-1, 1), offset: -0.5 }]]),
  ...over,
});

describe("plane duals", () => {
  it("[A28] fixture: eta .05, t = 0, lambda .1, violation .41683532 gives .020841766", () => {
    // Value at z = (.5, .5), p_a = (.5, .5): 0 + 1 + 0 + .5 - epsilon.
    const state = stateOf(space, [a], { planes: [plane({ epsilon: 1.5 - 0.41683532 })] });
    const [moved] = dualStep(space, settingsOf(), state, 0);
    expect(moved?.dual).toBeCloseTo(0.020841766, 12);
    expect(moved?.previousDual).toBe(0.1);
  });

  it("[A28a] c1 falls as 1 / (eta (t+1)^(1/4)) to its floor", () => {
    const settings = settingsOf({ dualStep: 0.05, dualRegularisation: 3 });
    expect(dualRegularisation(settings, 0)).toBeCloseTo(20, 12);
    expect(dualRegularisation(settings, 15)).toBeCloseTo(10, 12);
    expect(dualRegularisation(settings, 10_000)).toBe(3);
    expect(dualRegularisation({ ...settings, dualStep: 0 }, 0)).toBe(3);
  });

  it("[A28] clipped to [0, dualLimit]", () => {
    const settings = settingsOf({ dualLimit: 0.3, dualStep: 0.5 });
    const planes = [plane({ dual: 0.29, epsilon: -3 }), plane({ id: 1, epsilon: 4 }), plane({ id: 2, dual: 0 })];
    const moved = dualStep(space, settings, stateOf(space, [a], { planes }), 80);
    // c1 = 1 / (.5 * 3). Third: 0 + .5 * 1.4 also beyond the limit.
    expect(moved.map(({ dual }) => dual)).toEqual([0.3, 0, 0.3]);
    expect(dualStep(space, settingsOf({ dualStep: 0 }), stateOf(space, [a], { planes }), 3).map(({ dual }) => dual)).toEqual([
      0.29, 0.1, 0,
    ]);
  });

  it("[A28] a plane of another slot is evaluated at that slot", () => {
    const third = plane({ id: 1, slot: 1, consensus: { sign: Int8Array.of(0, 0, 1), offset: 0 }, participants: new Map(), epsilon: 0 });
    const moved = dualStep(space, settingsOf({ dualStep: 0.1 }), stateOf(space, [a], { planes: [plane(), third] }), 0);
    // c1 = 10: lambda (1 - 1) + .1 * 1/3.
    expect(moved[1]?.dual).toBeCloseTo(0.1 / 3, 15);
    expect(() => slotPoint(space, stateOf(space, []), 99)).toThrow(RangeError);
  });
});

describe("polytope", () => {
  it("[A25a] x of a slot is z and the p of everybody live", () => {
    const point = slotPoint(space, stateOf(space, [a, { ...b, status: "suspended" }]), 1);
    expect([...point.consensus]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect([...point.participants.keys()]).toEqual(["a"]);
  });

  it("[A25] adds one plane per tunable slot where h exceeds eps0 (R + 1)", () => {
    const settings = settingsOf({ cutTolerance: 0.05, dualInitial: 0.25 });
    const next = updatedPolytope(space, settings, stateOf(space, [a, b], { iteration: 5, nextPlane: 7 }));
    // Slots 2 and 3 are label words of one candidate: nothing to cut.
    expect(next.planes.map(({ id, slot, born, dual, previousDual }) => [id, slot, born, dual, previousDual])).toEqual([
      [7, 0, 5, 0.25, 0.25],
      [8, 1, 5, 0.25, 0.25],
    ]);
    expect(next.planes[0]?.epsilon).toBeCloseTo(0.15, 15);
    expect([...(next.planes[0]?.participants.keys() ?? [])]).toEqual(["a", "b"]);
    expect(next.nextPlane).toBe(9);
    expect(next.counters).toMatchObject({ planesAdded: 2, planesDropped: 0 });
    // R counts who is live.
    const fewer = updatedPolytope(space, settings, stateOf(space, [a, { ...b, status: "left" }]));
    expect(fewer.planes[0]?.epsilon).toBeCloseTo(0.1, 15);
    // h <= 2 (R + 1) always: with the largest tolerance nothing is added.
    expect(updatedPolytope(space, settingsOf({ cutTolerance: 2 }), stateOf(space, [a, b])).planes).toEqual([]);
    expect(updatedPolytope(space, settingsOf({ phi: "none" }), stateOf(space, [a, b])).planes).toEqual([]);
  });

  it("[A25] tolerance zero adds a plane only where there is a distance", () => {
    const settings = settingsOf({ cutTolerance: 0, geometry: "euclidean" });
    const knowsNothing = toyRecord(space, "a", { level: levelWith(space, [], 1) });
    expect(updatedPolytope(space, settings, stateOf(space, [knowsNothing])).planes).toEqual([]);
  });

  it("[A27] drops a plane whose dual stays below gamma before and after the dual step, and only such", () => {
    const settings = settingsOf({ cutTolerance: 2, cutDropThreshold: 0.01 });
    const planes = [
      plane({ id: 0, dual: 0.009, previousDual: 0.009 }),
      plane({ id: 1, dual: 0.009, previousDual: 0.01 }),
      plane({ id: 2, dual: 0.01, previousDual: 0.009 }),
    ];
    const next = updatedPolytope(space, settings, stateOf(space, [a], { planes, nextPlane: 3 }));
    expect(next.planes.map(({ id }) => id)).toEqual([1, 2]);
    expect(next.counters).toMatchObject({ planesAdded: 0, planesDropped: 1 });
  });

  it("[A27a] drops a plane older than cutAgeLimit iterations", () => {
    const settings = settingsOf({ cutTolerance: 2, cutAgeLimit: 10 });
    const planes = [plane({ id: 0, born: 9 }), plane({ id: 1, born: 10 })];
    expect(updatedPolytope(space, settings, stateOf(space, [a], { planes, iteration: 20 })).planes.map(({ id }) => id)).toEqual([1]);
  });

  it("[A27b] keeps at most cutLimit planes a slot: the largest duals, the newest of equals, in order of id", () => {
    const settings = settingsOf({ cutTolerance: 0.01, cutLimit: 2, dualInitial: 0.2 });
    const planes = [
      plane({ id: 0, dual: 0.3 }),
      plane({ id: 1, dual: 0.2 }),
      plane({ id: 2, dual: 0.1 }),
      plane({ id: 3, slot: 1, consensus: { sign: Int8Array.of(0, 0, 0), offset: 0 }, participants: new Map() }),
    ];
    const next = updatedPolytope(space, settings, stateOf(space, [a], { planes, nextPlane: 4 }));
    expect(next.planes.map(({ id, slot }) => [id, slot])).toEqual([
      [0, 0],
      [3, 1],
      [4, 0],
      [5, 1],
    ]);
    expect(next.counters).toMatchObject({ planesAdded: 2, planesDropped: 2 });
  });
});
