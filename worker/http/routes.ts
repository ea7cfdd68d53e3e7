// The HTTP routes. Each checks what it can without the task, asks the task's Durable Object, and answers with JSON or problem+json.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import { askingFault } from "../../shared/algorithm/learning-floor.ts";
import { longestPrompt, MAX_PROMPT_LENGTH } from "../../shared/prompt/longest-prompt.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import {
  CONFIRM_DELETE_HEADER,
  createInviteSchema,
  createTaskSchema,
  PROTOCOL_VERSION,
  setPhaseSchema,
} from "../../shared/protocol/messages.ts";
import { labelTextSchema, publishSchema, rollBackSchema } from "../../shared/protocol/owner-messages.ts";
import { type EmbeddingPermission, partnerListSchema } from "../../shared/protocol/partner-messages.ts";
import type { Caller } from "../caller.ts";
import type { Env } from "../env.ts";
import { originAllowed } from "../origin.ts";
import { jsonResponse, problemResponse } from "../responses.ts";
import { granted, type Result, refused } from "../result.ts";
import type { Aggregator } from "../task/aggregator.ts";
import type { OwnerRequest } from "../task/owner.ts";
import { bearerOf, hasTokenInQuery, sameDigest, tokenDigest } from "../token.ts";
import { readBody } from "./body.ts";
import { partnerPages, readable } from "./cors.ts";
import { takeCreation } from "./creation-quota.ts";
import { framedPage } from "./framed-page.ts";
import { taskOf } from "./task-stub.ts";

type Call = Context<{ Bindings: Env }>;

export const routes = new Hono<{ Bindings: Env }>();

routes.use("/api/*", async (c, next) => {
  if (hasTokenInQuery(new URL(c.req.url))) return problemResponse({ code: "token-in-query", detail: "the address holds a token" });
  return next();
});

routes.get("/api/health", () => jsonResponse({ status: "ok", protocol: PROTOCOL_VERSION }));

routes.post("/api/tasks", async (c) => {
  const caller = callerOf(c);
  if (!originAllowed(caller.origin, caller.aggregatorOrigin, []))
    return answered(refused("wrong-origin", "only the aggregator's own page creates tasks"));
  if (!mayCreate(c.env, caller.token))
    return answered(refused("create-key-needed", caller.token === null ? "none was given" : "it is another one"));
  const quota = c.env.CREATE_KEY === undefined ? await takeCreation(c.env.CREATIONS, c.req.raw.headers) : granted(null);
  if (!quota.ok) return answered(quota);
  const body = await readBody(c.req.raw, createTaskSchema);
  if (!body.ok) return answered(body);
  try {
    searchSpaceOf(body.value.task);
  } catch (error) {
    if (error instanceof RangeError) return answered(refused("wrong-shape", error.message));
    throw error;
  }
  if (longestPrompt(body.value.task) > MAX_PROMPT_LENGTH)
    return answered(refused("wrong-shape", `a prompt of this task could have more than ${MAX_PROMPT_LENGTH} characters`));
  const fault = askingFault(body.value.settings);
  if (fault) return answered(refused("asks-without-learning", fault));
  const { AGGREGATOR } = c.env;
  return answered(await AGGREGATOR.get(AGGREGATOR.newUniqueId()).create(body.value), 201);
});

// Any page may read this answer, so that a page that may not take part can learn why: its browser would hide every other answer from it.
routes.get("/api/tasks/:taskId/embedding", (c) =>
  withTask(c, async (task) => {
    const { origin, aggregatorOrigin } = callerOf(c);
    const listed = await task.allowedOrigins();
    const answer = listed.ok
      ? granted({ allowed: originAllowed(origin, aggregatorOrigin, listed.value) } satisfies EmbeddingPermission)
      : listed;
    return readable(answered(answer), "*");
  }),
);

routes.use("/api/tasks/:taskId/*", partnerPages);

routes.get("/api/tasks/:taskId/origins", (c) => withTask(c, async (task) => answered(await task.partners(callerOf(c)))));

routes.put("/api/tasks/:taskId/origins", (c) =>
  withOwnersBody(c, partnerListSchema, async (task, body) => answered(await task.setPartners(callerOf(c), body))),
);

routes.get("/embed/task/:taskId", async (c) => {
  const task = taskOf(c.env, c.req.param("taskId"));
  const listed = task ? await task.allowedOrigins() : refused("unknown-task", "no such task");
  return framedPage({ host: c.req.query("host") ?? "", assets: c.env.ASSETS, listed });
});

routes.get("/api/tasks/:taskId", (c) => withTask(c, async (task) => answered(await task.view(callerOf(c)))));

routes.get("/api/tasks/:taskId/status", (c) => withTask(c, async (task) => answered(await task.status(callerOf(c)))));

routes.post("/api/tasks/:taskId/participants", (c) => withTask(c, async (task) => answered(await task.join(callerOf(c)), 201)));

routes.post("/api/tasks/:taskId/invites", (c) =>
  withOwnersBody(c, createInviteSchema, async (task, body) => answered(await task.invite(callerOf(c), body), 201)),
);

const asOwner = (c: Call, request: OwnerRequest, status = 200) =>
  withTask(c, async (task) => answered(await task.ownerRequest(callerOf(c), request), status));

