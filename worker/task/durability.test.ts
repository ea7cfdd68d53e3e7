// Acknowledged contributions stay, failed ones leave nothing behind, and the log explains every bit of the state.

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { expect, test } from "vitest";
import type { SettingsInput } from "../../shared/algorithm/settings.ts";
import { stateDigest } from "../../shared/algorithm/state-digest.ts";
import type { ContributeMessage } from "../../shared/protocol/messages.ts";
import { dashboardSchema, exportSchema } from "../../shared/protocol/owner-messages.ts";
import { Ledger } from "../ledger/ledger.ts";
import { contributionOf, sampleSpace } from "../testing/sample-task.ts";
import { call, createTestTask, join, onDisk, open, readStatus, refusalOf, stubOf, type TestTask } from "../testing/session.ts";
import { replay } from "./replay.ts";

/** Planes appear within a few iterations, so that every table of the ledger is written. */
const EAGER: SettingsInput = {
  cutPeriod: 1,
  cutTolerance: 0,
  cutDropThreshold: 0.02,
  consensusDualStep: 0.1,
  optimiser: "adam",
  geometry: "euclidean",
};

async function replayed(task: TestTask) {
  const { snapshot, events } = await onDisk(task);
  return runInDurableObject(stubOf(task), (_object, { storage }) => {
    const stored = new Ledger(storage).readTask();
    if (!stored) throw new Error("no task");
    return replay({ space: sampleSpace, settings: stored.settings, from: snapshot, events });
  });
}

async function expectReplayEqualsStored(task: TestTask): Promise<void> {
  const { state } = await onDisk(task);
  const again = await replayed(task);
  expect(stateDigest(again)).toBe(stateDigest(state));
  expect(again).toEqual(state);
}

/** Three participants, in an order and with bases that make stale and fresh contributions meet. */
async function busyTask(settings: SettingsInput = EAGER) {
  const task = await createTestTask(settings);
  const people = [await join(task), await join(task), await join(task)];
  const members = await Promise.all(people.map((person) => open(task, person)));
  const next = members.map(({ welcome }) => ({ seq: 1, base: welcome.view.iteration }));
  const contribute = async (who: number, seed: number): Promise<ContributeMessage> => {
    const member = members[who];
    const mine = next[who];
    if (!member || !mine) throw new RangeError(`no participant ${who}`);
    const message = contributionOf({ seed, ...mine });
    member.socket.send(message);
    const { iteration } = await member.socket.expect("merged");
    next[who] = { seq: mine.seq + 1, base: iteration };
    return message;
  };
  return { task, people, members, contribute };
}

test("[P26] the log replayed from the beginning is the stored state, bit for bit", async () => {
  const { task, members, contribute } = await busyTask();
  for (let i = 0; i < 24; i++) await contribute([0, 1, 0, 2, 0, 1][i % 6] ?? 0, i);
  members[1]?.socket.send({ type: "resync", newEpoch: true });
  await members[1]?.socket.expect("state");
  members[2]?.socket.send({ type: "leave", withdraw: true });
  await members[2]?.socket.expect("left");
  for (let i = 0; i < 3; i++) await contribute(0, 100 + i);
  const status = await readStatus(task);
  expect(status.planesAdded).toBeGreaterThan(0);
  await expectReplayEqualsStored(task);
});

test("[P22c] withdrawing removes from the log what it held of the participant, and the log still explains the state", async () => {
  const { task, people, members, contribute } = await busyTask();
  for (let i = 0; i < 9; i++) await contribute(i % 3, i);
  const [, ben] = people;
  members[1]?.socket.send({ type: "leave", withdraw: true });
  await members[1]?.socket.expect("left");
  const dump = await runInDurableObject(stubOf(task), (_object, { storage }) =>
    ["event", "snapshot", "state", "participant", "plane", "answer", "audit", "minute"].map((table) =>
      storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
    ),
  );
  const text = JSON.stringify(dump, (_key, value: unknown) =>
    value instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(value)) : value,
  );
  expect(text).toContain(people[0]?.id);
  expect(text).not.toContain(ben?.id);
  expect((await onDisk(task)).events).toEqual([]);
  await abortAllDurableObjects();
  for (const who of [0, 2]) {
    const person = people[who];
    if (!person) throw new Error("nobody");
    const { socket, welcome } = await open(task, person);
    expect(welcome.seq).toBe(3);
    socket.send(contributionOf({ seed: 40 + who, seq: 4, base: welcome.view.iteration }));
    await socket.expect("merged");
  }
  expect((await onDisk(task)).events).toHaveLength(2);
  await expectReplayEqualsStored(task);
});

