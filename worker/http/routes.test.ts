// The HTTP routes: who may do what, and which bodies are refused.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { expect, test } from "vitest";
import { createdInviteSchema, createdTaskSchema, SUBPROTOCOL, taskViewSchema } from "../../shared/protocol/messages.ts";
import { auditSchema } from "../../shared/protocol/owner-messages.ts";
import worker from "../index.ts";
import { problemSchema } from "../testing/problem-schema.ts";
import { contributionOf, sampleSpace, sampleTask } from "../testing/sample-task.ts";
import { call, createTestTask, join, OWN, open, openRaw, readStatus, refusalOf, stubOf, upgrade } from "../testing/session.ts";

const WRONG = "A".repeat(43);

test("[P1] a task is created with tokens that are stored as digests only", async () => {
  const task = await createTestTask();
  const rows = await runInDurableObject(stubOf(task), (_object, { storage }) =>
    storage.sql.exec<{ digest: string; role: string }>("SELECT digest, role FROM credential").toArray(),
  );
  expect(rows.map((row) => row.role).sort()).toEqual(["invite", "owner"]);
  for (const { digest } of rows) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(rows)).not.toContain(task.ownerToken);
});

test("[P1b] a token in an address is refused before anything is looked up", async () => {
  const { path, ownerToken } = await createTestTask();
  for (const query of [`token=${ownerToken}`, `x=${ownerToken}`, "invite=abc", "access_token=1", "key=1"]) {
    expect(await refusalOf(await call("GET", `${path}/status?${query}`, { token: ownerToken }))).toEqual([400, "token-in-query"]);
  }
});

type Token = "none" | "wrong" | "other" | "owner" | "invite" | "participant";
const ROUTES = [
  { method: "GET", path: "", body: undefined, allowed: ["owner", "invite", "participant"] },
  { method: "GET", path: "/status", body: undefined, allowed: ["owner", "invite", "participant"] },
  { method: "POST", path: "/participants", body: undefined, allowed: ["invite"] },
  { method: "POST", path: "/invites", body: { maxUses: 1 }, allowed: ["owner"] },
  { method: "PUT", path: "/phase", body: { phase: "open" }, allowed: ["owner"] },
  { method: "GET", path: "/invites", body: undefined, allowed: ["owner"] },
  { method: "GET", path: "/versions", body: undefined, allowed: ["owner"] },
  { method: "POST", path: "/versions", body: {}, allowed: ["owner"] },
  { method: "PUT", path: "/published", body: { number: 1 }, allowed: ["owner"] },
  { method: "GET", path: "/dashboard", body: undefined, allowed: ["owner"] },
  { method: "GET", path: "/audit", body: undefined, allowed: ["owner"] },
  { method: "GET", path: "/export", body: undefined, allowed: ["owner"] },
  { method: "DELETE", path: "", body: undefined, allowed: ["owner"] },
] as const;

test.each(ROUTES)("[P2] [P2a] $method /api/tasks/:id$path admits $allowed and nobody else", async ({ method, path, body, allowed }) => {
  const task = await createTestTask();
  const other = await createTestTask();
  const { token: participant } = await join(task);
  await call("POST", `${task.path}/versions`, { token: task.ownerToken, body: {} });
  const tokens: Record<Token, string | undefined> = {
    none: undefined,
    wrong: WRONG,
    other: other.ownerToken,
    owner: task.ownerToken,
    invite: task.invite,
    participant,
  };
  for (const [name, token] of Object.entries(tokens)) {
    const response = await call(method, `${task.path}${path}`, { ...(token === undefined ? {} : { token }), body });
    if (name === "none" || name === "wrong" || name === "other") expect(await refusalOf(response)).toEqual([401, "unauthorised"]);
    else if (!allowed.some((role) => role === name)) expect(await refusalOf(response)).toEqual([403, "forbidden"]);
    // A delete without its confirmation passed admission nevertheless.
    else if (method === "DELETE") expect(await refusalOf(response)).toEqual([428, "confirmation-needed"]);
    else expect(response.ok).toBe(true);
  }
});

