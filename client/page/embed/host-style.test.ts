// Contrast as WCAG 2 defines it: the ends of its scale, and a pair whose ratio is known.

import { expect, test } from "vitest";
import { contrast } from "./host-style.ts";

test("contrast runs from 1 to 21, whichever colour comes first", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 10);
  expect(contrast([90, 90, 90], [90, 90, 90])).toBe(1);
});

test("#767676 on white is the lightest grey that passes AA", () => {
  expect(contrast([0x76, 0x76, 0x76], [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
  expect(contrast([0x77, 0x77, 0x77], [255, 255, 255])).toBeLessThan(4.5);
});
