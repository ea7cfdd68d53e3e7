import { describe, expect, it } from "vitest";
import { exp, log } from "./exp-log.ts";

// Math.exp and Math.log are within 1 ulp of the truth on V8; ours may err by a few ulp more.
const TOLERANCE = 1e-15;

describe("exp and log", () => {
  it("[A38a] agree with Math over the whole range", () => {
    for (let x = -700; x <= 700; x += 0.37) {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(TOLERANCE);
      const y = Math.exp(x);
      expect(Math.abs(log(y) - Math.log(y))).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(x)));
    }
    for (let x = 0.5; x < 2; x += 0.00037) {
      expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(TOLERANCE * Math.max(1e-3, Math.abs(Math.log(x))) + 1e-18);
    }
  });

  it("keep the ends of the range", () => {
    expect(exp(0)).toBe(1);
    expect(log(1)).toBe(0);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 10);
    expect(exp(-745)).toBeGreaterThan(0);
    expect(exp(Number.NaN)).toBeNaN();
  });
});
