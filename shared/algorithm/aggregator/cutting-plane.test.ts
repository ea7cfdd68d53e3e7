// Cutting planes agree with results by hand and never cut off an allowed point; Eq. 33 as printed does.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/random.ts";
import { projectOntoSimplex } from "../../math/simplex.ts";
import { randomDistribution } from "../testing/toy.ts";
import { distanceToPhi, planeAt, planeViolation, type SlotPoint, withoutBlock } from "./cutting-plane.ts";
import type { Phi } from "./phi.ts";

const rng = randomStream("planes");
const IDS = ["a", "b", "c"];
const N = 5;
const point = (draw: () => Float64Array): SlotPoint => ({ consensus: draw(), participants: new Map(IDS.map((id) => [id, draw()])) });
const random = (): SlotPoint => point(() => randomDistribution(rng, N));
const identity = { id: 3, slot: 0, born: 7, dual: 0.1, epsilon: 0.2 };
const blocks = (x: SlotPoint | Phi): Float64Array[] => [x.consensus, ...IDS.flatMap((id) => x.participants.get(id) ?? [])];
/** A point of the simplices, in a random direction from phi, whose h is at most `distance`. */
const nearby = (phi: Phi, distance: number): SlotPoint => {
  const toward = random();
  const h = distanceToPhi(toward, phi);
  const share = Math.min(1, distance / h);
  const mix = (to: Float64Array, from: Float64Array): Float64Array => from.map((value, j) => value + share * ((to[j] ?? 0) - value));
  return {
    consensus: mix(toward.consensus, phi.consensus),
    participants: new Map(
      IDS.map((id) => [id, mix(toward.participants.get(id) ?? phi.consensus, phi.participants.get(id) ?? phi.consensus)]),
    ),
  };
};

