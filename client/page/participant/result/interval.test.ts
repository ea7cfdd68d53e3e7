import { expect, test } from "vitest";
import { intervalOf } from "./interval.ts";

test("agrees with the worked example of 15 right of 20", () => {
  // p = 0.75, z^2 = 3.8415: middle (0.75 + 0.096036) / 1.192073 = 0.709718, half 1.959964 / 1.192073 * sqrt(0.009375 + 0.002401) =
  // 0.178419.
  const [low, high] = intervalOf(15, 20);
  expect(low).toBeCloseTo(0.5313, 4);
  expect(high).toBeCloseTo(0.8881, 4);
});

test("none and all right stay within [0, 1] and are not certain", () => {
  // 12 digits: the ends are differences of rounded numbers.
  expect(intervalOf(0, 10)[0]).toBeCloseTo(0, 12);
  expect(intervalOf(0, 10)[1]).toBeGreaterThan(0.2);
  expect(intervalOf(10, 10)[1]).toBeCloseTo(1, 12);
  expect(intervalOf(10, 10)[1]).toBeLessThanOrEqual(1);
});

test("refuses no answers at all", () => {
  expect(() => intervalOf(0, 0)).toThrow(RangeError);
});
