// Leases and the quorum: nobody waits for ever, and a participant that was silent may come back.

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contributionOf } from "../testing/sample-task.ts";
import { createTestTask, join, onDisk, open, openRaw, readStatus, stubOf, type TestTask } from "../testing/session.ts";

const LEASE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

function alarmOf(task: TestTask): Promise<number | null> {
  return runInDurableObject(stubOf(task), (_object, { storage }) => storage.getAlarm());
}

test("[P18] [P18a] with minActive 2 a contribution is received at once and merged when the second one comes", async () => {
  const task = await createTestTask({ minActive: 2 });
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 1 }));
  expect(await ada.socket.expect("received")).toMatchObject({ epoch: 1, seq: 1 });
  ada.socket.send(contributionOf({ seed: 1 }));
  await ada.socket.expect("received");
  ben.socket.send(contributionOf({ seed: 2 }));
  expect(await ben.socket.expect("merged")).toMatchObject({ iteration: 1 });
  const merged = await ada.socket.nextText();
  expect(JSON.parse(merged)).toMatchObject({ type: "merged", iteration: 1, seq: 1 });
  expect(await ada.socket.ask(contributionOf({ seed: 1 }))).toBe(merged);
  expect((await readStatus(task)).merged).toBe(2);
});

test("[P23] a participant silent past its lease is let go, and whoever waited for it is answered", async () => {
  const task = await createTestTask({ minActive: 2, leaseMs: LEASE_MS });
  const ada = await open(task, await join(task));
  await join(task);
  later(LEASE_MS - 1_000);
  ada.socket.send(contributionOf({ seed: 1 }));
  await ada.socket.expect("received");
  later(2_000);
  expect(await runDurableObjectAlarm(stubOf(task))).toBe(true);
  expect(await ada.socket.expect("merged")).toMatchObject({ iteration: 1, presence: { live: 1, joined: 2 } });
});

test("[P23a] one that is heard of but contributes nothing keeps an iteration waiting for one lease, not for ever", async () => {
  const task = await createTestTask({ minActive: 2, leaseMs: LEASE_MS });
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 1 }));
  await ada.socket.expect("received");
  later(LEASE_MS - 1_000);
  for (const { socket } of [ada, ben]) {
    socket.send({ type: "observe" });
    await socket.expect("observed");
  }
  await runDurableObjectAlarm(stubOf(task));
  expect((await readStatus(task)).iteration).toBe(0);
  later(2_000);
  await runDurableObjectAlarm(stubOf(task));
  expect(await ada.socket.expect("merged")).toMatchObject({ iteration: 1, presence: { live: 1, joined: 2 } });
  // Its next message makes it live again.
  ben.socket.send({ type: "observe" });
  expect(await ben.socket.expect("observed")).toMatchObject({ presence: { live: 2 } });
});

test("[P23b] the wait goes on while the object is out of memory, and ends after the same lease", async () => {
  const task = await createTestTask({ minActive: 2, leaseMs: LEASE_MS });
  const people = [await join(task), await join(task)];
  const [ada] = await Promise.all(people.map((person) => open(task, person)));
  ada?.socket.send(contributionOf({ seed: 1 }));
  await ada?.socket.expect("received");
  const iterations: number[] = [];
  for (const ms of [LEASE_MS / 2, LEASE_MS / 2 - 1, 1]) {
    later(ms);
    await abortAllDurableObjects();
    // Both show signs of life, but nobody contributes.
    for (const person of people) await open(task, person);
    await runDurableObjectAlarm(stubOf(task));
    iterations.push((await readStatus(task)).iteration);
  }
  expect(iterations).toEqual([0, 0, 1]);
});

test("[P23a] each iteration has a wait of its own", async () => {
  const task = await createTestTask({ minActive: 2, leaseMs: LEASE_MS });
  const people = [await join(task), await join(task)];
  const [ada, ben] = await Promise.all(people.map((person) => open(task, person)));
  ada?.socket.send(contributionOf({ seed: 1 }));
  await ada?.socket.expect("received");
  ben?.socket.send(contributionOf({ seed: 2 }));
  await ben?.socket.expect("merged");
  later(LEASE_MS - 1);
  ben?.socket.send(contributionOf({ seed: 3, seq: 2, base: 1 }));
  await ben?.socket.expect("received");
  later(1);
  await abortAllDurableObjects();
  for (const person of people) await open(task, person);
  await runDurableObjectAlarm(stubOf(task));
  expect((await readStatus(task)).iteration).toBe(1);
  later(LEASE_MS - 1);
  await abortAllDurableObjects();
  for (const person of people) await open(task, person);
  await runDurableObjectAlarm(stubOf(task));
  expect((await readStatus(task)).iteration).toBe(2);
});

test("[P23] leaving lowers the quorum as well", async () => {
  const task = await createTestTask({ minActive: 2 });
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 1 }));
  await ada.socket.expect("received");
  ben.socket.send({ type: "leave", withdraw: false });
  await ben.socket.expect("left");
  expect(await ada.socket.expect("merged")).toMatchObject({ iteration: 1 });
});

test("[P23c] a closed socket does not suspend; being heard of again ends a suspension", async () => {
  const task = await createTestTask({ leaseMs: LEASE_MS });
  const ada = await join(task);
  const { socket } = await open(task, ada);
  socket.close();
  expect((await readStatus(task)).presence.live).toBe(1);
  later(LEASE_MS + 1);
  await runDurableObjectAlarm(stubOf(task));
  expect((await readStatus(task)).presence.live).toBe(0);
  const { welcome } = await open(task, ada);
  expect(welcome.presence.live).toBe(1);
  expect((await onDisk(task)).events.map((event) => event.type)).toEqual(["join", "suspend", "resume"]);
});

test("[P23] a ping renews the lease without a message", async () => {
  // The platform stamps its automatic answer with the real clock, so the test moves the time of joining instead: almost a lease back.
  const realNow = Date.now();
  vi.setSystemTime(realNow - LEASE_MS + 1_000);
  const task = await createTestTask({ leaseMs: LEASE_MS });
  const ada = await open(task, await join(task));
  const silent = await join(task);
  vi.setSystemTime(realNow);
  expect(await ada.socket.ask("ping")).toBe("pong");
  later(2_000);
  await runDurableObjectAlarm(stubOf(task));
  const { state } = await onDisk(task);
  expect(state.participants.map(({ id, status }) => [id === silent.id, status])).toEqual([
    [false, "live"],
    [true, "suspended"],
  ]);
});

test("[P24] an alarm that rings early or twice does nothing and is set again", async () => {
  const task = await createTestTask({ leaseMs: LEASE_MS });
  await join(task);
  const due = await alarmOf(task);
  expect(due).toBe(Date.now() + LEASE_MS);
  await runDurableObjectAlarm(stubOf(task));
  expect(await alarmOf(task)).toBe(due);
  later(LEASE_MS);
  await runDurableObjectAlarm(stubOf(task));
  await runDurableObjectAlarm(stubOf(task));
  expect((await onDisk(task)).events.map((event) => event.type)).toEqual(["join", "suspend"]);
  expect(await alarmOf(task)).toBeNull();
});

test("[P24a] an alarm that was lost, or is long past, is set again when the object wakes", async () => {
  const task = await createTestTask({ leaseMs: LEASE_MS });
  const ada = await join(task);
  await runInDurableObject(stubOf(task), (_object, { storage }) => storage.deleteAlarm());
  await abortAllDurableObjects();
  expect(await alarmOf(task)).toBe(Date.now() + LEASE_MS);
  const socket = await openRaw(task, ada);
  await socket.expect("welcome");
});
