// CORS for the pages of a task's partner sites. A page that is not listed gets no header that lets it read an answer, and its preflight
// fails.

import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";
import { ORIGIN_NOT_LISTED, originAllowed } from "../origin.ts";
import { problemResponse } from "../responses.ts";
import { taskOf } from "./task-stub.ts";

/** Allows what a participant's page needs. Owners use the aggregator's own pages, which need no preflight. */
const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "600",
};

/** Lets `origin`, or "*" for any page, read an answer. */
export function readable(response: Response, origin: string): Response {
  response.headers.set("access-control-allow-origin", origin);
  if (origin !== "*") response.headers.append("vary", "origin");
  return response;
}

/**
 * Guards the routes of one task. Requests from the aggregator's own pages, requests without an Origin and WebSocket upgrades pass: the
 * Durable Object compares their Origin itself.
 */
export const partnerPages: MiddlewareHandler<{ Bindings: Env }> = async (c, next) => {
  const origin = c.req.header("origin");
  const aggregatorOrigin = new URL(c.req.url).origin;
  if (origin === undefined || origin === aggregatorOrigin || c.req.header("upgrade") !== undefined) return next();
  const task = taskOf(c.env, c.req.param("taskId"));
  if (!task) return next();
  const listed = await task.allowedOrigins();
  if (!listed.ok) return problemResponse(listed.refusal);
  if (!originAllowed(origin, aggregatorOrigin, listed.value)) return problemResponse({ code: "wrong-origin", detail: ORIGIN_NOT_LISTED });
  if (c.req.method === "OPTIONS") return readable(new Response(null, { status: 204, headers: PREFLIGHT }), origin);
  await next();
  readable(c.res, origin);
};
