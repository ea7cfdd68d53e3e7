// Partner sites: which pages may read an answer, which may frame a participant's page, and that only the owner can change the list.

import * as v from "valibot";
import { expect, test } from "vitest";
import { createdTaskSchema, SUBPROTOCOL } from "../../shared/protocol/messages.ts";
import { framedPage } from "../http/framed-page.ts";
import { sampleTask } from "../testing/sample-task.ts";
import { call, join, OWN, openRaw, refusalOf, type TestTask, upgrade } from "../testing/session.ts";

const PARTNER = "https://partner.example";
const STRANGER = "https://stranger.example";

async function taskOf(allowedOrigins: readonly string[]): Promise<TestTask> {
  const response = await call("POST", "/api/tasks", { body: { task: sampleTask, allowedOrigins } });
  const created = v.parse(createdTaskSchema, await response.json());
  return { ...created, path: `/api/tasks/${created.taskId}` };
}

const readableBy = (response: Response) => response.headers.get("access-control-allow-origin");

test("[P3] a listed page passes the preflight, reads the task, joins and opens a socket", async () => {
  const task = await taskOf([PARTNER]);
  const preflight = await call("OPTIONS", task.path, { origin: PARTNER });
  expect([preflight.status, readableBy(preflight)]).toEqual([204, PARTNER]);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  for (const [method, path] of [
    ["GET", task.path],
    ["POST", `${task.path}/participants`],
  ] as const) {
    const answer = await call(method, path, { token: task.invite, origin: PARTNER });
    expect([answer.ok, readableBy(answer), answer.headers.get("vary")]).toEqual([true, PARTNER, "origin"]);
  }
  const ada = await join(task);
  const opened = await upgrade(task, `${SUBPROTOCOL}, bearer.${ada.token}`, { origin: PARTNER });
  expect(opened.status).toBe(101);
  opened.webSocket?.accept();
});

test("[P3] a listed page can read why it was refused, and does nothing that only an owner may", async () => {
  const task = await taskOf([PARTNER]);
  const refused = await call("GET", task.path, { token: "A".repeat(43), origin: PARTNER });
  expect([readableBy(refused), ...(await refusalOf(refused))]).toEqual([PARTNER, 401, "unauthorised"]);
  for (const [method, path, body] of [
    ["PUT", "/phase", { phase: "closed" }],
    ["POST", "/invites", { maxUses: 1 }],
    ["GET", "/origins", undefined],
    ["PUT", "/origins", { allowedOrigins: [STRANGER] }],
    ["DELETE", "", undefined],
  ] as const) {
    const answer = await call(method, `${task.path}${path}`, { token: task.ownerToken, origin: PARTNER, body });
    expect(await refusalOf(answer)).toEqual([403, "wrong-origin"]);
  }
});

test("[P3c] the owner changes the list, and what it lost is refused from then on", async () => {
  const task = await taskOf([]);
  const ask = (origin: string) => call("GET", task.path, { token: task.invite, origin });
  const change = (body: unknown) => call("PUT", `${task.path}/origins`, { token: task.ownerToken, origin: OWN, body });
  expect(await refusalOf(await ask(PARTNER))).toEqual([403, "wrong-origin"]);
  expect((await change({ allowedOrigins: [PARTNER, "http://localhost:8788"] })).status).toBe(200);
  expect((await ask(PARTNER)).status).toBe(200);
  const ada = await join(task);
  const socket = await openRaw(task, ada);
  expect((await change({ allowedOrigins: [STRANGER] })).status).toBe(200);
  expect(await socket.closed).toBe(4403);
  expect(await refusalOf(await ask(PARTNER))).toEqual([403, "wrong-origin"]);
  expect(await refusalOf(await upgrade(task, `${SUBPROTOCOL}, bearer.${ada.token}`, { origin: PARTNER }))).toEqual([403, "wrong-origin"]);
  const list = await call("GET", `${task.path}/origins`, { token: task.ownerToken });
  expect(await list.json()).toEqual({ allowedOrigins: [STRANGER] });
  expect(await refusalOf(await call("GET", `${task.path}/origins`, { token: task.invite }))).toEqual([403, "forbidden"]);
});

