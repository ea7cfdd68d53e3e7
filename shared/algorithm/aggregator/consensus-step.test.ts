// The aggregator's own steps by hand: z from planes, signs, duals and pooled costs; theta; and a participant's view.

import { describe, expect, it } from "vitest";
import { projectOntoSimplex } from "../../math/simplex.ts";
import type { CuttingPlane } from "../state.ts";
import { levelWith, phraseSpace, settingsOf, stateOf, toyRecord } from "../testing/toy.ts";
import { consensusDualStep, consensusStep, viewFor } from "./consensus-step.ts";
import { pooledCosts } from "./pooled-cost.ts";

const space = phraseSpace([2, 2]);
const plane = (over: Partial<CuttingPlane>): CuttingPlane => ({
  id: 0,
  slot: 0,
  born: 0,
  dual: 0.25,
  previousDual: 0.25,
  epsilon: 0.1,
  consensus: { sign: Int8Array.of(1, -1), offset: 0 },
  participants: new Map([["a", { sign: Int8Array.of(-1, 1), offset: 0 }]]),
  ...over,
});
const near = (got: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-15): void => {
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
};
const euclidean = settingsOf({ geometry: "euclidean", stepConsensus: 0.5, signPenalty: 0.125 });
const at = (id: string, ...p: number[]) =>
  toyRecord(space, id, { level: { ...levelWith(space, []), distribution: Float64Array.from([...p, 1, 1]) } });

describe("z-step", () => {
  it("[A24] planes pull z against b, weighted by their duals, each in its own slot", () => {
    const planes = [plane({}), plane({ id: 1, dual: 0.5, slot: 1 }), plane({ id: 2, dual: 0.125 })];
    const z = consensusStep(space, euclidean, stateOf(space, [], { planes }));
    near(z, [0.5 - 0.5 * 0.375, 0.5 + 0.5 * 0.375, 0.5 - 0.25, 0.5 + 0.25, 1, 1]);
  });

  it("[A24] entropic: the same gradient as exponent", () => {
    const z = consensusStep(space, { ...euclidean, geometry: "entropic" }, stateOf(space, [], { planes: [plane({})] }));
    const odds = Math.exp(-0.25);
    const kept = (1 - 1e-6) * (odds / (1 + odds)) + 5e-7;
    near(z, [kept, 1 - kept, 0.5, 0.5]);
  });

  it("[A24] psi draws z to the live participants, in the mean", () => {
    const state = stateOf(space, [at("a", 1, 0, 0.5, 0.5), at("b", 1, 0, 0.25, 0.75), { ...at("c", 0, 1, 0, 1), status: "suspended" }]);
    const z = consensusStep(space, euclidean, state);
    // Slot 0: both signs -1: z moves .5 * .125. Slot 1: signs 0 and 1: half of it, the other way.
    near(z, [0.5 + 0.0625, 0.5 - 0.0625, 0.5 - 0.03125, 0.5 + 0.03125, 1, 1]);
  });

  it("[A24] a rounding of float32 is no distance", () => {
    near(
      consensusStep(space, euclidean, stateOf(space, [at("a", 0.5 + 5e-8, 0.5 - 5e-8, 0.5 + 2e-7, 0.5 - 2e-7)])),
      [0.5, 0.5, 0.5625, 0.4375],
    );
  });

  it("[A24] theta pulls z with the sign of the Lagrangian, in the mean", () => {
    const a = { ...at("a", 0.5, 0.5, 0.5, 0.5), consensusDual: Float64Array.of(0.25, -0.25, 0, 0, 0, 0) };
    near(consensusStep(space, euclidean, stateOf(space, [a])), [0.625, 0.375, 0.5, 0.5]);
    near(consensusStep(space, euclidean, stateOf(space, [a, at("b", 0.5, 0.5, 0.5, 0.5)])), [0.5625, 0.4375, 0.5, 0.5]);
  });

  it("[A31] phi none: pooled costs take the place of the planes", () => {
    const a = toyRecord(space, "a", { level: levelWith(space, [1, -1, 0, 0.5], 2) });
    const settings = { ...euclidean, phi: "none" as const };
    const costs = pooledCosts(space, settings, [a]);
    const z = consensusStep(space, settings, stateOf(space, [a]));
    near(z, [...projectOntoSimplex(Float64Array.of(0.5 - 0.5 * (costs[0] ?? 0), 0.5 - 0.5 * (costs[1] ?? 0)))]);
    expect(z[0]).toBeLessThan(0.5);
    // With planes the tables do not enter z directly.
    near(consensusStep(space, euclidean, stateOf(space, [a])), [0.5, 0.5]);
  });
});

describe("outer dual", () => {
  const settings = settingsOf({ consensusDualStep: 0.5, consensusDualLimit: 0.2, dualRegularisation: 0.05 });
  const z = Float64Array.of(0.5, 0.5, 0.5, 0.5, 1, 1);

  it("[A32] by hand, clipped on both sides", () => {
    const record = { ...at("a", 0.6, 0.4, 1, 0), consensusDual: Float64Array.of(0.1, -0.1, 0, 0, 0, 0) };
    // c2 at t = 15: 1 / (.5 * 2) = 1: theta/2 + .5 (p - z).
    near(consensusDualStep(settings, record, z, 15), [0.1, -0.1, 0.2, -0.2, 0, 0]);
    near(consensusDualStep(settings, record, z, 0), [0.05, -0.05, 0.2, -0.2, 0, 0]);
  });

  it("[A32a] off by default: the very same vector", () => {
    const record = at("a", 0.6, 0.4, 1, 0);
    expect(consensusDualStep(settingsOf(), record, z, 15)).toBe(record.consensusDual);
  });
});

describe("view", () => {
  it("[A17] is z and sum_l lambda a + theta, rounded to float32, of the participant's own blocks", () => {
    const a = { ...at("a", 0.5, 0.5, 0.5, 0.5), consensusDual: Float64Array.of(0.01, 0, 0, 0, 0, 0.02) };
    const state = stateOf(space, [a], {
      iteration: 9,
      z: Float64Array.of(1 / 3, 2 / 3, 0.5, 0.5, 1, 1),
      planes: [plane({}), plane({ id: 1, slot: 1, dual: 0.5 })],
    });
    const view = viewFor(space, state, a);
    expect(view.iteration).toBe(9);
    expect([...view.z]).toEqual([1 / 3, 2 / 3, 0.5, 0.5, 1, 1].map(Math.fround));
    expect([...view.pull]).toEqual([-0.24, 0.25, -0.5, 0.5, 0, 0.02].map(Math.fround));
    expect([...viewFor(space, state, at("b", 0.5, 0.5, 0.5, 0.5)).pull]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
