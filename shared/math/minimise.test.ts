import { describe, expect, it } from "vitest";
import { minimise } from "./minimise.ts";

describe("minimise", () => {
  it("finds the minimum of a quadratic of very different curvatures", () => {
    // sum of a_i (x_i - i)^2, whose minimum is x_i = i
    const curvatures = [1, 10, 1000, 0.01];
    const found = minimise((x, gradient) => {
      curvatures.forEach((a, i) => {
        gradient[i] = 2 * a * ((x[i] ?? 0) - i);
      });
      return curvatures.reduce((sum, a, i) => sum + a * ((x[i] ?? 0) - i) ** 2, 0);
    }, new Float64Array(4));
    // A gradient of 1e-7 at the flattest curvature is a distance of 5e-6.
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(i, 5);
    });
  });

  it("comes down the valley of Rosenbrock's function, though it is not convex", () => {
    const found = minimise(
      (x, gradient) => {
        const [a = 0, b = 0] = x;
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
        gradient[1] = 200 * (b - a * a);
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      },
      [-1.2, 1],
    );
    expect(found[0]).toBeCloseTo(1, 6);
    expect(found[1]).toBeCloseTo(1, 6);
  });

  it("stays where the gradient is zero, and does not change its start", () => {
    const start = Float64Array.of(2, 3);
    const found = minimise((_, gradient) => {
      gradient.fill(0);
      return 1;
    }, start);
    expect(found).toEqual(start);
    expect(found).not.toBe(start);
  });

  it("gives up at the last iteration it may make", () => {
    let calls = 0;
    minimise(
      (x, gradient) => {
        calls++;
        gradient[0] = 2 * (x[0] ?? 0);
        return (x[0] ?? 0) ** 2;
      },
      [1e6],
      { iterations: 1 },
    );
    // There is one evaluation at the start, then one line search.
    expect(calls).toBeLessThanOrEqual(41);
  });
});
