// The messages about partner sites: pages of other origins that may take part in a task.

import * as v from "valibot";

/**
 * The origin of a partner's page, exactly as browsers write it: https without a default port, or http on localhost for trying things out.
 * It is copied into headers unchanged.
 */
const partnerOriginSchema = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^(?:https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?!:443$)|http:\/\/localhost(?!:80$))(?::[1-9][0-9]{0,4})?$/,
    "not an exact https origin, such as https://example.org",
  ),
);
export const partnerOriginsSchema = v.pipe(
  v.array(partnerOriginSchema),
  v.maxLength(64),
  v.check((origins) => new Set(origins).size === origins.length, "an origin repeats"),
);

/** PUT /api/tasks/:taskId/origins with the owner token replaces the list. GET and PUT answer with the list. */
export const partnerListSchema = v.strictObject({ allowedOrigins: partnerOriginsSchema });
export type PartnerList = v.InferOutput<typeof partnerListSchema>;

/** GET /api/tasks/:taskId/embedding says whether the page that asks may take part. Any page may ask, without a token. */
const embeddingSchema = v.strictObject({ allowed: v.boolean() });
export type EmbeddingPermission = v.InferOutput<typeof embeddingSchema>;

/** True if the text is an origin that a task's list may contain. */
export function isPartnerOrigin(origin: string): boolean {
  return v.is(partnerOriginSchema, origin);
}
