// What stopping a run leaves behind.

import { expect, it } from "vitest";
import type { ChosenModel } from "./chosen-model.ts";
import type { Runtime } from "./participant.ts";
import { createRunControl } from "./run-control.ts";
import { beginVisit } from "./visit.ts";

const noNetwork: Runtime = {
  fetch: () => Promise.reject(new TypeError("no network")),
  openSocket: () => {
    throw new TypeError("no network");
  },
  now: () => 0,
  random: () => 0,
  sleep: () => Promise.reject(new TypeError("nobody waits")),
};

it("whoever withdraws begins with a connection that has counted nothing", async () => {
  let ended = 0;
  const chosen: ChosenModel = {
    choose() {},
    connected: () => Promise.reject(new TypeError("nobody asked for a model")),
    counted: () => null,
    cost: () => null,
    missing: () => null,
    disconnect() {
      ended++;
    },
  };
  const control = createRunControl(
    beginVisit(() => {}),
    chosen,
    noNetwork,
  );
  expect(await control.leave(false)).toMatchObject({ type: "done" });
  expect(ended).toBe(0);
  expect(await control.leave(true)).toMatchObject({ type: "done" });
  expect(ended).toBe(1);
});