test("[P1a] [P2a] a socket opens for a participant's token only", async () => {
  const task = await createTestTask();
  const other = await createTestTask();
  const ada = await join(task);
  for (const [token, expected] of [
    [WRONG, [401, "unauthorised"]],
    [(await join(other)).token, [401, "unauthorised"]],
    [task.invite, [403, "forbidden"]],
    [task.ownerToken, [403, "forbidden"]],
  ] as const) {
    expect(await refusalOf(await upgrade(task, `${SUBPROTOCOL}, bearer.${token}`))).toEqual(expected);
  }
  for (const protocols of [
    "",
    SUBPROTOCOL,
    `asyndbt.9, bearer.${ada.token}`,
    `bearer.${ada.token}`,
    `${SUBPROTOCOL}, bearer.${ada.token}, x`,
  ]) {
    expect(await refusalOf(await upgrade(task, protocols))).toEqual([401, "unauthorised"]);
  }
  expect(await refusalOf(await call("GET", `${task.path}/socket`, { token: ada.token }))).toEqual([426, "upgrade-needed"]);
  const accepted = await upgrade(task, `${SUBPROTOCOL}, bearer.${ada.token}`);
  expect([accepted.status, accepted.headers.get("sec-websocket-protocol")]).toEqual([101, SUBPROTOCOL]);
  accepted.webSocket?.accept();
});

