// An owner's invites, versions, figures, audit and export. All of them survive a restart, and none contains a token.

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { expect, test } from "vitest";
import { createdInviteSchema } from "../../shared/protocol/messages.ts";
import {
  auditSchema,
  dashboardSchema,
  exportSchema,
  invitesSchema,
  publishedSchema,
  versionsSchema,
} from "../../shared/protocol/owner-messages.ts";
import { Ledger } from "../ledger/ledger.ts";
import { contributionOf, sampleSpace } from "../testing/sample-task.ts";
import { call, createTestTask, join, open, readStatus, refusalOf, stubOf, type TestTask } from "../testing/session.ts";

async function ask<T>(task: TestTask, path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return v.parse(schema, await (await call("GET", `${task.path}${path}`, { token: task.ownerToken })).json());
}

const send = (task: TestTask, method: string, path: string, body?: object) =>
  call(method, `${task.path}${path}`, { token: task.ownerToken, ...(body ? { body } : {}) });

const joinWith = (task: TestTask, token: string) => call("POST", `${task.path}/participants`, { token });

/** A task with one participant that has contributed so often. */
async function tried(times: number) {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket } = await open(task, ada);
  for (let seq = 1; seq <= times; seq++) {
    socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await socket.expect("merged");
  }
  return { task, ada, socket };
}

test("[P29] invites are listed with what is left of them, and without their tokens", async () => {
  const task = await createTestTask({}, 3);
  const made = v.parse(
    createdInviteSchema,
    await (await send(task, "POST", "/invites", { maxUses: 5, expiresAt: 4_102_444_800_000, label: "Team Köln" })).json(),
  );
  await join({ ...task, invite: made.invite });
  await abortAllDurableObjects();
  const { invites } = await ask(task, "/invites", invitesSchema);
  expect(invites).toMatchObject([
    { id: made.id, label: "Team Köln", maxUses: 5, usesLeft: 4, expiresAt: 4_102_444_800_000 },
    { label: "", maxUses: 3, usesLeft: 3, expiresAt: null },
  ]);
  const text = JSON.stringify(invites);
  expect([text.includes(made.invite), text.includes(task.invite)]).toEqual([false, false]);
});

test("[P29a] a revoked invite opens nothing, and who joined with it stays", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const [first] = (await ask(task, "/invites", invitesSchema)).invites;
  expect((await send(task, "DELETE", `/invites/${first?.id}`)).status).toBe(200);
  expect(await refusalOf(await joinWith(task, task.invite))).toEqual([401, "unauthorised"]);
  await abortAllDurableObjects();
  expect(await refusalOf(await joinWith(task, task.invite))).toEqual([401, "unauthorised"]);
  expect((await ask(task, "/invites", invitesSchema)).invites).toEqual([]);
  expect((await open(task, ada)).welcome.type).toBe("welcome");
  expect(await refusalOf(await send(task, "DELETE", `/invites/${first?.id}`))).toEqual([404, "unknown-invite"]);
});

test("[P29b] a task keeps 256 invites", async () => {
  const task = await createTestTask();
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    for (let i = 1; i < 256; i++) {
      storage.sql.exec("INSERT INTO credential (digest, role, uses_left) VALUES (?, 'invite', 1)", `d${i}`);
      storage.sql.exec("INSERT INTO invite VALUES (?, ?, '', 1, 0)", `i${i}`, `d${i}`);
    }
  });
  expect(await refusalOf(await send(task, "POST", "/invites", { maxUses: 1 }))).toEqual([409, "too-many-invites"]);
});

test("[P30] [P30c] the likeliest choice of Z is published with what it rests on, and anybody who knows the task reads it", async () => {
  const { task } = await tried(3);
  expect(await refusalOf(await call("GET", `${task.path}/published`))).toEqual([404, "unpublished"]);
  expect((await send(task, "POST", "/versions", {})).status).toBe(201);
  await abortAllDurableObjects();
  const { current, versions } = await ask(task, "/versions", versionsSchema);
  expect(current).toBe(1);
  expect(versions).toMatchObject([
    { number: 1, chosenBy: "consensus", evidence: { iteration: 3, contributions: 3, participants: 1, queries: 144, tokens: 2_880 } },
  ]);
  expect(versions[0]?.evidence.loss).toBeGreaterThan(0);
  expect(versions[0]?.choice).toHaveLength(sampleSpace.slots.length);
  const published = v.parse(publishedSchema, await (await call("GET", `${task.path}/published`)).json());
  expect(published).toMatchObject({ taskId: task.taskId, name: "mood", version: { number: 1 }, content: { labels: ["good", "bad"] } });
  expect(published.content.labelWords).toHaveLength(2);
});

