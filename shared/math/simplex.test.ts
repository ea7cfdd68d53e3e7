// The projection, the mirror step and the draws agree with fixtures and with an independent method, and keep what holds for every vector.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "./random.ts";
import { argmax, drawWithFloor, mirrorStep, projectOntoSimplex, withFloor } from "./simplex.ts";

/** nu by bisection in [min(x) - 1, max(x)]: BDPL's release starts at 0 instead and cannot return nu < 0. */
function byBisection(x: readonly number[]): number[] {
  let low = Math.min(...x) - 1;
  let high = Math.max(...x);
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if (x.reduce((sum, value) => sum + Math.max(0, value - middle), 0) > 1) low = middle;
    else high = middle;
  }
  return x.map((value) => Math.max(0, value - (low + high) / 2));
}

const project = (...x: number[]): number[] => [...projectOntoSimplex(Float64Array.from(x))];
const close = (got: ArrayLike<number>, wanted: readonly number[], tolerance: number): void => {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
};

describe("projection onto the simplex", () => {
  it("[A14] fixtures", () => {
    // A few roundings of numbers below 2.
    close(project(0.5, 0.3, -0.1, 0.9), [4 / 15, 1 / 15, 0, 2 / 3], 1e-15);
    close(project(0.1, 0.1, 0.1, 0.1, 0.1), [0.2, 0.2, 0.2, 0.2, 0.2], 1e-15);
    close(project(-1, -1.5), [0.75, 0.25], 1e-15);
    expect(project(-7)).toEqual([1]);
    expect(project(2, 1)).toEqual([1, 0]);
    expect(() => project()).toThrow(RangeError);
    expect(() => project(1, Number.NaN)).toThrow(RangeError);
    expect(() => project(1, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it("[A14] agrees with bisection on 10,000 random vectors with ties, corners and negatives", () => {
    const rng = randomStream("projection");
    for (let k = 0; k < 10_000; k++) {
      const n = 1 + Math.floor(rng() * 12);
      const shift = k % 3 === 0 ? -3 : 0;
      const x = Array.from({ length: n }, () => (k % 5 === 0 ? Math.round(rng() * 3) / 4 : rng() * 4 - 2) + shift);
      // Numbers below 10, 12 additions: 1e-12 is a hundred times the rounding to be expected.
      close(projectOntoSimplex(Float64Array.from(x)), byBisection(x), 1e-12);
    }
  });

  it("[A14] changes nothing on the simplex, is the nearest point, and fills `out`", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 8 }), (x) => {
        const out = new Float64Array(x.length);
        const p = projectOntoSimplex(Float64Array.from(x), out);
        expect(p).toBe(out);
        close(projectOntoSimplex(p), [...p], 1e-14);
        // Variational inequality at every vertex e: <x - p, e - p> <= 0. Products of numbers below 20, eight terms.
        const at = x.reduce((sum, value, i) => sum + (value - (p[i] ?? 0)) * (p[i] ?? 0), 0);
        x.forEach((value, i) => {
          expect(value - (p[i] ?? 0) - at).toBeLessThanOrEqual(1e-12);
        });
      }),
    );
  });
});

describe("mirror step", () => {
  it("[A14a] multiplies by exp(-g), renormalises and keeps a millionth of the uniform distribution", () => {
    const out = mirrorStep(Float64Array.of(0.5, 0.5), Float64Array.of(Math.log(3), 0));
    close(
      out,
      [0.25, 0.75].map((value) => (1 - 1e-6) * value + 5e-7),
      1e-15,
    );
  });

  it("[A14a] keeps the simplex and never loses a candidate, whatever the gradient", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 }), (gradient) => {
        const n = gradient.length;
        const p = new Float64Array(n).fill(1 / n);
        const out = mirrorStep(p, Float64Array.from(gradient));
        // Sum of at most eight numbers below 1, each off by a few roundings.
        expect(Math.abs(out.reduce((a, b) => a + b, 0) - 1)).toBeLessThanOrEqual(1e-14);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(1e-6 / n);
        // A constant added to the gradient changes nothing but roundings of exp at large arguments.
        const shifted = mirrorStep(
          p,
          Float64Array.from(gradient, (value) => value + 1),
        );
        close(shifted, [...out], 1e-9);
      }),
    );
    expect(() => mirrorStep(Float64Array.of(0, 0), new Float64Array(2))).toThrow(RangeError);
    expect(() => mirrorStep(Float64Array.of(0.5, 0.5), Float64Array.of(Number.NaN, 0))).toThrow(RangeError);
    // A candidate without mass does not change the scale of the others, and comes back only by the uniform part.
    close(mirrorStep(Float64Array.of(0, 1), Float64Array.of(-1e9, 0)), [5e-7, 1 - 5e-7], 1e-15);
  });
});

describe("draws", () => {
  it("[A3] come from (1 - e) p + e / N", () => {
    expect(withFloor(0.7, 0.1, 5)).toBeCloseTo(0.65, 15);
    expect(withFloor(0, 0.1, 5)).toBeCloseTo(0.02, 15);
    const rng = randomStream("draws");
    const p = [0.7, 0.3, 0];
    const count = [0, 0, 0];
    const total = 30_000;
    for (let k = 0; k < total; k++) {
      const j = drawWithFloor(rng, p, 0.1);
      count[j] = (count[j] ?? 0) + 1;
    }
    p.forEach((value, j) => {
      const expected = withFloor(value, 0.1, 3);
      // Five standard errors. The seed is fixed and passes; of two million other seeds one would fail.
      expect(Math.abs((count[j] ?? 0) / total - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / total));
    });
    expect(drawWithFloor(() => 1 - 2 ** -53, [0.5, 0.5, 0], 1e-6)).toBe(2);
    expect(drawWithFloor(() => 0, [0, 1], 0.1)).toBe(0);
  });

  it("argmax takes the first of equals", () => {
    expect(argmax([1, 3, 3, 2])).toBe(1);
    expect(argmax([-1])).toBe(0);
  });
});
