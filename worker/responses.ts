// Makes HTTP responses: a refusal as problem+json (RFC 9457), and a plain JSON answer. Neither may be cached.

import { problemDetailsOf, type Refusal } from "../shared/protocol/refusal.ts";

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function problemResponse(refusal: Refusal): Response {
  const problem = problemDetailsOf(refusal);
  const headers: Record<string, string> = { ...HEADERS, "content-type": "application/problem+json" };
  if (refusal.retryAfterMs !== undefined) headers["retry-after"] = String(Math.ceil(refusal.retryAfterMs / 1_000));
  if (refusal.code === "unauthorised") headers["www-authenticate"] = "Bearer";
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...HEADERS, "content-type": "application/json" } });
}
