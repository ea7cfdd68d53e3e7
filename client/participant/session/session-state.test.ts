// What an earlier page has stored still opens.

import { expect, it } from "vitest";
import { beginSession } from "./session-state.ts";

it("settings from before there were limits have none", async () => {
  const visit = beginSession(() => undefined);
  // As opening a task does with what it finds.
  await visit.keep({ seed: 3, ...JSON.parse('{ "budgetQueries": 500, "seed": 7 }') });
  expect(visit.kept).toMatchObject({ budgetQueries: 500, seed: 7, limits: {} });
  expect(visit.view).toMatchObject({ budgetQueries: 500, limits: {} });
});
