// Kendall's tau-b between the expected order and the answer's, moved from [-1, 1] to [0, 1]: 0.5 is an order by chance, 0 the reverse.
// Items that the answer leaves out share the place after those it names; what was never asked for is passed over.

import * as v from "valibot";
import type { CheckResult, JsonValue } from "../checker.ts";
import { entriesOf } from "../reading/read-list.ts";
import { normalisationsSchema } from "../text/normalise-text.ts";

export const kendallTauOptions = v.strictObject({
  type: v.literal("kendall-tau"),
  normalise: v.optional(normalisationsSchema, ["case", "spaces"]),
});
export type KendallTauOptions = v.InferOutput<typeof kendallTauOptions>;

/** `expected`: the items in their right order, first the best. An answer that names none of them scores 0. */
export function checkKendallTau(answer: JsonValue, expected: JsonValue, { normalise }: KendallTauOptions): CheckResult {
  const items = [...new Set(entriesOf(expected, normalise))];
  const named = [...new Set(entriesOf(answer, normalise))].filter((entry) => items.includes(entry));
  if (named.length === 0) return { score: 0, why: "no-list" };
  if (items.length === 1) return { score: 1 };
  const places = items.map((item) => (named.includes(item) ? named.indexOf(item) : named.length));
  const score = (tauB(places) + 1) / 2;
  return { score, ...(score < 1 ? { why: named.length < items.length ? ("missing" as const) : ("different" as const) } : {}) };
}

/** tau-b of `places` against 0, 1, 2, ...; ties stand in `places` only. */
function tauB(places: readonly number[]): number {
  let [sum, untied] = [0, 0];
  places.forEach((a, i) => {
    for (const b of places.slice(i + 1)) {
      sum += Math.sign(b - a);
      if (a !== b) untied++;
    }
  });
  const pairs = (places.length * (places.length - 1)) / 2;
  return sum / Math.sqrt(untied * pairs);
}
