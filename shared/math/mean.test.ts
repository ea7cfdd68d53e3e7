import { expect, it } from "vitest";
import { mean } from "./mean.ts";

it("sums from the first value to the last, so that every engine gets the same bits", () => {
  expect(mean([1, 2, 6])).toBe(3);
  // (1e16 + 1) - 1e16 is 0 in float64, where 1e16 - 1e16 + 1 would be 1.
  expect(mean([1e16, 1, -1e16])).toBe(0);
  expect(mean(Float32Array.of(0.5, 1))).toBe(0.75);
  expect(mean([])).toBeNaN();
});