test("[P30a] an owner's own choice is published as it is, if it fits the task", async () => {
  const { task } = await tried(1);
  await send(task, "POST", "/versions", { choice: [2, 0, 1, 0] });
  const { content, version } = v.parse(publishedSchema, await (await call("GET", `${task.path}/published`)).json());
  expect(version.chosenBy).toBe("owner");
  // Prompts that were tried say nothing about a choice that the owner made by hand.
  expect(version.evidence).toMatchObject({ contributions: 1, loss: null, accuracy: null });
  expect(content).toMatchObject({ phrases: ["Think first."], labelWords: ["fine", "bad"] });
  for (const choice of [[], [0, 0, 0], [4, 0, 0, 0], [-1, 0, 0, 0]]) {
    expect(await refusalOf(await send(task, "POST", "/versions", { choice }))).toEqual([422, "wrong-shape"]);
  }
  for (const choice of [[0.5, 0, 0, 0], [-2, 0, 0, 0], "0000"]) {
    expect(await refusalOf(await send(task, "POST", "/versions", { choice }))).toEqual([400, "malformed"]);
  }
  expect((await ask(task, "/versions", versionsSchema)).versions).toHaveLength(1);
});

test("[P30b] rolling back shows an earlier version again, and loses none", async () => {
  const { task } = await tried(1);
  for (const choice of [
    [1, 0, 0, 0],
    [2, 0, 0, 0],
  ]) {
    await send(task, "POST", "/versions", { choice });
  }
  expect((await send(task, "PUT", "/published", { number: 1 })).status).toBe(200);
  expect(await refusalOf(await send(task, "PUT", "/published", { number: 3 }))).toEqual([404, "unknown-version"]);
  await abortAllDurableObjects();
  const { current, versions } = await ask(task, "/versions", versionsSchema);
  expect([current, versions.map(({ number }) => number)]).toEqual([1, [2, 1]]);
  const { content } = v.parse(publishedSchema, await (await call("GET", `${task.path}/published`)).json());
  expect(content.phrases).toEqual(["Judge the mood."]);
});

test("[P30d] a closed task can still be read and published; one that is deleted cannot", async () => {
  const { task } = await tried(1);
  await send(task, "PUT", "/phase", { phase: "closed" });
  expect((await send(task, "POST", "/versions", {})).status).toBe(201);
  expect((await call("GET", `${task.path}/published`)).status).toBe(200);
  expect(await refusalOf(await call("GET", `${task.path}/published`, { origin: "https://evil.test" }))).toEqual([403, "wrong-origin"]);
  await call("DELETE", task.path, { token: task.ownerToken, headers: { "x-confirm-delete": task.taskId } });
  expect(await refusalOf(await call("GET", `${task.path}/published`))).toEqual([404, "unknown-task"]);
});

test("[P31] [P31a] the audit says who did what, and counts what is done again within the hour", async () => {
  const { task, socket } = await tried(2);
  for (let i = 0; i < 3; i++) {
    socket.send({ type: "leave", withdraw: false });
    await socket.expect("left");
    socket.send({ type: "resync", newEpoch: true });
    await socket.expect("state");
  }
  for (let i = 0; i < 4; i++) expect(await socket.refusedWith(contributionOf({ seed: 1, epoch: 9 }))).toBe("wrong-epoch");
  await send(task, "PUT", "/phase", { phase: "paused" });
  await send(task, "PUT", "/phase", { phase: "open" });
  await socket.expect("phase");
  await socket.expect("phase");
  await send(task, "POST", "/invites", { maxUses: 1, label: "second" });
  await send(task, "POST", "/versions", {});
  await send(task, "PUT", "/published", { number: 1 });
  await call("GET", `${task.path}/export`, { token: task.ownerToken });
  socket.send({ type: "leave", withdraw: true });
  await socket.expect("left");
  await abortAllDurableObjects();
  const { entries } = await ask(task, "/audit", auditSchema);
  const told = entries.map(({ who, participant, what, detail, times }) => [who, participant, what, detail, times]).reverse();
  const expected = [
    ["owner", null, "created", "", 1],
    ["participant", 1, "joined", "", 1],
    ["participant", 1, "left", "", 3],
    ["owner", null, "phase", "paused", 1],
    ["owner", null, "phase", "open", 1],
    ["owner", null, "invited", "second", 1],
    ["owner", null, "published", "1", 1],
    ["owner", null, "rolled-back", "1", 1],
    ["owner", null, "exported", "", 1],
    ["aggregator", null, "refused", "wrong-epoch", 4],
    ["participant", 1, "withdrew", "", 1],
  ];
  expect(told).toHaveLength(expected.length);
  for (const entry of expected) expect(told).toContainEqual(entry);
  expect(entries.every(({ at }, i) => i === 0 || at <= (entries[i - 1]?.at ?? 0))).toBe(true);
});

test("[P31b] the audit keeps its latest 2,000 entries", async () => {
  const task = await createTestTask();
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    for (let i = 0; i < 2_100; i++)
      storage.sql.exec("INSERT INTO audit (at, who, what, detail, times) VALUES (0, 'owner', 'phase', 'open', 1)");
  });
  await send(task, "PUT", "/phase", { phase: "paused" });
  const { entries } = await ask(task, "/audit", auditSchema);
  expect([entries.length, entries[0]?.detail]).toEqual([2_000, "paused"]);
});

