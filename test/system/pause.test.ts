// What a visit keeps after a run was paused: an answer of the aggregator that comes later still counts on the next visit.

import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAggregator, startLocalAggregator } from "../../cli/local-aggregator.ts";
import { nodeRuntime } from "../../cli/node-runtime.ts";
import { createChosenModel } from "../../client/participant/chosen-model.ts";
import { openTaskStore } from "../../client/participant/indexed-db-store.ts";
import type { Runtime } from "../../client/participant/participant.ts";
import { createRunControl } from "../../client/participant/run-control.ts";
import { beginVisit } from "../../client/participant/visit.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import { createTask, examplesOf, task } from "./federation-bench.ts";

let aggregator: LocalAggregator;
beforeAll(async () => {
  aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
});
afterAll(() => aggregator.close());

/** Keeps acknowledgements back until they are let through. */
function heldRuntime(): Runtime & { letThrough(): void } {
  const runtime = nodeRuntime();
  let held: (() => void)[] | null = [];
  return {
    ...runtime,
    letThrough() {
      for (const deliver of held ?? []) deliver();
      held = null;
    },
    openSocket(url, protocols) {
      const socket = runtime.openSocket(url, protocols);
      let hear: typeof socket.onmessage = null;
      Object.defineProperty(socket, "onmessage", {
        set(handler: typeof hear) {
          hear = handler;
        },
      });
      socket.addEventListener("message", (event) => {
        const deliver = (): void => hear?.call(socket, event);
        if (held && String(event.data).startsWith('{"type":"merged"')) held.push(deliver);
        else deliver();
      });
      return socket;
    },
  };
}

it("an acknowledgement heard while paused is shown on the next visit", async () => {
  const link = await createTask(aggregator.origin);
  let seen = (): void => undefined;
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      seen = () => condition() && resolve();
      seen();
    });
  const visit = beginVisit(() => seen());
  const store = await openTaskStore("pause", () => undefined);
  const runtime = heldRuntime();
  const chosen = createChosenModel(visit);
  const run = createRunControl(visit, chosen, runtime);
  visit.opened = {
    request: { type: "join", aggregator: link.origin, taskId: link.taskId, invite: link.invite, takeOver: false, seat: "" },
    store,
    leadership: { lost: new Promise(() => undefined), release: () => undefined },
    task: v.parse(taskSchema, task),
    settings: defaultSettings,
  };
  visit.examples = {
    origin: "own",
    split: {
      train: examplesOf("train", 8),
      pool: examplesOf("pool", 8),
      validation: examplesOf("validation", 8),
      test: examplesOf("test", 12),
    },
  };
  await visit.keep({ invite: link.invite });
  chosen.choose({ type: "simulated" }, "none");
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 1 && visit.view.snapshot?.activity.type === "waiting-for-aggregator");
  await run.pause();
  expect(await store.shown.load()).toMatchObject({ activity: { type: "paused" }, contributions: { merged: 0 }, iteration: 0 });

  runtime.letThrough();
  await until(() => visit.view.snapshot?.contributions.merged === 1);
  expect(await store.shown.load()).toEqual(visit.view.snapshot);
  expect(await store.shown.load()).toMatchObject({ activity: { type: "paused" }, iteration: 1 });
  expect(await store.checkpoint.load()).toMatchObject({ outbox: [], tally: { merged: 1 }, tuning: { view: { iteration: 1 } } });
  await run.leave(false);
});