test("[P3b] a list holds exact https origins, or localhost", async () => {
  const good = [
    ["https://a.example"],
    ["https://a.example:8443"],
    ["http://localhost"],
    ["http://localhost:5173"],
    ["https://xn--bcher-kva.example"],
  ];
  for (const list of good) expect((await taskOf(list)).taskId).toBeTruthy();
  const bad = [
    "null",
    "*",
    "https://*.example",
    "http://a.example",
    "https://a.example/",
    "https://a.example/x",
    "https://a.example:443",
    "http://localhost:80",
    "http://localhost.example",
    "https://A.example",
    "https://a.example; script-src *",
    "https://a.example https://b.example",
    "https://user@a.example",
    "https://a..example",
    "https://a.example\n",
  ];
  for (const origin of bad) {
    const answer = await call("POST", "/api/tasks", { body: { task: sampleTask, allowedOrigins: [origin] } });
    expect([origin, ...(await refusalOf(answer))]).toEqual([origin, 400, "malformed"]);
  }
});

test("[P3d] any page may ask whether it may take part, and learns nothing else", async () => {
  const task = await taskOf([PARTNER]);
  for (const [origin, allowed] of [
    [PARTNER, true],
    [STRANGER, false],
    ["null", false],
    [OWN, true],
  ] as const) {
    const answer = await call("GET", `${task.path}/embedding`, { origin });
    expect([readableBy(answer), await answer.json()]).toEqual(["*", { allowed }]);
  }
  expect(await refusalOf(await call("GET", `/api/tasks/${"0".repeat(64)}/embedding`, { origin: PARTNER }))).toEqual([404, "unknown-task"]);
});

const POLICY = "default-src 'none'; frame-ancestors 'none'; script-src 'self'";
const assets = (files: Record<string, string>): Fetcher =>
  ({
    fetch: async (url: string) =>
      new Response(files[new URL(url).pathname] ?? "", {
        headers: { "content-type": "text/html", "content-security-policy": POLICY, etag: "x" },
      }),
    // Only `fetch` of the binding is used.
  }) as unknown as Fetcher;
const files = { "/embed-frame": "<html>participant</html>", "/embed-refused": "<html>refused</html>" };

test("[P9] the participant's page may be framed by the listed sites, with the policy of every page", async () => {
  const page = await framedPage({ host: PARTNER, assets: assets(files), listed: { ok: true, value: [PARTNER, "http://localhost:1"] } });
  expect(await page.text()).toBe("<html>participant</html>");
  expect(page.headers.get("content-security-policy")).toBe(
    `default-src 'none'; script-src 'self'; frame-ancestors ${PARTNER} http://localhost:1`,
  );
  expect([page.headers.get("cross-origin-resource-policy"), page.headers.get("cache-control")]).toEqual(["cross-origin", "no-store"]);
});

test("[P9a] a site that is not listed gets a page with its refusal and nothing else", async () => {
  const refused = { ok: false, refusal: { code: "unknown-task", detail: "" } } as const;
  for (const [host, listed, code, ancestors] of [
    [STRANGER, { ok: true, value: [PARTNER] }, "wrong-origin", STRANGER],
    [PARTNER, refused, "unknown-task", PARTNER],
    ["https://x; script-src *", refused, "unknown-task", "'none'"],
    ["", { ok: true, value: [] }, "wrong-origin", "'none'"],
  ] as const) {
    const page = await framedPage({ host, assets: assets(files), listed });
    expect(page.status).toBe(403);
    expect(page.headers.get("content-security-policy")).toBe(`default-src 'none'; script-src 'self'; frame-ancestors ${ancestors}`);
    expect(await page.text()).toBe(`<html data-refused="${code}">refused</html>`);
  }
});

test("[P9] a page without a policy of its own is not served at all", async () => {
  const bare = { fetch: async () => new Response("<html>") } as unknown as Fetcher;
  expect((await framedPage({ host: PARTNER, assets: bare, listed: { ok: true, value: [PARTNER] } })).status).toBe(503);
});
