// nDCG (Järvelin and Kekäläinen 2002) with linear gains and log2 discounts, as scikit-learn computes it: how much of the possible gain
// stands near the top of the answer's order. Items that the answer leaves out bring nothing; what was never asked for takes a place.

import * as v from "valibot";
import { type CheckResult, isJsonObject, type JsonValue } from "../checker.ts";
import { entriesOf } from "../reading/read-list.ts";
import { normalisationsSchema, normaliseText } from "../text/normalise-text.ts";

export const ndcgOptions = v.strictObject({
  type: v.literal("ndcg"),
  /** Only so many places count. Default: all. */
  top: v.optional(v.pipe(v.number("top is a number"), v.integer("top is a whole number"), v.minValue(1, "top is at least 1"))),
  normalise: v.optional(normalisationsSchema, ["case", "spaces"]),
});
export type NdcgOptions = v.InferOutput<typeof ndcgOptions>;

/** `expected`: items in order, whose gains are n, n - 1, ..., 1; or `{ item: gain }`, gains of at least 0. */
export function checkNdcg(answer: JsonValue, expected: JsonValue, { top, normalise }: NdcgOptions): CheckResult {
  const gains = gainsOf(expected, normalise);
  const said = [...new Set(entriesOf(answer, normalise))];
  const best = gainInOrder(
    [...gains.values()].sort((a, b) => b - a),
    top,
  );
  if (said.length === 0 || best === 0) return { score: 0, why: "no-list" };
  const score =
    gainInOrder(
      said.map((item) => gains.get(item) ?? 0),
      top,
    ) / best;
  return score < 1 ? { score, why: "different" } : { score: Math.min(1, score) };
}

function gainsOf(expected: JsonValue, normalise: NdcgOptions["normalise"]): ReadonlyMap<string, number> {
  if (isJsonObject(expected)) {
    return new Map(Object.entries(expected).map(([item, gain]) => [normaliseText(item, normalise), Math.max(0, Number(gain) || 0)]));
  }
  const items = [...new Set(entriesOf(expected, normalise))];
  return new Map(items.map((item, i) => [item, items.length - i]));
}

function gainInOrder(gains: readonly number[], top: number | undefined): number {
  return gains.slice(0, top).reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
}