test("[P27] after a withdrawal a damaged state is rebuilt from the snapshot and the log since", async () => {
  const { task, people, members, contribute } = await busyTask();
  for (let i = 0; i < 9; i++) await contribute(i % 3, i);
  members[2]?.socket.send({ type: "leave", withdraw: true });
  await members[2]?.socket.expect("left");
  await contribute(0, 20);
  const before = await onDisk(task);
  await runInDurableObject(stubOf(task), (_object, { storage }) => void storage.sql.exec("UPDATE state SET checksum = checksum + 1"));
  await abortAllDurableObjects();
  const [first] = people;
  if (!first) throw new Error("nobody");
  expect((await open(task, first)).welcome.seq).toBe(4);
  expect(await onDisk(task)).toEqual(before);
});

test.each([1, 2, 3, 4, 5])("[P26a] every message delivered up to five times in shuffled order counts once (order %i)", async (order) => {
  const { task, members, contribute } = await busyTask();
  const sent: { readonly who: number; readonly message: ContributeMessage }[] = [];
  for (let i = 0; i < 12; i++) sent.push({ who: i % 3, message: await contribute(i % 3, i + order) });
  const before = await onDisk(task);
  const copies = sent.flatMap((one, i) => Array.from({ length: 1 + ((i * order) % 5) }, () => one));
  // Each order is a fixed permutation: it sorts by a multiplicative hash.
  const shuffled = copies
    .map((copy, i) => ({ copy, key: ((i + 1) * 2_654_435_761 * order) % 4_294_967_296 }))
    .sort((a, b) => a.key - b.key);
  for (const { copy } of shuffled) {
    const answer = await members[copy.who]?.socket.ask(copy.message);
    expect(JSON.parse(answer ?? "{}")).toMatchObject({ type: "merged", seq: copy.message.seq });
  }
  expect(await onDisk(task)).toEqual(before);
  await expectReplayEqualsStored(task);
});

test("[P25] a restart between any two messages loses nothing and counts nothing twice", async () => {
  const task = await createTestTask(EAGER);
  const ada = await join(task);
  for (let seq = 1; seq <= 6; seq++) {
    const message = contributionOf({ seed: seq, seq, base: seq - 1 });
    const { socket, welcome } = await open(task, ada);
    expect(welcome).toMatchObject({ epoch: 1, seq: seq - 1 });
    const answer = await socket.ask(message);
    await abortAllDurableObjects();
    const again = await open(task, ada);
    expect(again.welcome.seq).toBe(seq);
    expect(await again.socket.ask(message)).toBe(answer);
    await abortAllDurableObjects();
  }
  expect((await readStatus(task)).merged).toBe(6);
  await expectReplayEqualsStored(task);
});

test("[P25] an object that is aborted while it merges has merged or has not", async () => {
  const task = await createTestTask(EAGER);
  const ada = await join(task);
  const message = contributionOf({ seed: 1 });
  const { socket } = await open(task, ada);
  socket.send(message);
  await abortAllDurableObjects();
  const { socket: next, welcome } = await open(task, ada);
  expect([0, 1]).toContain(welcome.seq);
  expect(JSON.parse(await next.ask(message))).toMatchObject({ type: "merged", seq: 1, iteration: 1 });
  expect((await onDisk(task)).events.filter((event) => event.type === "contribute")).toHaveLength(1);
});

// SQLite itself makes every kind of statement fail that a merge runs. `answer` is inserted, then updated with the reply.
const STATEMENTS = [
  "INSERT ON event",
  "INSERT ON participant",
  "INSERT ON plane",
  "DELETE ON plane",
  "INSERT ON state",
  "INSERT ON answer",
  "UPDATE ON answer",
  "DELETE ON answer",
  "INSERT ON minute",
  "INSERT ON staleness",
] as const;

