// Opening a task ends in every case: with an answer, with a worker that is broken, and with one that throws.

import { expect, test } from "vitest";
import type { OpenRequest } from "../../participant/session/worker-api.ts";
import { askToOpen } from "./worker-link.ts";

const request: OpenRequest = { type: "alone", task: {}, takeOver: false };
const never = new Promise<never>(() => {});

test("an answer is passed on", async () => {
  const open = async () => ({ type: "done", value: null }) as const;
  expect(await askToOpen({ api: { open }, broken: never }, request)).toEqual({ type: "done", value: null });
});

test("a broken worker, and one that throws, are failures with a code of their own", async () => {
  expect(await askToOpen({ api: { open: () => never }, broken: Promise.resolve() }, request)).toMatchObject({
    type: "failed",
    code: "worker",
  });
  const open = () => Promise.reject(new TypeError("private words"));
  expect(await askToOpen({ api: { open }, broken: never }, request)).toEqual({ type: "failed", code: "internal", message: "TypeError" });
});
