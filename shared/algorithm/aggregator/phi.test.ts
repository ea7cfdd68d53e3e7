// phi agrees with fixtures and closed forms, and the inner problem converges to what it should.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/random.ts";
import { projectOntoSimplex } from "../../math/simplex.ts";
import { levelWith, phraseSpace, randomDistribution, settingsOf, stateOf, toyRecord } from "../testing/toy.ts";
import { innerSteps, phiOf, proximal } from "./phi.ts";

const near = (got: ArrayLike<number> | undefined, wanted: readonly number[], tolerance: number): void => {
  wanted.forEach((value, i) => {
    expect(Math.abs((got?.[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
};
const half = (): Float64Array => Float64Array.of(0.5, 0.5);

describe("proximal phi", () => {
  it("[A29] fixtures in both geometries", () => {
    near(proximal({ geometry: "euclidean", phiTrust: 2 }, half(), Float64Array.of(0.5, 0.25)), [0.4375, 0.5625], 1e-15);
    // Odds e^(-.25 / 2), mixed with a millionth of the uniform distribution.
    const first = 1 / (1 + Math.exp(0.125));
    near(proximal({ geometry: "entropic", phiTrust: 2 }, half(), Float64Array.of(0.5, 0.25)), [first, 1 - first], 1e-6);
  });

  it("[A29] minimises <c, x> + (kap/2) ||x - z||^2 over the simplex", () => {
    const rng = randomStream("proximal");
    for (let k = 0; k < 200; k++) {
      const z = randomDistribution(rng, 4);
      const cost = Float64Array.from({ length: 4 }, () => rng() * 2 - 1);
      const phiTrust = 0.1 + rng();
      const value = (x: Float64Array): number =>
        x.reduce((sum, xj, j) => sum + (cost[j] ?? 0) * xj + (phiTrust / 2) * (xj - (z[j] ?? 0)) ** 2, 0);
      const best = value(proximal({ geometry: "euclidean", phiTrust }, z, cost));
      for (let other = 0; other < 20; other++) expect(value(randomDistribution(rng, 4))).toBeGreaterThanOrEqual(best - 1e-14);
    }
  });

  it("[A29] small kap jumps to the cheapest vertex, large kap stays at z", () => {
    const cost = Float64Array.of(0.2, -0.1, 0);
    const z = Float64Array.of(0.2, 0.3, 0.5);
    for (const geometry of ["euclidean", "entropic"] as const) {
      near(proximal({ geometry, phiTrust: 1e-6 }, z, cost), [0, 1, 0], 1e-6);
      near(proximal({ geometry, phiTrust: 1e6 }, z, cost), [...z], 2e-6);
    }
  });
});

describe("inner steps", () => {
  const base = { innerStep: 0.1, innerPenalty: 1, signPenalty: 0 };
  const start = [
    { cost: Float64Array.of(1, 0), p: half() },
    { cost: Float64Array.of(0, 0.5), p: half() },
  ];

  it("[A30] [A30a] fixture after one and after three steps", () => {
    const one = innerSteps({ ...base, innerSteps: 1 }, half(), start);
    near(one.p[0], [0.45, 0.55], 1e-15);
    near(one.p[1], [0.525, 0.475], 1e-15);
    near(one.z, [0.4975, 0.5025], 1e-15);
    const three = innerSteps({ ...base, innerSteps: 3 }, half(), start);
    // The fixture is given to six decimals.
    near(three.p[0], [0.365357, 0.634643], 5e-7);
    near(three.p[1], [0.565765, 0.434235], 5e-7);
    near(three.z, [0.48699, 0.51301], 5e-7);
  });

  it("[A30] [A30a] with psi by hand: p first, then z against the new p", () => {
    const one = innerSteps({ ...base, innerSteps: 1, signPenalty: 0.5 }, Float64Array.of(0.75, 0.25), [
      { cost: Float64Array.of(0, 0), p: half() },
    ]);
    // Gap -.25: p moves by -.1 (-.25 - .5) = .075; then gap of z .175: z moves by -.1 (.175 + .5).
    near(one.p[0], [0.575, 0.425], 1e-15);
    near(one.z, [0.6825, 0.3175], 1e-15);
  });

  it("[A30b] no steps change nothing, and the inputs are left alone", () => {
    const blocks = [{ cost: Float64Array.of(1, 0), p: half() }];
    const none = innerSteps({ ...base, innerSteps: 0 }, half(), blocks);
    expect([...none.z, ...(none.p[0] ?? [])]).toEqual([0.5, 0.5, 0.5, 0.5]);
    innerSteps({ ...base, innerSteps: 5 }, half(), blocks);
    expect(blocks[0]?.p).toEqual(half());
  });

  it("[A30b] linear costs: reaches the vertex that is cheapest for the sum, in consensus", () => {
    const blocks = [
      { cost: Float64Array.of(0, 0.3, 1), p: new Float64Array(3).fill(1 / 3) },
      { cost: Float64Array.of(1, 0.3, 0), p: new Float64Array(3).fill(1 / 3) },
    ];
    // Alone they would take candidates 0 and 2; together 1 costs .6, the others 1.
    const solved = innerSteps({ ...base, innerSteps: 4000 }, new Float64Array(3).fill(1 / 3), blocks);
    near(solved.z, [0, 1, 0], 1e-6);
    for (const p of solved.p) near(p, [0, 1, 0], 1e-6);
  });

  it("[A30] strongly convex toy: re-linearised at p it finds mean m_v + (1 - sum) / N", () => {
    // g_v = 1/2 ||p - m_v||^2 has gradient p - m_v: linear costs of one inner step at a time, as on fresh tables. The duals of the inner
    // consensus start anew each time, so the penalty alone must hold it together: large mu, and a tolerance for what it leaves.
    const targets = [Float64Array.of(0.5, 0.2, 0.1), Float64Array.of(0.3, 0.4, 0)];
    let z = new Float64Array(3).fill(1 / 3);
    let p = targets.map(() => new Float64Array(3).fill(1 / 3));
    for (let k = 0; k < 3000; k++) {
      const blocks = p.map((row, v) => ({ p: row, cost: row.map((value, j) => value - (targets[v]?.[j] ?? 0)) }));
      const solved = innerSteps({ innerStep: 0.02, innerPenalty: 20, signPenalty: 0, innerSteps: 1 }, z, blocks);
      z = Float64Array.from(solved.z);
      p = solved.p.map((row) => Float64Array.from(row));
    }
    const mean = [0.4, 0.3, 0.05].map((value) => value + (1 - 0.75) / 3);
    // z is the exact mean by symmetry of the penalty; every p stays the centred (m_v - z) / (1 + mu) off. Contraction 1 - .02: converged.
    near(z, mean, 1e-9);
    targets.forEach((target, v) => {
      const gap = target.map((value, j) => value - (mean[j] ?? 0));
      const middle = gap.reduce((a, b) => a + b, 0) / 3;
      near(p[v], [...gap.map((value, j) => (mean[j] ?? 0) + (value - middle) / 21)], 1e-9);
    });
  });
});

describe("phi of a slot", () => {
  const space = phraseSpace([3]);
  const slot = space.slots[0] ?? { size: 0, offset: 0, table: 0 };
  const a = toyRecord(space, "a", { level: levelWith(space, [1, 0, -1], 2) });
  const b = toyRecord(space, "b", { level: levelWith(space, [0, 0, -1], 2), status: "suspended" });

  it("[A29a] proximal: one point for z and everybody live, from the tables of suspended ones too", () => {
    const settings = settingsOf({ geometry: "euclidean", phiTrust: 2, tableShrinkage: 4 });
    const phi = phiOf(slot, settings, stateOf(space, [a, b]));
    // Pooled: (.5, 0, -1) * 4 / (4 + 4), over kap 2.
    const wanted = projectOntoSimplex(Float64Array.of(1 / 3 - 0.125, 1 / 3, 1 / 3 + 0.25));
    near(phi?.consensus, [...wanted], 1e-15);
    expect([...(phi?.participants.keys() ?? [])]).toEqual(["a"]);
    expect(phi?.participants.get("a")).toBe(phi?.consensus);
  });

  it("[A30b] server-steps: one point each, from everybody's own table", () => {
    const settings = settingsOf({ phi: "server-steps", phiSteps: 3, tableShrinkage: 4, signPenalty: 0 });
    const live = { ...b, status: "live" as const };
    const phi = phiOf(slot, settings, stateOf(space, [a, live]));
    const uniform = new Float64Array(3).fill(1 / 3);
    const blocks = [
      { cost: Float64Array.of(1 / 3, 0, -1 / 3), p: uniform },
      { cost: Float64Array.of(0, 0, -1 / 3), p: uniform },
    ];
    const wanted = innerSteps({ innerSteps: 3, innerStep: 0.1, innerPenalty: 1, signPenalty: 0 }, uniform, blocks);
    near(phi?.consensus, [...wanted.z], 1e-15);
    near(phi?.participants.get("a"), [...(wanted.p[0] ?? [])], 1e-15);
    near(phi?.participants.get("b"), [...(wanted.p[1] ?? [])], 1e-15);
    expect([...(phiOf(slot, settings, stateOf(space, [a, b]))?.participants.keys() ?? [])]).toEqual(["a"]);
  });

  it("[A31] none: there is no phi; nor before anybody contributed", () => {
    expect(phiOf(slot, settingsOf({ phi: "none" }), stateOf(space, [a]))).toBe(undefined);
    expect(phiOf(slot, settingsOf(), stateOf(space, [{ ...a, scale: null }]))).toBe(undefined);
    expect(phiOf(slot, settingsOf(), stateOf(space, []))).toBe(undefined);
  });
});