test.each(STATEMENTS)("[P12a] a failure of %s leaves all of the merge or nothing", async (statement) => {
  const { task, people, contribute } = await busyTask();
  let seed = 0;
  // Nine contributions of one participant, so that an old answer is deleted; then others, until planes come and go.
  while (seed < 9) await contribute(0, seed++);
  const sql = (text: string) => runInDurableObject(stubOf(task), (_object, { storage }) => void storage.sql.exec(text));
  await sql(`CREATE TRIGGER fault BEFORE ${statement} BEGIN SELECT RAISE(ABORT, 'injected'); END`);
  let failed = false;
  for (; seed < 60 && !failed; seed++) {
    const before = await onDisk(task);
    try {
      await contribute(seed % 2, seed);
    } catch (error) {
      expect(String(error)).toContain("overloaded");
      expect(await onDisk(task)).toEqual(before);
      failed = true;
    }
  }
  expect(failed).toBe(true);
  await sql("DROP TRIGGER fault");
  await expectReplayEqualsStored(task);
  for (const person of people) {
    const { socket, welcome } = await open(task, person);
    socket.send(contributionOf({ seed: 70, seq: welcome.seq + 1, base: welcome.view.iteration }));
    expect(await socket.expect("merged")).toMatchObject({ seq: welcome.seq + 1 });
  }
  await expectReplayEqualsStored(task);
});

test("[P12a] an owner's act and its entry in the audit are written together or not at all", async () => {
  const { task, contribute } = await busyTask();
  await contribute(0, 1);
  const sql = (text: string) => runInDurableObject(stubOf(task), (_object, { storage }) => void storage.sql.exec(text));
  await sql("CREATE TRIGGER fault BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'fault'); END");
  const { path, ownerToken: token } = task;
  for (const [method, sub, body] of [
    ["POST", "/versions", {}],
    ["POST", "/invites", { maxUses: 1 }],
    ["PUT", "/phase", { phase: "closed" }],
  ] as const) {
    expect(await refusalOf(await call(method, path + sub, { token, body }))).toEqual([503, "overloaded"]);
  }
  await sql("DROP TRIGGER fault");
  expect(await (await call("GET", `${path}/versions`, { token })).json()).toEqual({ current: null, versions: [] });
  expect(await (await call("GET", `${path}/invites`, { token })).json()).toMatchObject({ invites: [{ label: "" }] });
  expect((await readStatus(task)).phase).toBe("open");
  await contribute(0, 2);
});

test.each(["state", "participant", "plane"])(
  "[P27] a flipped bit in a stored %s is found and the state rebuilt from the log",
  async (table) => {
    const { task, people, contribute } = await busyTask();
    for (let i = 0; i < 9; i++) await contribute(i % 3, i);
    const before = await onDisk(task);
    await runInDurableObject(stubOf(task), (_object, { storage }) => {
      const row = storage.sql.exec<{ at: number; bytes: ArrayBuffer }>(`SELECT rowid AS at, bytes FROM ${table} LIMIT 1`).one();
      const bytes = new Uint8Array(row.bytes);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      storage.sql.exec(`UPDATE ${table} SET bytes = ? WHERE rowid = ?`, bytes, row.at);
    });
    await expect(onDisk(task)).rejects.toThrow("checksum");
    await abortAllDurableObjects();
    const [first] = people;
    if (!first) throw new Error("nobody");
    const { welcome } = await open(task, first);
    expect(welcome.seq).toBe(3);
    expect(await onDisk(task)).toEqual(before);
  },
);

test("[P27a] a damaged log is not guessed at: every request is refused and nothing is written", async () => {
  const { task, contribute } = await busyTask();
  await contribute(0, 1);
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    storage.sql.exec("UPDATE event SET meta = replace(meta, '48', '49')");
    storage.sql.exec("UPDATE state SET checksum = checksum + 1");
  });
  await abortAllDurableObjects();
  expect(await refusalOf(await call("GET", `${task.path}/status`, { token: task.ownerToken }))).toEqual([503, "damaged"]);
});

