// The newer of two meters counts, whichever page stored them.

import { expect, it } from "vitest";
import { emptyTally } from "./federation/tally.ts";
import { nothingSpent } from "./limits.ts";
import { type Checkpoint, withMeter } from "./participant-store.ts";

const older: Omit<Checkpoint, "spent"> = {
  identity: null,
  taskView: null,
  epoch: 0,
  tuning: JSON.parse("{}"),
  outbox: [],
  seq: 0,
  queries: 10,
  tokens: 900,
  history: [],
  tally: emptyTally,
};
const spent = { queries: 12, promptTokens: 1000, completionTokens: 12, runningMs: 5000, askingMs: 4000 };

it("counts what an older page has stored against the limits, too", () => {
  expect(withMeter(older, undefined)).toEqual({ ...older, spent: { ...nothingSpent, queries: 10, promptTokens: 900 } });
  const { spent: newest, queries } = withMeter(older, { queries: 11, tokens: 990 });
  expect([queries, newest]).toEqual([11, { ...nothingSpent, queries: 11, promptTokens: 990 }]);
});

it("takes the meter where it has counted more, if only in the test at the end, and never goes back", () => {
  expect(withMeter({ ...older, spent }, { queries: 10, tokens: 900, spent: { ...spent, queries: 13 } }).spent.queries).toBe(13);
  expect(withMeter({ ...older, spent }, { queries: 9, tokens: 800, spent: { ...spent, queries: 11 } })).toEqual({ ...older, spent });
});
