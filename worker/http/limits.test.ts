// Whoever asks for much gets it slowly, and a stranger's body is not read.

import * as v from "valibot";
import { afterEach, expect, test, vi } from "vitest";
import { createdTaskSchema, statusSchema } from "../../shared/protocol/messages.ts";
import { contributionOf, sampleTask } from "../testing/sample-task.ts";
import { call, createTestTask, join, open, refusalOf, upgrade } from "../testing/session.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** 40,000 candidates: its state is megabytes. */
const large = {
  name: "large",
  labels: ["good", "bad"],
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [["good"], ["bad"]],
  phrases: Array.from({ length: 10 }, (_, slot) => Array.from({ length: 4_000 }, (_, i) => `${slot} ${i}`)),
};

test("[P11d] large answers use up a participant's share, and others have their own", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const created = v.parse(createdTaskSchema, await (await call("POST", "/api/tasks", { body: { task: large } })).json());
  const task = { ...created, path: `/api/tasks/${created.taskId}` };
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  let states = 0;
  for (;;) {
    ada.socket.send({ type: "resync", newEpoch: false });
    const answer = await ada.socket.next();
    if (answer.type === "refused") {
      expect(answer).toMatchObject({ code: "too-many", retryAfterMs: expect.any(Number) });
      vi.setSystemTime(Date.now() + (answer.retryAfterMs ?? 0));
      break;
    }
    states++;
    expect(states).toBeLessThan(16);
  }
  expect(states).toBeGreaterThan(1);
  ada.socket.send({ type: "resync", newEpoch: false });
  await ada.socket.expect("state");
  ben.socket.send({ type: "resync", newEpoch: false });
  await ben.socket.expect("state");
});

test("[P5b] a status that is asked for without end is limited, for that token alone", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const created = v.parse(createdTaskSchema, await (await call("POST", "/api/tasks", { body: { task: large } })).json());
  const path = `/api/tasks/${created.taskId}/status`;
  let asked = 0;
  let response = await call("GET", path, { token: created.invite });
  for (; response.ok && asked < 100; asked++) {
    await response.body?.cancel();
    response = await call("GET", path, { token: created.invite });
  }
  expect(asked).toBeLessThan(100);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(await refusalOf(response)).toEqual([429, "too-many"]);
  expect((await call("GET", path, { token: created.ownerToken })).status).toBe(200);
  vi.setSystemTime(Date.now() + 1_000);
  expect((await call("GET", path, { token: created.invite })).status).toBe(200);
});

test("[P10b] sockets are not opened without end", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const task = await createTestTask();
  const ada = await join(task);
  for (let i = 0; i < 30; i++) await open(task, ada);
  const protocols = `asyndbt.1, bearer.${ada.token}`;
  expect(await refusalOf(await upgrade(task, protocols))).toEqual([429, "too-many"]);
  await open(task, await join(task));
  vi.setSystemTime(Date.now() + 2_000);
  await open(task, ada);
});

test.each([
  ["PUT", "/origins"],
  ["POST", "/invites"],
  ["POST", "/versions"],
  ["PUT", "/published"],
  ["PUT", "/phase"],
])("[P5a] %s %s: a stranger's body is not read, an owner's has its own limit", async (method, path) => {
  const task = await createTestTask();
  const body = JSON.stringify({ text: "x".repeat(65_536) });
  expect(await refusalOf(await call(method, task.path + path, { body: "{" }))).toEqual([401, "unauthorised"]);
  expect(await refusalOf(await call(method, task.path + path, { body, token: task.invite }))).toEqual([403, "forbidden"]);
  expect(await refusalOf(await call(method, task.path + path, { body, token: task.ownerToken }))).toEqual([413, "too-large"]);
});

test("[P2c] who holds an invite or takes part learns of the task's state only coarsely; owner and viewers see it", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket } = await open(task, ada);
  for (let seq = 1; seq <= 17; seq++) {
    socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await socket.expect("merged");
  }
  const seen = async (token: string) => v.parse(statusSchema, await (await call("GET", `${task.path}/status`, { token })).json());
  expect(await seen(task.ownerToken)).toMatchObject({ iteration: 17, merged: 17, queries: 17 * 48, z: expect.stringMatching(/./) });
  for (const token of [task.invite, ada.token])
    expect(await seen(token)).toMatchObject({
      iteration: 16,
      merged: 16,
      queries: 0,
      disagreement: 0,
      entropy: 0,
      z: "",
      presence: { live: 1 },
    });
});

test("[P2d] a task that would ask without learning is not created", async () => {
  const body = { task: sampleTask, settings: { stepLower: 0 } };
  expect(await refusalOf(await call("POST", "/api/tasks", { body }))).toEqual([422, "asks-without-learning"]);
});

test("[P5c] a task whose prompts would have millions of characters is not created", async () => {
  const phrases = Array.from({ length: 256 }, (_, slot) => [`${slot} ${"x".repeat(390)}`]);
  const creating = (header: string) => call("POST", "/api/tasks", { body: { task: { ...sampleTask, phrases, header } } });
  expect((await creating("[VAR]")).status).toBe(201);
  expect(await refusalOf(await creating("[VAR]".repeat(1_000)))).toEqual([422, "wrong-shape"]);
});
