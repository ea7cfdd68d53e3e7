// The events for a partner's page: each comes once, when it happens, and nothing private is in any of them.

import { expect, test } from "vitest";
import type { ParticipantSnapshot, SessionView } from "../../participant/session/worker-api.ts";
import { failedWith, hostEvents, refusedBy } from "./host-events.ts";

const SECRET = "secret-text";

const snapshot = (change: Partial<ParticipantSnapshot>): ParticipantSnapshot =>
  ({
    activity: { type: "joining" },
    participant: null,
    iteration: 0,
    contributions: { sent: 0, merged: 0, stale: 0, refused: 0 },
    queries: 0,
    current: { header: SECRET },
    favoured: [{ label: SECRET, text: SECRET, share: 1 }],
    history: [{ loss: 0.123 }],
    ...change,
    // Only what is read, and what must not be.
  }) as unknown as ParticipantSnapshot;

const view = (change: Partial<SessionView>): SessionView =>
  ({ tab: "here", storage: { type: "kept" }, budgetQueries: 100, snapshot: null, ...change }) as unknown as SessionView;

const typesOf = (before: SessionView | null, after: SessionView): string[] => hostEvents(before, after).map(({ type }) => type);

test("storage is told when the task opens, and when it is lost later", () => {
  expect(typesOf(null, view({ tab: "opening" }))).toEqual([]);
  expect(hostEvents(view({ tab: "opening" }), view({}))).toEqual([{ type: "storage", kept: true }]);
  expect(typesOf(view({}), view({}))).toEqual([]);
  expect(hostEvents(view({}), view({ storage: { type: "memory-only", reason: "full" } }))).toEqual([{ type: "storage", kept: false }]);
});

test("a run is told from joining to its end, each thing once", () => {
  const stages = [
    snapshot({}),
    snapshot({ participant: "p1", activity: { type: "waiting-for-aggregator", reason: "reply" } }),
    snapshot({ participant: "p1", iteration: 4, contributions: { sent: 1, merged: 1, stale: 0, refused: 0 }, queries: 50 }),
    snapshot({
      participant: "p1",
      queries: 100,
      contributions: { sent: 1, merged: 1, stale: 0, refused: 0 },
      activity: { type: "finished", reason: "budget" },
    }),
  ].map((now) => view({ snapshot: now }));
  const all = stages.flatMap((after, i) => hostEvents(stages[i - 1] ?? view({}), after));
  expect(all.map(({ type }) => type)).toEqual(["progress", "joined", "progress", "contributing", "progress", "progress", "finished"]);
  expect(all[3]).toEqual({ type: "contributing", contributions: 1, iteration: 4 });
  expect(all[5]).toEqual({ type: "progress", activity: "finished", queries: 100, budgetQueries: 100 });
  expect(JSON.stringify(all)).not.toMatch(/secret-text|0\.123/);
});

const failing = (change: { code: string; source?: "aggregator" | "model" }) =>
  hostEvents(view({}), view({ snapshot: snapshot({ activity: { type: "failed", message: SECRET, ...change } }) }));

test("the aggregator's refusal is told with its help, any other failure by its code alone", () => {
  expect(refusedBy("invite-spent")).toMatchObject({ type: "refused", code: "invite-spent", message: expect.stringContaining("new one") });
  expect(refusedBy("other-tab")).toMatchObject({ type: "failed", code: "other-tab" });
  const events = failing({ code: "unreachable", source: "model" });
  expect(JSON.stringify(events)).not.toContain(SECRET);
  expect(events.at(-1)).toMatchObject({ type: "failed", code: "unreachable" });
});

test.each(["unauthorised", "forbidden", "not-found", "too-large"])("%s of a language model is no refusal of the aggregator", (code) => {
  expect(failing({ code, source: "aggregator" }).at(-1)).toMatchObject({ type: "refused", code });
  expect(failing({ code, source: "model" }).at(-1)).toEqual(failedWith(code));
  expect(failing({ code }).at(-1)).toEqual(failedWith(code));
});
