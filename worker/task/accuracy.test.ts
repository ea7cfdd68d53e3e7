// Shares of right answers are kept by minute and with versions. Each contribution weighs the same, and nothing is shown if nobody sends
// them.

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { expect, test } from "vitest";
import { dashboardSchema, versionsSchema } from "../../shared/protocol/owner-messages.ts";
import { contributionOf } from "../testing/sample-task.ts";
import { call, createTestTask, join, onDisk, open, stubOf, type TestTask } from "../testing/session.ts";

async function ask<T>(task: TestTask, path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return v.parse(schema, await (await call("GET", `${task.path}${path}`, { token: task.ownerToken })).json());
}

const publish = (task: TestTask, body = {}) => call("POST", `${task.path}/versions`, { token: task.ownerToken, body });

/** A task with one participant that has contributed twice without counts. */
async function uncounted() {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  for (const seq of [1, 2]) {
    socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await socket.expect("merged");
  }
  return { task, socket };
}

test("[P17b] shares of right answers are kept by minute and count once a contribution, whatever number of answers it claims", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const sent = [{ right: 8, asked: 8 }, { right: 0, asked: 1 }, { right: 1, asked: 2 }, { right: 0, asked: 0 }, undefined];
  for (const [i, accuracy] of sent.entries()) {
    socket.send(contributionOf({ seed: i, seq: i + 1, base: i, ...(accuracy ? { accuracy } : {}) }));
    await socket.expect("merged");
  }
  for (const body of [{}, { choice: [2, 0, 1, 0] }]) expect((await publish(task, body)).status).toBe(201);
  await abortAllDurableObjects();
  const { minutes } = await ask(task, "/dashboard", dashboardSchema);
  // The clock may have passed from one minute to the next, but the sums over all minutes stay the same.
  const kept = await runInDurableObject(stubOf(task), (_object, { storage }) =>
    storage.sql.exec("SELECT SUM(accuracy_sum) AS sum, SUM(accuracies) AS times FROM minute").one(),
  );
  expect(kept).toEqual({ sum: 1.5, times: 3 });
  expect(minutes.some(({ accuracy }) => accuracy !== null)).toBe(true);
  // Newest first. Prompts that were tried say nothing about a choice that the owner made by hand.
  expect((await ask(task, "/versions", versionsSchema)).versions.map(({ evidence }) => evidence.accuracy)).toEqual([null, 0.5]);
  const { events } = await onDisk(task);
  expect(events.flatMap((event) => (event.type === "contribute" ? [event.contribution.accuracy] : []))).toEqual(sent);
});

test("[P17] where nobody sends counts of right answers there is no share", async () => {
  const { task } = await uncounted();
  await publish(task);
  for (const { accuracy } of (await ask(task, "/dashboard", dashboardSchema)).minutes) expect(accuracy).toBe(null);
  expect((await ask(task, "/versions", versionsSchema)).versions[0]?.evidence.accuracy).toBe(null);
});

test("[P25] an object from before right answers were counted keeps its minutes and versions, and counts from then on", async () => {
  const { task, socket } = await uncounted();
  await publish(task);
  socket.close();
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    for (const column of ["accuracy_sum", "accuracies"]) storage.sql.exec(`ALTER TABLE minute DROP COLUMN ${column}`);
    storage.sql.exec("UPDATE version SET evidence = json_remove(evidence, '$.accuracy')");
    storage.sql.exec("ALTER TABLE state DROP COLUMN waiting_since");
    storage.sql.exec("ALTER TABLE credential DROP COLUMN invite");
    storage.sql.exec("ALTER TABLE state DROP COLUMN last_event");
    storage.sql.exec("DROP TABLE log");
    storage.sql.exec("DELETE FROM migration WHERE version > 2");
  });
  await abortAllDurableObjects();
  const { minutes } = await ask(task, "/dashboard", dashboardSchema);
  expect(minutes.reduce((sum, minute) => sum + minute.contributions, 0)).toBe(2);
  expect(minutes.map(({ accuracy, loss }) => [accuracy, loss !== null])).toEqual(minutes.map(() => [null, true]));
  expect((await ask(task, "/versions", versionsSchema)).versions[0]?.evidence.accuracy).toBe(null);
  const again = await open(task, await join(task));
  again.socket.send(contributionOf({ seed: 3, base: 2, accuracy: { right: 1, asked: 4 } }));
  await again.socket.expect("merged");
  expect((await ask(task, "/dashboard", dashboardSchema)).minutes.at(-1)?.accuracy).toBe(0.25);
});
