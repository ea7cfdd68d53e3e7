// A wait reaches the partner's page as it reaches ours: why, until when, and when it is over.

import { expect, test } from "vitest";
import { beginSession } from "../../participant/session/session-state.ts";
import type { Progress } from "./api.ts";
import { progressOf } from "./progress-of.ts";

test("what an endpoint keeps a run waiting for is told, and told to be over", () => {
  const heard: Progress[] = [];
  const state = beginSession((view) => heard.push(progressOf(view)));
  state.show({ running: true });
  state.show({ providerWait: { reason: "rate-limited", untilMs: 1_000 } });
  state.show({ providerWait: null });
  expect(heard.map(({ wait }) => wait)).toEqual([null, { reason: "rate-limited", untilMs: 1_000 }, null]);
});
