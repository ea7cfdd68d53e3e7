// Settings that an earlier page has stored still open.

import { expect, it } from "vitest";
import { beginSession } from "./session-state.ts";

it("settings from before there were limits have none", async () => {
  const state = beginSession(() => undefined);
  // As opening a task does with what it finds.
  await state.keep({ seed: 3, ...JSON.parse('{ "budgetQueries": 500, "seed": 7 }') });
  expect(state.kept).toMatchObject({ budgetQueries: 500, seed: 7, limits: {} });
  expect(state.view).toMatchObject({ budgetQueries: 500, limits: {} });
});
