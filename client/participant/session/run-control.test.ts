// The state that starting and stopping a run leave behind.

import * as v from "valibot";
import { expect, it } from "vitest";
import { toyTask } from "../../../shared/algorithm/testing/toy.ts";
import { examples } from "../../../shared/algorithm/testing/toy-problem.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import type { Runtime } from "../../platform/platform.ts";
import { openTaskStore } from "../store/indexed-db-store.ts";
import type { ChosenModel } from "./chosen-model.ts";
import { RunControl } from "./run-control.ts";
import { beginSession } from "./session-state.ts";

const noNetwork: Runtime = {
  fetch: () => Promise.reject(new TypeError("no network")),
  openSocket: () => {
    throw new TypeError("no network");
  },
  now: () => 0,
  random: () => 0,
  sleep: () => Promise.reject(new TypeError("nobody waits")),
};

function chosenModel(over: Partial<ChosenModel>): ChosenModel {
  return {
    choose() {},
    key: () => "",
    forgetKeys() {},
    connected: () => Promise.reject(new TypeError("nobody asked for a model")),
    counted: () => null,
    cost: () => null,
    missing: () => null,
    disconnect() {},
    keySpending: () => null,
    account: async () => null,
    requestsOfRun: () => 0,
    showAccount() {},
    ...over,
  };
}

it("whoever withdraws begins with a connection that has counted nothing", async () => {
  let ended = 0;
  const disconnect = (): void => {
    ended++;
  };
  const control = new RunControl(
    beginSession(() => {}),
    chosenModel({ disconnect }),
    noNetwork,
  );
  expect(await control.leave(false)).toMatchObject({ type: "done" });
  expect(ended).toBe(0);
  expect(await control.leave(true)).toMatchObject({ type: "done" });
  expect(ended).toBe(1);
});

it("a start is kept while its model connects, until that fails or somebody pauses", async () => {
  const state = beginSession(() => {});
  const store = await openTaskStore("task", () => {});
  const task = v.parse(taskSchema, toyTask);
  state.opened = {
    request: { type: "alone", task, takeOver: false },
    store,
    leadership: { lost: new Promise(() => {}), release() {} },
    task,
    settings: {},
  };
  state.examples = { origin: "own", split: { train: examples("t", 4, 4), pool: [], validation: [], test: [] } };
  state.show({ tab: "here" });
  let fail = (): void => {};
  const connected = (): Promise<LanguageModel> =>
    new Promise((_, reject) => {
      fail = () => reject(new LanguageModelError("unreachable"));
    });
  const control = new RunControl(state, chosenModel({ connected }), noNetwork);
  const kept = async (): Promise<boolean | undefined> => (await store.settings.load())?.starting;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const first = control.start();
  await settle();
  expect(await kept()).toBe(true);
  // Nothing runs yet: the page still lets its owner cancel or choose another model.
  expect(state.view.running).toBe(false);
  fail();
  expect(await first).toMatchObject({ type: "failed", code: "unreachable" });
  expect(await kept()).toBe(false);

  const second = control.start();
  await settle();
  await control.pause();
  expect(await kept()).toBe(false);
  fail();
  await second;

  // Another tab took over: what is kept is no longer this one's.
  const third = control.start();
  await settle();
  state.show({ tab: "taken" });
  await control.retire();
  fail();
  await third;
  expect(await kept()).toBe(true);
});