describe("cutting plane", () => {
  it("[A25a] [A25b] by hand", () => {
    const x: SlotPoint = { consensus: Float64Array.of(0.5, 0.5), participants: new Map([["a", Float64Array.of(0.9, 0.1)]]) };
    const phi: Phi = { consensus: Float64Array.of(0.75, 0.25), participants: new Map([["a", Float64Array.of(0.75, 0.25)]]) };
    expect(distanceToPhi(x, phi)).toBeCloseTo(0.8, 15);
    const plane = planeAt(x, phi, identity);
    expect([...plane.consensus.sign]).toEqual([-1, 1]);
    expect(plane.consensus.offset).toBe(-0.5);
    expect([...(plane.participants.get("a")?.sign ?? [])]).toEqual([1, -1]);
    expect(plane.participants.get("a")?.offset).toBe(0.5);
    expect(plane.previousDual).toBe(0.1);
    expect([plane.id, plane.slot, plane.born, plane.dual, plane.epsilon]).toEqual([3, 0, 7, 0.1, 0.2]);
    // At another point (z, a) = ((.8, .2), (.7, .3)): -.6 + .5 + .4 - .5 - .2.
    const y: SlotPoint = { consensus: Float64Array.of(0.8, 0.2), participants: new Map([["a", Float64Array.of(0.7, 0.3)]]) };
    expect(planeViolation(plane, y)).toBeCloseTo(-0.4, 15);
  });

  it("[A25c] its value where it was made is h - epsilon, and its constant collapses to -<s, phi> - epsilon", () => {
    for (let k = 0; k < 1000; k++) {
      const [x, phi] = [random(), random()];
      const plane = planeAt(x, phi, identity);
      const h = distanceToPhi(x, phi);
      // Twenty differences of numbers below 1.
      expect(planeViolation(plane, x)).toBeCloseTo(h - 0.2, 13);
      const signs = [plane.consensus, ...IDS.flatMap((id) => plane.participants.get(id) ?? [])];
      const slope = (at: SlotPoint | Phi) =>
        signs.reduce((sum, { sign }, w) => sum + sign.reduce((s, v, j) => s + v * (blocks(at)[w]?.[j] ?? 0), 0), 0);
      const constant = -signs.reduce((sum, { offset }) => sum + offset, 0) - 0.2;
      expect(constant).toBeCloseTo(h - slope(x) - 0.2, 13);
      expect(constant).toBeCloseTo(-slope(phi) - 0.2, 13);
    }
  });

  it("[A26] [A26c] no point within epsilon of phi is cut off; the form printed in Eq. 33, without epsilon, cuts such points off", () => {
    let cutByPrinted = 0;
    for (let k = 0; k < 10_000; k++) {
      const phi = random();
      const plane = planeAt(random(), phi, identity);
      const y = nearby(phi, 0.2);
      expect(planeViolation(plane, y)).toBeLessThanOrEqual(1e-13);
      if (planeViolation({ ...plane, epsilon: 0 }, y) > 1e-13) cutByPrinted++;
    }
    expect(cutByPrinted).toBeGreaterThan(3000);
    // An adversarial point: a little from phi towards the point where the plane was made. The printed form always cuts it off.
    for (let k = 0; k < 1000; k++) {
      const [x, phi] = [random(), random()];
      const plane = planeAt(x, phi, { ...identity, epsilon: 0 });
      const share = 0.2 / distanceToPhi(x, phi);
      const step = (to: Float64Array | undefined, from: Float64Array): Float64Array =>
        from.map((value, j) => value + share * ((to?.[j] ?? 0) - value));
      const y = {
        consensus: step(x.consensus, phi.consensus),
        participants: new Map([...phi.participants].map(([id, from]) => [id, step(x.participants.get(id), from)])),
      };
      expect(planeViolation(plane, y)).toBeCloseTo(0.2, 12);
      expect(planeViolation({ ...plane, epsilon: 0.2 }, y)).toBeLessThanOrEqual(1e-12);
    }
  });

  it("[A26] the vertices of the l1 ball around phi are kept, outside the simplices too", () => {
    const phi = random();
    const plane = planeAt(random(), phi, identity);
    for (let w = 0; w <= IDS.length; w++) {
      for (let j = 0; j < N; j++) {
        for (const side of [-0.2, 0.2]) {
          const moved = blocks(phi).map((block, at) => (at === w ? block.map((value, i) => (i === j ? value + side : value)) : block));
          const vertex: SlotPoint = {
            consensus: moved[0] ?? phi.consensus,
            participants: new Map(IDS.map((id, at) => [id, moved[at + 1] ?? phi.consensus])),
          };
          expect(planeViolation(plane, vertex)).toBeLessThanOrEqual(1e-13);
        }
      }
    }
  });

  it("[A26a] without the block of a participant that vanished it still keeps them all", () => {
    for (let k = 0; k < 1000; k++) {
      const phi = random();
      const plane = withoutBlock(planeAt(random(), phi, identity), "b");
      expect([...plane.participants.keys()]).toEqual(["a", "c"]);
      expect(planeViolation(plane, nearby(phi, 0.2))).toBeLessThanOrEqual(1e-13);
    }
    const plane = planeAt(random(), random(), identity);
    expect(withoutBlock(plane, "nobody")).toBe(plane);
  });

  it("[A26a] a block missing on either side counts nothing", () => {
    const [x, phi] = [random(), random()];
    const alone = { consensus: x.consensus, participants: new Map() };
    const plane = planeAt(x, phi, identity);
    const z = x.consensus.reduce((sum, value, j) => sum + Math.abs(value - (phi.consensus[j] ?? 0)), 0);
    expect(planeViolation(plane, alone)).toBeCloseTo(z - 0.2, 13);
    expect(planeViolation(planeAt(x, { ...phi, participants: new Map() }, identity), x)).toBeCloseTo(z - 0.2, 13);
    expect(distanceToPhi(x, { ...phi, participants: new Map() })).toBeCloseTo(z, 14);
    expect(distanceToPhi(alone, phi)).toBeCloseTo(z, 14);
  });

  it("[A26b] on the simplices one bit per entry says the same: 2 [x > phi] in place of the sign", () => {
    for (let k = 0; k < 1000; k++) {
      const [x, phi, y] = [random(), random(), random()];
      const plane = planeAt(x, phi, identity);
      const [at, to, from] = [blocks(x), blocks(y), blocks(phi)];
      let oneBit = -0.2;
      at.forEach((block, w) => {
        block.forEach((value, j) => {
          const bit = value > (from[w]?.[j] ?? 0) + 1e-9 ? 2 : 0;
          oneBit += bit * ((to[w]?.[j] ?? 0) - (from[w]?.[j] ?? 0));
        });
      });
      // Entries in the dead zone count 0 in one form and 1 in the other, which matters by one part in a billion at most.
      const dead = at.some((block, w) => block.some((value, j) => Math.abs(value - (from[w]?.[j] ?? 0)) <= 1e-9));
      if (!dead) expect(planeViolation(plane, y)).toBeCloseTo(oneBit, 13);
    }
  });

  it("[A25b] entries within 1e-9 of phi count as equal", () => {
    const phi: Phi = { consensus: projectOntoSimplex(Float64Array.of(0.5, 0.3, 0.2)), participants: new Map() };
    const at = (gap: number) => ({
      consensus: phi.consensus.map((value, j) => value + (j === 0 ? gap : j === 1 ? -gap : 0)),
      participants: new Map(),
    });
    expect([...planeAt(at(0.9e-9), phi, identity).consensus.sign]).toEqual([0, 0, 0]);
    expect([...planeAt(at(1.1e-9), phi, identity).consensus.sign]).toEqual([1, -1, 0]);
  });
});
