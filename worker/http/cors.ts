// CORS for the pages of a task's partner sites. A page that is not listed gets no header that would let it read anything, and no preflight.

import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";
import { ORIGIN_NOT_LISTED, originAllowed } from "../origin.ts";
import { problemResponse } from "../problem.ts";
import { taskOf } from "./task-stub.ts";

/** What a participant's page needs; owners use the aggregator's own pages. */
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

/** For the routes of one task. Requests of own pages, without an Origin, and upgrades pass: the Durable Object compares their Origin itself. */
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
