// The algorithm agrees with an independent program to 1e-12, in whole federations with stale, late and suspended participants.
// make_vectors.py writes vectors.json; its first lines say how to run it.

import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { robustMean } from "../../math/robust-mean.ts";
import { projectOntoSimplex } from "../../math/simplex.ts";
import { type AggregatorEvent, applyEvent, initialAggregatorState } from "../aggregator/aggregator.ts";
import { pooledCosts } from "../aggregator/pooled-cost.ts";
import { type Scale, scaleOfText } from "../scale.ts";
import { settingsSchema } from "../settings.ts";
import { nextContribution, spaceOf } from "../testing/toy.ts";

const numbers = v.array(v.number());
const schema = v.object({
  projections: v.array(v.object({ x: numbers, p: numbers })),
  means: v.array(
    v.object({
      kind: v.picklist(["mean", "trimmed", "median", "screened", "centred-clipping"]),
      trim: v.number(),
      values: v.array(numbers),
      weights: v.array(numbers),
      mean: numbers,
    }),
  ),
  federations: v.array(
    v.object({
      name: v.string(),
      settings: settingsSchema,
      events: v.array(
        v.variant("type", [
          v.object({ type: v.picklist(["join", "suspend"]), participant: v.string() }),
          v.object({
            type: v.literal("contribute"),
            participant: v.string(),
            base: v.number(),
            samples: numbers,
            losses: numbers,
            scale: v.pipe(
              v.string(),
              v.transform(scaleOfText),
              v.custom<Scale>((scale) => scale !== undefined),
            ),
          }),
        ]),
      ),
      trace: v.array(v.object({ iteration: v.number(), z: numbers, p: numbers })),
      final: v.object({
        pooled: numbers,
        participants: v.array(
          v.object({ id: v.string(), p: numbers, sum: numbers, weight: numbers, variance: v.number(), theta: numbers }),
        ),
        planes: v.array(
          v.object({
            id: v.number(),
            slot: v.number(),
            born: v.number(),
            dual: v.number(),
            epsilon: v.number(),
            sign: numbers,
            offset: v.number(),
            participants: v.array(v.string()),
          }),
        ),
      }),
    }),
  ),
});
const vectors = v.parse(schema, JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")));
const space = spaceOf();

/** Two orders of summation differ by some 1e-16 a step; twenty steps and divisions by small spreads stay below 1e-12. */
function near(got: ArrayLike<number>, wanted: readonly number[], scale = 1): void {
  expect(got.length).toBe(wanted.length);
  const worst = Math.max(...wanted.map((value, i) => Math.abs((got[i] ?? Number.NaN) - value)));
  expect(worst).toBeLessThanOrEqual(1e-12 * scale);
}

describe("vectors of the NumPy program", () => {
  it("[A39] [A14] projections", () => {
    for (const { x, p } of vectors.projections) near(projectOntoSimplex(Float64Array.from(x)), p);
  });

  it("[A39] [A34] robust means", () => {
    for (const { kind, trim, values, weights, mean } of vectors.means) {
      const rows = values.map((row, r) => ({ values: Float64Array.from(row), weights: Float64Array.from(weights[r] ?? []) }));
      near(robustMean(kind, rows, 4, trim), mean);
    }
  });

  for (const { name, settings, events, trace, final } of vectors.federations) {
    it(`[A39] a federation: ${name}`, () => {
      let state = initialAggregatorState(space);
      let contributions = 0;
      // Adam divides by |g| + 1e-8: an entry that is 0 but for a rounding of 1e-16 moves by 1e-8 steps of .02.
      const scale = settings.optimiser === "adam" ? 1000 : 1;
      for (const event of events) {
        let told: AggregatorEvent;
        if (event.type === "contribute") {
          const { participant, base, samples, losses } = event;
          const batch = {
            samples: Uint16Array.from(samples),
            losses: Float32Array.from(losses),
            onDistribution: losses.length,
            base,
            scale: event.scale,
          };
          told = { type: "contribute", contribution: nextContribution(state, participant, batch) };
        } else told = { type: event.type, participant: event.participant };
        state = applyEvent(space, settings, state, told).state;
        if (event.type !== "contribute") continue;
        const wanted = trace[contributions++];
        expect(state.iteration).toBe(wanted?.iteration);
        near(state.z, wanted?.z ?? [], scale);
        near(state.participants.find(({ id }) => id === event.participant)?.level.distribution ?? [], wanted?.p ?? [], scale);
      }
      expect(contributions).toBe(trace.length);
      near(pooledCosts(space, settings, state.participants), final.pooled, 10 * scale);
      expect(state.participants.map(({ id }) => id)).toEqual(final.participants.map(({ id }) => id));
      final.participants.forEach((wanted, v) => {
        const record = state.participants[v];
        near(record?.level.distribution ?? [], wanted.p, scale);
        // Entries of the policy gradient reach 5 / .01.
        near(record?.level.table.sum ?? [], wanted.sum, 100 * scale);
        near(record?.level.table.weight ?? [], wanted.weight);
        near([record?.level.lossVariance ?? 0], [wanted.variance]);
        near(record?.consensusDual ?? [], wanted.theta);
      });
      expect(state.planes.map(({ id, slot, born }) => ({ id, slot, born }))).toEqual(
        final.planes.map(({ id, slot, born }) => ({ id, slot, born })),
      );
      final.planes.forEach((wanted, l) => {
        const plane = state.planes[l];
        near([plane?.dual ?? 0, plane?.epsilon ?? 0, plane?.consensus.offset ?? 0], [wanted.dual, wanted.epsilon, wanted.offset], scale);
        expect([...(plane?.consensus.sign ?? [])]).toEqual(wanted.sign);
        expect([...(plane?.participants.keys() ?? [])].sort()).toEqual(wanted.participants);
      });
    });
  }
});
