// Without a create key an address may create so many tasks a day.

import { afterEach, expect, test, vi } from "vitest";
import { sampleTask } from "../testing/sample-task.ts";
import { call, refusalOf } from "../testing/session.ts";
import { CREATIONS_A_DAY, countedAddress } from "./creation-quota.ts";

afterEach(() => {
  vi.useRealTimers();
});

const from = (address: string, body: unknown = { task: sampleTask }) =>
  call("POST", "/api/tasks", { body, headers: { "cf-connecting-ip": address } });

test("[P7a] the day's last task is taken, the next is not even read; others, and tomorrow, are free", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  for (let i = 0; i < CREATIONS_A_DAY - 1; i++) expect((await from("203.0.113.7", "not a task")).status).toBe(400);
  expect((await from("203.0.113.7")).status).toBe(201);
  expect(await refusalOf(await from("203.0.113.7", "not a task"))).toEqual([429, "too-many-tasks"]);
  expect((await from("203.0.113.8")).status).toBe(201);
  expect((await call("POST", "/api/tasks", { body: { task: sampleTask } })).status).toBe(201);
  vi.setSystemTime(Date.now() + 86_400_000);
  expect((await from("203.0.113.7")).status).toBe(201);
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["127.0.0.1", undefined],
  ["::1", undefined],
  ["", undefined],
  ["2001:db8:a:b:1:2:3:4", "2001:db8:a:b"],
  ["2001:0DB8:a::4", "2001:db8:a:0"],
  ["2001:db8::", "2001:db8:0:0"],
])("[P7a] %s counts as %s", (address, counted) => {
  expect(countedAddress(address)).toBe(counted);
});
