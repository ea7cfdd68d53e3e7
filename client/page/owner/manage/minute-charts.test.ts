// Charts count back from the latest minute and invent nothing.

import { expect, it } from "vitest";
import type { Minute } from "../../../../shared/protocol/owner-messages.ts";
import { accuracyChart, lossChart, minutesChart } from "./minute-charts.ts";

const minute = (at: number, contributions: number, loss: number | null = null, accuracy: number | null = null): Minute => ({
  minute: at,
  contributions,
  stale: 0,
  loss,
  accuracy,
  queries: 1,
  tokens: 1,
});

it("fills minutes without contributions with zeros, and begins ten minutes back", () => {
  const { x, series } = minutesChart([minute(100, 4), minute(103, 2)]);
  expect(x.values).toEqual([-9, -8, -7, -6, -5, -4, -3, -2, -1, 0]);
  expect(series[0]?.values).toEqual([0, 0, 0, 0, 0, 0, 4, 0, 0, 2]);
});

it("does not draw the empty minutes of more than a day", () => {
  const { x } = minutesChart([minute(0, 1), minute(5_000, 1)]);
  expect(x.values).toEqual([-5_000, 0]);
});

it("shows a loss only where one was reported", () => {
  const { x, series } = lossChart([minute(1, 1, 0.5), minute(2, 1), minute(4, 1, 0.25)]);
  expect([x.values, series[0]?.values]).toEqual([
    [-3, 0],
    [0.5, 0.25],
  ]);
});

it("shows shares of right answers from 0 to 1, and only where they were sent", () => {
  const { x, series, range } = accuracyChart([minute(1, 1, 0.5), minute(2, 1, 0.5, 0), minute(4, 1, 0.25, 0.75)]);
  expect([x.values, series[0]?.values, range]).toEqual([
    [-2, 0],
    [0, 0.75],
    [0, 1],
  ]);
  expect(accuracyChart([minute(1, 1, 0.5)]).series[0]?.values).toEqual([]);
});