test("[P32] the dashboard counts participants, minutes and staleness", async () => {
  const { task, socket } = await tried(4);
  const ben = await join(task);
  const late = await open(task, ben);
  for (let seq = 5; seq <= 8; seq++) {
    socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await socket.expect("merged");
  }
  late.socket.send(contributionOf({ seed: 9, base: 4 }));
  expect((await late.socket.expect("merged")).staleness).toBe(4);
  late.socket.send({ type: "leave", withdraw: false });
  await late.socket.expect("left");
  await abortAllDurableObjects();
  const { participants, capacity, minutes, staleness } = await ask(task, "/dashboard", dashboardSchema);
  expect(participants).toEqual({ live: 1, suspended: 0, left: 1 });
  expect(capacity).toBe(16);
  expect(staleness).toEqual([
    { upTo: 0, times: 8 },
    { upTo: 4, times: 1 },
  ]);
  expect(minutes.reduce((sum, minute) => sum + minute.contributions, 0)).toBe(9);
  expect(minutes.reduce((sum, minute) => sum + minute.queries, 0)).toBe(9 * 48);
  for (const { loss } of minutes) expect(loss).toBeGreaterThan(0);
});

test("[P32] a day's worth of minutes is kept", async () => {
  const { task, socket } = await tried(1);
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    for (let i = 0; i < 1_500; i++) storage.sql.exec("INSERT INTO minute VALUES (?, 1, 0, 1, 1, 1, 1, 0, 0)", i);
  });
  socket.send(contributionOf({ seed: 2, seq: 2, base: 1 }));
  await socket.expect("merged");
  expect((await ask(task, "/dashboard", dashboardSchema)).minutes).toHaveLength(1_440);
});

test("[P33] an export holds task, settings, Z, versions and audit, and neither token nor participant", async () => {
  const { task, ada } = await tried(2);
  await send(task, "POST", "/versions", {});
  const response = await call("GET", `${task.path}/export`, { token: task.ownerToken });
  const text = await response.text();
  const exported = v.parse(exportSchema, JSON.parse(text));
  expect(exported).toMatchObject({ taskId: task.taskId, iteration: 2, current: 1, task: { name: "mood" }, taskDigest: sampleSpace.digest });
  expect(exported.audit.map(({ what }) => what)).toEqual(expect.arrayContaining(["created", "joined", "published", "exported"]));
  for (const secret of [task.ownerToken, task.invite, ada.token, ada.id]) expect(text).not.toContain(secret);
});

test("[P25] an object from before invites were listed lists them after its migration", async () => {
  const task = await createTestTask({}, 7);
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    for (const table of ["invite", "version", "published", "audit", "minute", "staleness", "snapshot", "log"])
      storage.sql.exec(`DROP TABLE ${table}`);
    storage.sql.exec("ALTER TABLE state DROP COLUMN waiting_since");
    storage.sql.exec("ALTER TABLE credential DROP COLUMN invite");
    storage.sql.exec("ALTER TABLE state DROP COLUMN last_event");
    storage.sql.exec("DELETE FROM migration WHERE version > 1");
  });
  await abortAllDurableObjects();
  expect((await ask(task, "/invites", invitesSchema)).invites).toMatchObject([{ maxUses: 7, usesLeft: 7, createdAt: null }]);
  expect((await joinWith(task, task.invite)).status).toBe(201);
});

test("[P28b] sums that were stored before contributions had bounds break no page of the owner's", async () => {
  const { task } = await tried(2);
  await join(task);
  expect((await send(task, "POST", "/versions", {})).status).toBe(201);
  const most = Number.MAX_SAFE_INTEGER;
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    const ledger = new Ledger(storage);
    const before = ledger.readState();
    const participants = before.participants.map((record) => ({ ...record, queries: most, tokens: 2 * most }));
    ledger.rewrite({ after: { ...before, participants }, heardAt: ledger.readHeardAt(), waitingSince: null, refused: {} });
    storage.sql.exec("UPDATE minute SET queries = 2 * ?1 + 1, tokens = 1024 * ?1", most);
    storage.sql.exec("UPDATE version SET evidence = json_set(evidence, '$.queries', 2 * ?1, '$.tokens', 1e300)", most);
  });
  await abortAllDurableObjects();
  const capped = { queries: most, tokens: most };
  expect(await readStatus(task)).toMatchObject(capped);
  expect((await send(task, "POST", "/versions", {})).status).toBe(201);
  const { versions } = await ask(task, "/versions", versionsSchema);
  expect(versions).toMatchObject([{ evidence: capped }, { evidence: capped }]);
  expect((await ask(task, "/published", publishedSchema)).version.evidence).toMatchObject(capped);
  expect((await ask(task, "/dashboard", dashboardSchema)).minutes.at(-1)).toMatchObject(capped);
  expect((await ask(task, "/export", exportSchema)).minutes.at(-1)).toMatchObject(capped);
});