test("[P27a] a log that has lost its end, or an event in its middle, is not replayed as if it were whole", async () => {
  for (const lost of ["SELECT MAX(ordinal) FROM event", "SELECT MAX(ordinal) - 3 FROM event"]) {
    const { task, contribute } = await busyTask();
    for (let i = 0; i < 9; i++) await contribute(i % 3, i);
    await runInDurableObject(stubOf(task), (_object, { storage }) => {
      storage.sql.exec(`DELETE FROM event WHERE ordinal = (${lost})`);
      storage.sql.exec("UPDATE state SET checksum = checksum + 1");
    });
    await abortAllDurableObjects();
    expect(await refusalOf(await call("GET", `${task.path}/status`, { token: task.ownerToken }))).toEqual([503, "damaged"]);
  }
});

test("[P27b] the log starts anew before it is long, its rebuild is bit-equal, and what came before is evidence", async () => {
  const { task, contribute } = await busyTask();
  for (let i = 0; i < 12; i++) await contribute(i % 3, i);
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    const ledger = new Ledger(storage);
    const state = ledger.readState();
    ledger.commit({ before: state, after: state, events: [], heardAt: new Map(), waitingSince: null, refused: {}, snapshotEvery: 5 });
  });
  expect((await onDisk(task)).events).toEqual([]);
  await contribute(0, 30);
  await contribute(1, 31);
  const before = await onDisk(task);
  expect(before.events.map(({ type }) => type)).toEqual(["contribute", "contribute"]);
  const counted = await runInDurableObject(stubOf(task), (_object, { storage }) => {
    storage.sql.exec("UPDATE state SET checksum = checksum + 1");
    return storage.sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM event WHERE type = 'contribute'").one().n;
  });
  expect(counted).toBe(14);
  await abortAllDurableObjects();
  await readStatus(task);
  expect(await onDisk(task)).toEqual(before);
});

test("[P22c] a withdrawal deletes what that participant did from the log, and nothing of the others", async () => {
  const { task, members, people, contribute } = await busyTask();
  for (let i = 0; i < 9; i++) await contribute(i % 3, i);
  members[2]?.socket.send({ type: "leave", withdraw: true });
  await members[2]?.socket.expect("left");
  const left = await runInDurableObject(stubOf(task), (_object, { storage }) =>
    storage.sql
      .exec<{ participant: string; n: number }>("SELECT participant, COUNT(*) AS n FROM event WHERE type = 'contribute' GROUP BY 1")
      .toArray(),
  );
  const expected = people.slice(0, 2).map(({ id }) => ({ participant: id, n: 3 }));
  expect(left).toHaveLength(2);
  expect(left).toEqual(expect.arrayContaining(expected));
});

test("[P25a] an object to which a later release has given more columns goes on with this one", async () => {
  const { task, contribute } = await busyTask();
  for (let i = 0; i < 3; i++) await contribute(i % 3, i);
  await runInDurableObject(stubOf(task), (_object, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    );
    for (const { name } of tables.toArray()) storage.sql.exec(`ALTER TABLE ${name} ADD COLUMN later TEXT`);
  });
  await abortAllDurableObjects();
  const { path, ownerToken: token } = task;
  const ada = await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 40, base: ada.welcome.view.iteration }));
  await ada.socket.expect("merged");
  expect((await call("POST", `${path}/invites`, { token, body: { maxUses: 1 } })).status).toBe(201);
  expect((await call("POST", `${path}/versions`, { token, body: {} })).status).toBe(201);
  v.parse(dashboardSchema, await (await call("GET", `${path}/dashboard`, { token })).json());
  v.parse(exportSchema, await (await call("GET", `${path}/export`, { token })).json());
});

test("[P18] with minActive above 1 each contribution is counted, and so is one before a new epoch", async () => {
  const task = await createTestTask({ minActive: 2 });
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  for (let seq = 1; seq <= 3; seq++) {
    ada.socket.send(contributionOf({ seed: seq, seq }));
    await ada.socket.expect("received");
  }
  ada.socket.send({ type: "resync", newEpoch: true });
  await ada.socket.expect("state");
  ben.socket.send(contributionOf({ seed: 9 }));
  await ben.socket.expect("received");
  ada.socket.send(contributionOf({ seed: 10, epoch: 2 }));
  await ada.socket.expect("merged");
  expect((await readStatus(task)).merged).toBe(5);
});
