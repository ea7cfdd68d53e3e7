// The settings that the element around the frame asks for, checked. An unknown look becomes the usual one; who takes part must be said
// right.

import * as v from "valibot";

const MAX_SEAT = 200;

const schema = v.object({
  invite: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  seat: v.pipe(v.string(), v.maxLength(MAX_SEAT)),
  theme: v.fallback(v.pipe(v.string(), v.toLowerCase(), v.picklist(["auto", "light", "dark"])), "auto"),
  language: v.fallback(v.pipe(v.string(), v.toLowerCase()), ""),
  style: v.fallback(v.record(v.string(), v.string()), {}),
});
export type ReadSettings = v.InferOutput<typeof schema>;

export function readSettings(
  given: unknown,
): { readonly type: "done"; readonly value: ReadSettings } | { readonly type: "wrong"; readonly attribute: string } {
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return { type: "done", value: parsed.output };
  return { type: "wrong", attribute: v.getDotPath(parsed.issues[0]) ?? "settings" };
}