routes.get("/api/tasks/:taskId/invites", (c) => asOwner(c, { type: "invites" }));
routes.delete("/api/tasks/:taskId/invites/:id", (c) =>
  asOwner(c, { type: "revoke", id: c.req.param("id"), withParticipants: c.req.query("participants") === "remove" }),
);
routes.get("/api/tasks/:taskId/participants", (c) => asOwner(c, { type: "participants" }));
routes.delete("/api/tasks/:taskId/participants/:number", (c) => asOwner(c, { type: "remove", number: Number(c.req.param("number")) }));
routes.post("/api/tasks/:taskId/owner-token", (c) => asOwner(c, { type: "rotate" }, 201));
routes.post("/api/tasks/:taskId/viewers", (c) => asOwner(c, { type: "add-viewer" }, 201));
routes.get("/api/tasks/:taskId/viewers", (c) => asOwner(c, { type: "viewers" }));
routes.delete("/api/tasks/:taskId/viewers/:id", (c) => asOwner(c, { type: "revoke-viewer", id: c.req.param("id") }));
routes.get("/api/tasks/:taskId/versions", (c) => asOwner(c, { type: "versions" }));
routes.get("/api/tasks/:taskId/dashboard", (c) => asOwner(c, { type: "dashboard" }));
routes.get("/api/tasks/:taskId/audit", (c) => asOwner(c, { type: "audit" }));
routes.get("/api/tasks/:taskId/export", (c) => asOwner(c, { type: "export" }));

routes.get("/api/tasks/:taskId/votes", (c) => asOwner(c, { type: "votes" }));
routes.post("/api/tasks/:taskId/votes", (c) => asOwner(c, { type: "vote-round" }, 201));
routes.put("/api/tasks/:taskId/votes", (c) =>
  withOwnersBody(c, labelTextSchema, async (_task, input) => asOwner(c, { type: "label-text", input })),
);

routes.post("/api/tasks/:taskId/versions", (c) =>
  withOwnersBody(c, publishSchema, async (_task, input) => asOwner(c, { type: "publish", input }, 201)),
);

routes.get("/api/tasks/:taskId/published", (c) => withTask(c, async (task) => answered(await task.published(callerOf(c)))));

routes.put("/api/tasks/:taskId/published", (c) =>
  withOwnersBody(c, rollBackSchema, async (_task, { number }) => asOwner(c, { type: "roll-back", number })),
);

routes.put("/api/tasks/:taskId/phase", (c) =>
  withOwnersBody(c, setPhaseSchema, async (task, { phase }) => answered(await task.setPhase(callerOf(c), phase))),
);

routes.delete("/api/tasks/:taskId", (c) =>
  withTask(c, async (task) => {
    const removed = await task.remove(callerOf(c), c.req.header(CONFIRM_DELETE_HEADER) ?? null);
    return removed.ok ? new Response(null, { status: 204 }) : answered(removed);
  }),
);

routes.get("/api/tasks/:taskId/socket", (c) =>
  withTask(c, (task) => {
    if (c.req.header("upgrade")?.toLowerCase() === "websocket") return task.fetch(c.req.raw);
    return Promise.resolve(answered(refused("upgrade-needed", "expected Upgrade: websocket")));
  }),
);

routes.notFound(() => problemResponse({ code: "not-found", detail: "no such route" }));

/** The platform marks an overloaded object's error like this. The error's text is not passed on. */
const platformFault = v.object({ overloaded: v.literal(true) });

routes.onError((error) => {
  if (v.is(platformFault, error))
    return problemResponse({ code: "overloaded", detail: "the task's object is overloaded", retryAfterMs: 2_000 });
  return problemResponse({ code: "internal", detail: "the task's object did not answer", retryAfterMs: 2_000 });
});

function withTask(c: Call, run: (task: DurableObjectStub<Aggregator>) => Promise<Response>): Promise<Response> | Response {
  const task = taskOf(c.env, c.req.param("taskId"));
  return task ? run(task) : problemResponse({ code: "unknown-task", detail: "no such task" });
}

/** The largest body of an owner's request: a choice of 4,096 slots, or 64 partner sites. */
const OWNERS_BODY_BYTES = 65_536;

/** Asks the task whether the token is its owner's before a byte of the body is read, so that a stranger's body costs nothing. */
function withOwnersBody<S extends v.GenericSchema>(
  c: Call,
  schema: S,
  run: (task: DurableObjectStub<Aggregator>, body: v.InferOutput<S>) => Promise<Response>,
): Promise<Response> | Response {
  return withTask(c, async (task) => {
    const allowed = await task.mayOwn(callerOf(c));
    if (!allowed.ok) return answered(allowed);
    const body = await readBody(c.req.raw, schema, { maxBytes: OWNERS_BODY_BYTES });
    return body.ok ? run(task, body.value) : answered(body);
  });
}

function callerOf(c: Call): Caller {
  return {
    token: bearerOf(c.req.raw.headers) ?? null,
    origin: c.req.header("origin") ?? null,
    aggregatorOrigin: new URL(c.req.url).origin,
  };
}

function mayCreate({ CREATE_KEY }: Env, token: string | null): boolean {
  if (CREATE_KEY === undefined) return true;
  const key = CREATE_KEY.trim();
  // A blank key allows nobody: whoever deployed this meant to set one.
  return key !== "" && token !== null && sameDigest(tokenDigest(token), tokenDigest(key));
}

function answered(result: Result<unknown>, status = 200): Response {
  return result.ok ? jsonResponse(result.value, status) : problemResponse(result.refusal);
}
