// An amount that is being typed is no amount yet: it becomes the nearest when the field is left.

import { expect, it } from "vitest";
import { nearestAmount } from "./fields.ts";

it.each([
  ["20", 20],
  ["", 256],
  ["-", 256],
  ["0", 1],
  ["900", 256],
  ["2.6", 3],
])("%j between 1 and 256, where 256 was, is %j", (typed, amount) => {
  expect(nearestAmount(typed, { min: 1, max: 256, value: 256 })).toBe(amount);
});
