// A paused run: an answer of the aggregator that comes later still counts on the next visit.

import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAggregator, startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import { nodeRuntime } from "../../cli/machine/node-runtime.ts";
import { type ChosenModel, createChosenModel } from "../../client/participant/session/chosen-model.ts";
import { RunControl } from "../../client/participant/session/run-control.ts";
import { beginSession, type SessionState } from "../../client/participant/session/session-state.ts";
import { openTaskStore, type TaskStore } from "../../client/participant/store/indexed-db-store.ts";
import type { Runtime } from "../../client/platform/platform.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import { createTask, someExamples, statusOf, type TaskLink, task } from "./federation-bench.ts";

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

interface Visiting {
  readonly visit: SessionState;
  readonly chosen: ChosenModel;
  readonly run: RunControl;
  readonly store: TaskStore;
  /** Resolves when the view is so. */
  until(condition: () => boolean): Promise<void>;
}

/** One visit of a page to a task, with its own examples and the simulated learner. */
async function visiting(link: TaskLink, runtime: Runtime, name: string): Promise<Visiting> {
  let seen = (): void => undefined;
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      seen = () => condition() && resolve();
      seen();
    });
  const visit = beginSession(() => seen());
  const store = await openTaskStore(name, () => undefined);
  const chosen = createChosenModel(visit);
  const run = new RunControl(visit, chosen, runtime);
  visit.opened = {
    request: { type: "join", aggregator: link.origin, taskId: link.taskId, invite: link.invite, takeOver: false, seat: "" },
    store,
    leadership: { lost: new Promise(() => undefined), release: () => undefined },
    task: v.parse(taskSchema, task),
    settings: defaultSettings,
  };
  visit.examples = {
    origin: "own",
    split: someExamples,
  };
  await visit.keep({ invite: link.invite });
  chosen.choose({ type: "simulated" }, "none");
  return { visit, chosen, run, store, until };
}

it("an acknowledgement heard while paused is shown on the next visit", async () => {
  const link = await createTask(aggregator.origin);
  const runtime = heldRuntime();
  const { visit, run, store, until } = await visiting(link, runtime, "pause");
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

/** Counts the sockets that are open, and can cut them as a network does. */
function cuttableRuntime(): Runtime & { open(): number; cut(): void } {
  const runtime = nodeRuntime();
  const sockets = new Set<WebSocket>();
  return {
    ...runtime,
    open: () => sockets.size,
    cut() {
      for (const socket of sockets) socket.close();
    },
    openSocket(url, protocols) {
      const socket = runtime.openSocket(url, protocols);
      sockets.add(socket);
      socket.addEventListener("close", () => sockets.delete(socket));
      return socket;
    },
  };
}

it("a participant that was replaced holds no connection and writes nothing over its successor's checkpoint", async () => {
  const link = await createTask(aggregator.origin);
  const runtime = cuttableRuntime();
  const { visit, run, store, until } = await visiting(link, runtime, "replaced");
  for (const steps of [2, 4, 6]) {
    await run.start();
    await until(() => (visit.view.snapshot?.step ?? 0) >= steps);
    // As a larger budget does it.
    await run.retire();
    await visit.keep({ running: false });
    await expect.poll(() => runtime.open(), { timeout: 5_000 }).toBe(0);
  }
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 8);
  await run.pause();
  const kept = (await store.checkpoint.load())?.tuning.step;
  runtime.cut();
  await until(() => visit.view.snapshot?.connection === "offline");
  await until(() => visit.view.snapshot?.connection === "online");
  expect(runtime.open()).toBe(1);
  expect((await store.checkpoint.load())?.tuning.step).toBe(kept);
  await run.leave(false);
});

it("who starts over with other examples is the same participant to the aggregator, and uses nothing more of the invite", async () => {
  const link = await createTask(aggregator.origin);
  const { visit, run, store, until } = await visiting(link, cuttableRuntime(), "over");
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 2);
  await run.pause();
  const first = visit.view.snapshot;
  await run.startOver();
  expect(await store.checkpoint.load()).toBeUndefined();
  expect(visit.view.snapshot).toBeNull();
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 1);
  expect(visit.view.snapshot?.participant).toBe(first?.participant);
  expect(visit.view.snapshot?.step).toBeLessThan(first?.step ?? 0);
  await until(() => visit.view.snapshot?.activity.type === "finished");
  expect(visit.view.snapshot?.contributions).toMatchObject({ refused: 0 });
  expect(await statusOf(link)).toMatchObject({ presence: { joined: 1 } });
  // Withdrawing forgets who this was: the next start joins anew.
  await run.leave(true);
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 1);
  expect(visit.view.snapshot?.participant).not.toBe(first?.participant);
  await run.leave(false);
});

it("who starts over after withdrawing elsewhere joins anew instead of failing", async () => {
  const link = await createTask(aggregator.origin);
  const { visit, run, until } = await visiting(link, cuttableRuntime(), "gone");
  await visit.keep({ identity: { aggregator: link.origin, taskId: link.taskId, participant: "gone", participantToken: "no-such-token" } });
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 1);
  expect(visit.view.snapshot?.participant).not.toBe("gone");
  await run.leave(false);
});

/** A model that takes its time to connect. */
function slowlyConnected(chosen: ChosenModel): ChosenModel & { connect(): void } {
  let connect = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    connect = resolve;
  });
  return {
    ...chosen,
    connect,
    async connected(purpose) {
      await gate;
      return chosen.connected(purpose);
    },
  };
}

it("two starts while the model connects are one run, and one participant", async () => {
  const link = await createTask(aggregator.origin);
  const { visit, chosen, until } = await visiting(link, cuttableRuntime(), "twice");
  const slow = slowlyConnected(chosen);
  const run = new RunControl(visit, slow, nodeRuntime());
  const starts = [run.start(), run.start()];
  slow.connect();
  expect(await Promise.all(starts)).toEqual([
    { type: "done", value: null },
    { type: "done", value: null },
  ]);
  await until(() => visit.view.snapshot?.activity.type === "finished");
  expect(await statusOf(link)).toMatchObject({ presence: { joined: 1 } });
  await run.leave(false);
});

it.each(["pause", "retire", "startOver"] as const)("%s while the model connects means that nothing begins", async (way) => {
  const link = await createTask(aggregator.origin);
  const { visit, chosen, until } = await visiting(link, cuttableRuntime(), `stopped-${way}`);
  const slow = slowlyConnected(chosen);
  const run = new RunControl(visit, slow, nodeRuntime());
  const started = run.start();
  await run[way]();
  slow.connect();
  await started;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(visit.view.snapshot).toBeNull();
  expect(visit.kept.running).toBe(false);
  expect(await statusOf(link)).toMatchObject({ presence: { joined: 0 } });
  // And it can be started again.
  await run.start();
  await until(() => (visit.view.snapshot?.step ?? 0) >= 1);
  await run.leave(false);
});
