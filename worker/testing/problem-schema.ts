// The form of a refusal over HTTP (RFC 9457).

import * as v from "valibot";

export const problemSchema = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
  retryAfterMs: v.optional(v.number()),
});
