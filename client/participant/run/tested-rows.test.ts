// The test examples that are asked about do not depend on their order, and are drawn from all of them.

import { expect, it } from "vitest";
import { TEST_ROWS } from "../limits.ts";
import { testedRows } from "./tested-rows.ts";

const rows = Array.from({ length: 3_000 }, (_, i) => ({ text: `row ${i}`, label: i < 1_500 ? "first half" : "second half" }));

it("are the same ones in any order, from everywhere, and all where there are few", () => {
  const drawn = testedRows(rows, {});
  expect(drawn).toHaveLength(TEST_ROWS);
  expect(new Set(testedRows(rows.toReversed(), {}))).toEqual(new Set(drawn));
  const second = drawn.filter(({ label }) => label === "second half").length;
  // Half of 400, give or take four standard deviations.
  expect(Math.abs(second - 200)).toBeLessThan(40);
  expect(testedRows(rows, { testRows: 10 })).toHaveLength(10);
  const few = rows.slice(0, TEST_ROWS);
  expect(testedRows(few, {})).toBe(few);
});
