import { expect, it } from "vitest";
import { shareDifference } from "./share-difference.ts";

it("agrees with Newcombe's worked example: 56 of 70 less 48 of 80", () => {
  // Table II (a) of the paper, method 10: 0.2000, 0.0524 to 0.3339.
  const { value, low, high } = shareDifference({ correct: 48, total: 80 }, { correct: 56, total: 70 });
  expect(value).toBeCloseTo(0.2, 12);
  expect(low).toBeCloseTo(0.0524, 4);
  expect(high).toBeCloseTo(0.3339, 4);
});

it("stands on its head when the runs change places, and is never certain", () => {
  const [a, b] = [
    { correct: 10, total: 10 },
    { correct: 0, total: 10 },
  ];
  const forth = shareDifference(a, b);
  const back = shareDifference(b, a);
  expect([back.value, back.low, back.high]).toEqual([-forth.value, -forth.high, -forth.low]);
  expect(forth.low).toBe(-1);
  expect(forth.high).toBeLessThan(0);
  expect(() => shareDifference(a, { correct: 0, total: 0 })).toThrow(RangeError);
});
