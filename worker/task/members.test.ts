// The owner removes participants, changes its token and lets others look.

import { abortAllDurableObjects } from "cloudflare:test";
import * as v from "valibot";
import { afterEach, expect, test, vi } from "vitest";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { createdInviteSchema } from "../../shared/protocol/messages.ts";
import { auditSchema, createdViewerSchema, membersSchema, rotatedSchema, viewersSchema } from "../../shared/protocol/owner-messages.ts";
import { contributionOf, sampleSpace } from "../testing/sample-task.ts";
import { call, createTestTask, join, onDisk, open, refusalOf, type TestTask, upgrade } from "../testing/session.ts";
import { replay } from "./replay.ts";

afterEach(() => {
  vi.useRealTimers();
});

const owner = (task: TestTask, method: string, path: string, body?: object) =>
  call(method, `${task.path}${path}`, { token: task.ownerToken, ...(body ? { body } : {}) });

const members = async (response: Response) => v.parse(membersSchema, await response.json()).participants;

const subprotocols = ({ token }: { readonly token: string }) => `asyndbt.1, bearer.${token}`;

test("[P34] [P34a] a participant is removed: its socket closes at once, its token opens nothing, its table is gone, the log is whole", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const eve = await join(task);
  const a = await open(task, ada);
  const e = await open(task, eve);
  a.socket.send(contributionOf({ seed: 1 }));
  await a.socket.expect("merged");
  e.socket.send(contributionOf({ seed: 2 }));
  await e.socket.expect("merged");
  expect(await members(await owner(task, "GET", "/participants"))).toMatchObject([
    { number: 1, status: "live", contributions: 1 },
    { number: 2, status: "live", contributions: 1 },
  ]);
  expect((await owner(task, "DELETE", "/participants/2")).status).toBe(200);
  expect(await e.socket.closed).toBe(4401);
  expect(await refusalOf(await upgrade(task, subprotocols(eve)))).toEqual([401, "unauthorised"]);
  await abortAllDurableObjects();
  expect(await refusalOf(await upgrade(task, subprotocols(eve)))).toEqual([401, "unauthorised"]);
  const { state, events, snapshot } = await onDisk(task);
  expect(state.participants.map(({ id }) => id)).toEqual([ada.id]);
  expect(events.filter(({ type }) => type === "contribute")).toHaveLength(2);
  expect(replay({ space: sampleSpace, settings: defaultSettings, from: snapshot, events })).toEqual(state);
  const { entries } = v.parse(auditSchema, await (await owner(task, "GET", "/audit")).json());
  expect(entries[0]).toMatchObject({ who: "owner", participant: 2, what: "removed" });
  expect(await refusalOf(await owner(task, "DELETE", "/participants/2"))).toEqual([404, "unknown-participant"]);
  const again = await open(task, ada);
  again.socket.send(contributionOf({ seed: 3, seq: 2, base: again.welcome.view.iteration }));
  await again.socket.expect("merged");
});

test("[P29c] an invite is revoked with everybody who joined with it, and with nobody else", async () => {
  const task = await createTestTask();
  const ada = await open(task, await join(task));
  const { invite, id } = v.parse(createdInviteSchema, await (await owner(task, "POST", "/invites", { maxUses: 5 })).json());
  const eve = await open(task, await join({ ...task, invite }));
  const mallory = await open(task, await join({ ...task, invite }));
  expect((await owner(task, "DELETE", `/invites/${id}?participants=remove`)).status).toBe(200);
  expect([await eve.socket.closed, await mallory.socket.closed]).toEqual([4401, 4401]);
  expect(await members(await owner(task, "GET", "/participants"))).toMatchObject([{ number: 1 }]);
  expect(await refusalOf(await call("POST", `${task.path}/participants`, { token: invite }))).toEqual([401, "unauthorised"]);
  ada.socket.send({ type: "observe" });
  await ada.socket.expect("observed");
});

test("[P34] whoever waited for the one who is removed is answered", async () => {
  const task = await createTestTask({ minActive: 2 });
  const ada = await open(task, await join(task));
  await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 1 }));
  await ada.socket.expect("received");
  await owner(task, "DELETE", "/participants/2");
  expect(await ada.socket.expect("merged")).toMatchObject({ seq: 1 });
});

test("[P1c] a participant's token ends when it is not used, and lives on when it is", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const day = 86_400_000;
  const task = await createTestTask({ leaseMs: 86_400_000 });
  const ada = await join(task);
  const ben = await join(task);
  vi.setSystemTime(Date.now() + 60 * day);
  await open(task, ada);
  vi.setSystemTime(Date.now() + 60 * day);
  await open(task, ada);
  expect(await refusalOf(await upgrade(task, subprotocols(ben)))).toEqual([401, "unauthorised"]);
});

test("[P1d] the owner's token is changed, and the earlier one works for an hour more", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const task = await createTestTask();
  const rotated = v.parse(rotatedSchema, await (await owner(task, "POST", "/owner-token")).json());
  const changed = { ...task, ownerToken: rotated.ownerToken };
  expect((await owner(task, "GET", "/invites")).status).toBe(200);
  expect((await owner(changed, "GET", "/invites")).status).toBe(200);
  vi.setSystemTime(rotated.earlierUntil);
  await abortAllDurableObjects();
  expect(await refusalOf(await owner(task, "GET", "/invites"))).toEqual([401, "unauthorised"]);
  expect((await owner(changed, "GET", "/invites")).status).toBe(200);
});

test("[P1e] a viewer looks and does nothing else, until it is revoked", async () => {
  const task = await createTestTask();
  const { viewer, id } = v.parse(createdViewerSchema, await (await owner(task, "POST", "/viewers")).json());
  const look = (path: string, method = "GET", headers = {}) => call(method, task.path + path, { token: viewer, headers });
  for (const path of ["", "/status", "/dashboard", "/versions"]) expect((await look(path)).status).toBe(200);
  for (const [method, path] of [
    ["GET", "/invites"],
    ["GET", "/audit"],
    ["GET", "/export"],
    ["GET", "/participants"],
    ["GET", "/viewers"],
    ["GET", "/origins"],
    ["POST", "/participants"],
    ["POST", "/invites"],
    ["POST", "/versions"],
    ["POST", "/viewers"],
    ["POST", "/owner-token"],
    ["PUT", "/phase"],
    ["PUT", "/published"],
    ["DELETE", "/participants/1"],
    ["DELETE", ""],
  ] as const)
    expect([path, await refusalOf(await look(path, method))]).toEqual([path, [403, "forbidden"]]);
  expect(await refusalOf(await upgrade(task, subprotocols({ token: viewer })))).toEqual([403, "forbidden"]);
  expect(v.parse(viewersSchema, await (await owner(task, "GET", "/viewers")).json()).viewers).toEqual([{ id }]);
  expect((await owner(task, "DELETE", `/viewers/${id}`)).status).toBe(200);
  expect(await refusalOf(await look("/status"))).toEqual([401, "unauthorised"]);
  expect(await refusalOf(await owner(task, "DELETE", `/viewers/${id}`))).toEqual([404, "unknown-viewer"]);
  for (let i = 0; i < 16; i++) expect((await owner(task, "POST", "/viewers")).status).toBe(201);
  expect(await refusalOf(await owner(task, "POST", "/viewers"))).toEqual([409, "too-many-viewers"]);
});