test("[P3a] pages of other origins are refused, over HTTP and at the upgrade", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const status = (origin: string) => call("GET", `${task.path}/status`, { token: task.ownerToken, origin });
  expect((await status(OWN)).status).toBe(200);
  for (const origin of ["null", "https://evil.test", `${OWN}.evil.test`, "http://aggregator.test", `${OWN}:8443`]) {
    const refused = await status(origin);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    expect(await refusalOf(refused)).toEqual([403, "wrong-origin"]);
    expect(await refusalOf(await upgrade(task, `${SUBPROTOCOL}, bearer.${ada.token}`, { origin }))).toEqual([403, "wrong-origin"]);
    expect(await refusalOf(await call("POST", "/api/tasks", { origin, body: { task: sampleTask } }))).toEqual([403, "wrong-origin"]);
    expect((await call("OPTIONS", task.path, { origin })).headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("[P4] an invite is spent use by use, and expires", async () => {
  const task = await createTestTask();
  const inviteOf = async (body: object) => {
    const response = await call("POST", `${task.path}/invites`, { token: task.ownerToken, body });
    return v.parse(createdInviteSchema, await response.json()).invite;
  };
  const twice = await inviteOf({ maxUses: 2 });
  const joinWith = (token: string) => call("POST", `${task.path}/participants`, { token });
  expect((await joinWith(twice)).status).toBe(201);
  expect((await joinWith(twice)).status).toBe(201);
  expect(await refusalOf(await joinWith(twice))).toEqual([409, "invite-spent"]);
  expect(await refusalOf(await joinWith(await inviteOf({ maxUses: 1, expiresAt: 1 })))).toEqual([401, "unauthorised"]);
  expect((await readStatus(task)).presence.joined).toBe(2);
});

test("[P4a] a task takes as many participants as it may have", async () => {
  const task = await createTestTask({}, 2);
  await join(task);
  await join(task);
  const invite = v.parse(
    createdInviteSchema,
    await (await call("POST", `${task.path}/invites`, { token: task.ownerToken, body: { maxUses: 9 } })).json(),
  ).invite;
  expect(await refusalOf(await call("POST", `${task.path}/participants`, { token: invite }))).toEqual([409, "full"]);
});

test("[P4b] one that is not there and never contributed makes room for a newcomer; one that contributed does not", async () => {
  const task = await createTestTask({}, 2);
  const [first, second] = [await join(task), await join(task)];
  const { invite } = v.parse(
    createdInviteSchema,
    await (await call("POST", `${task.path}/invites`, { token: task.ownerToken, body: { maxUses: 9 } })).json(),
  );
  const joining = () => call("POST", `${task.path}/participants`, { token: invite });
  const { socket } = await open(task, first);
  socket.send(contributionOf({ seed: 1 }));
  await socket.expect("merged");
  socket.send({ type: "leave", withdraw: false });
  await socket.expect("left");
  expect(await refusalOf(await joining())).toEqual([409, "full"]);
  const { socket: other } = await open(task, second);
  other.send({ type: "leave", withdraw: false });
  await other.expect("left");
  expect((await joining()).status).toBe(201);
  expect(await readStatus(task)).toMatchObject({ presence: { live: 1, joined: 2 }, merged: 1 });
  expect(await refusalOf(await joining())).toEqual([409, "full"]);
  const audit = await call("GET", `${task.path}/audit`, { token: task.ownerToken });
  const { entries } = v.parse(auditSchema, await audit.json());
  expect(entries.filter(({ what }) => what === "made-room")).toMatchObject([{ who: "aggregator", participant: null }]);
});

test("[P2] whoever holds a token sees the task as it was written, with every default filled in", async () => {
  const { path, invite, taskId } = await createTestTask({ minActive: 3 });
  const view = v.parse(taskViewSchema, await (await call("GET", path, { token: invite })).json());
  expect(view).toMatchObject({ taskId, phase: "open", taskDigest: sampleSpace.digest, task: { name: "mood", privateShots: 1 } });
  expect(view.settings).toMatchObject({ minActive: 3, maxStaleness: 1_000 });
});

test.each(["the-key", "base64/+with==", "several words"])(
  "[P7] where a create key is set, only its holder creates tasks: %s",
  async (key) => {
    const post = (authorization?: string) =>
      worker.fetch(
        new Request(`${OWN}/api/tasks`, {
          method: "POST",
          body: JSON.stringify({ task: sampleTask }),
          headers: authorization === undefined ? {} : { authorization },
        }),
        { ...env, CREATE_KEY: `${key}\n` },
      );
    expect(await refusalOf(await post())).toEqual([401, "create-key-needed"]);
    expect(await refusalOf(await post(`Bearer ${key.slice(0, -1)}`))).toEqual([401, "create-key-needed"]);
    expect(v.is(createdTaskSchema, await (await post(`Bearer ${key}`)).json())).toBe(true);
  },
);

test.each(["", " \n"])("[P7] a create key that is blank opens nothing", async (key) => {
  const body = JSON.stringify({ task: sampleTask });
  const post = (headers: HeadersInit) =>
    worker.fetch(new Request(`${OWN}/api/tasks`, { method: "POST", body, headers }), { ...env, CREATE_KEY: key });
  expect(await refusalOf(await post({}))).toEqual([401, "create-key-needed"]);
  expect(await refusalOf(await post({ authorization: "Bearer x" }))).toEqual([401, "create-key-needed"]);
});

test("[P8] [P8a] a task is deleted only with its id as confirmation, and then nothing is left", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const remove = (confirmation: string) =>
    call("DELETE", task.path, { token: task.ownerToken, headers: { "x-confirm-delete": confirmation } });
  expect(await refusalOf(await remove("yes"))).toEqual([428, "confirmation-needed"]);
  expect((await remove(task.taskId)).status).toBe(204);
  expect(await socket.closed).toBe(4410);
  expect(await refusalOf(await call("GET", task.path, { token: task.ownerToken }))).toEqual([404, "unknown-task"]);
  const tables = await runInDurableObject(stubOf(task), (_object, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
  );
  expect(tables).toEqual([]);
});

test("[P2b] ids that this deployment did not make wake nothing", async () => {
  for (const id of ["x", "..%2F..%2Fetc", "0".repeat(64), "a".repeat(300), "__proto__"]) {
    expect(await refusalOf(await call("GET", `/api/tasks/${id}/status`, { token: WRONG }))).toEqual([404, "unknown-task"]);
  }
  expect(await refusalOf(await call("GET", "/api/elsewhere"))).toEqual([404, "not-found"]);
});

test("[P19] pausing is announced, refuses new contributions, and still answers repeats", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket } = await open(task, ada);
  const merged = await socket.ask(contributionOf({ seed: 1 }));
  const setPhase = (phase: string) => call("PUT", `${task.path}/phase`, { token: task.ownerToken, body: { phase } });
  await setPhase("paused");
  expect(await socket.expect("phase")).toEqual({ type: "phase", phase: "paused" });
  socket.send(contributionOf({ seed: 2, seq: 2, base: 1 }));
  expect(await socket.expect("refused")).toMatchObject({ code: "paused", retryAfterMs: 30_000 });
  expect(await socket.ask(contributionOf({ seed: 1 }))).toBe(merged);
  await setPhase("open");
  await socket.expect("phase");
  socket.send(contributionOf({ seed: 2, seq: 2, base: 1 }));
  await socket.expect("merged");
  await setPhase("closed");
  await socket.expect("phase");
  expect(await socket.refusedWith(contributionOf({ seed: 3, seq: 3, base: 2 }))).toBe("closed");
  socket.send({ type: "observe" });
  expect((await socket.expect("observed")).view.iteration).toBe(2);
  expect(await refusalOf(await call("POST", `${task.path}/participants`, { token: task.invite }))).toEqual([410, "closed"]);
  expect(await refusalOf(await setPhase("done"))).toEqual([400, "malformed"]);
});

test("[P10a] a fifth socket closes the participant's oldest", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const first = await openRaw(task, ada);
  await first.expect("welcome");
  for (let i = 0; i < 4; i++) await open(task, ada);
  expect(await first.closed).toBe(4429);
});

test("[P6] a refusal is problem+json that says what to do and is never cached", async () => {
  const response = await call("GET", "/api/elsewhere");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(v.parse(problemSchema, await response.json())).toMatchObject({ status: 404, code: "not-found", type: "/help#not-found" });
});
