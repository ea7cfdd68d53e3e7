// Contrast as WCAG 2 defines it: the ends of its scale, and a pair whose ratio is known. Then the tint that words in the accent stand on.

import { expect, test } from "vitest";
import { type Channels, contrast, softTint } from "./host-style.ts";

test("contrast runs from 1 to 21, whichever colour comes first", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 10);
  expect(contrast([90, 90, 90], [90, 90, 90])).toBe(1);
});

test("#767676 on white is the lightest grey that passes AA", () => {
  expect(contrast([0x76, 0x76, 0x76], [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
  expect(contrast([0x77, 0x77, 0x77], [255, 255, 255])).toBeLessThan(4.5);
});

test.each<[string, Channels, Channels]>([
  ["far from white", [0x1c, 0x4f, 0x9c], [255, 255, 255]],
  ["near the limit on white", [0x75, 0x75, 0x75], [255, 255, 255]],
  ["near the limit on a dark card", [0x8c, 0x8c, 0x8c], [0x1b, 0x1e, 0x24]],
])("an accent %s can be read on its soft tint", (_, accent, card) => {
  const tint = softTint(accent, card);
  expect(contrast(accent, tint)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(tint, card)).toBeLessThan(1.35);
});

test("the soft tint has some of the accent, and none where there is no room for any", () => {
  expect(softTint([0x1c, 0x4f, 0x9c], [255, 255, 255])).toEqual([228, 234, 243]);
  expect(softTint([0x76, 0x76, 0x76], [255, 255, 255])).toEqual([255, 255, 255]);
});
