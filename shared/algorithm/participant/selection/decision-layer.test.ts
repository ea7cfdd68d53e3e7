import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { normal, randomStream } from "../../../math/random.ts";
import { type AnsweredRow, labelOffsets } from "../../../prompt/loss.ts";
import { adjusted, crossValidatedLosses, decidedLabel, fitDecisionLayer, fitWithRidge, RIDGES } from "./decision-layer.ts";

// vectors/make_decision_layer.py wrote this file; its first lines say how to run it.
const rowSchema = v.object({ label: v.number(), logProbs: v.array(v.number()) });
const vectors = v.parse(
  v.array(
    v.object({
      labels: v.number(),
      ridge: v.number(),
      rows: v.array(rowSchema),
      loss: v.number(),
      matrix: v.array(v.number()),
      offsets: v.array(v.number()),
    }),
  ),
  JSON.parse(readFileSync(new URL("../../vectors/decision-layer.json", import.meta.url), "utf8")),
);

describe("decision layer", () => {
  it("[A49a] finds the minimum that an independent solver finds", () => {
    for (const { labels, ridge, rows, loss, matrix, offsets } of vectors) {
      const layer = fitWithRidge(rows, labels, ridge);
      const squares = Array.from(layer.matrix ?? []).reduce((sum, entry) => sum + entry * entry, 0);
      const present = [...new Set(rows.map(({ label }) => label))].sort((a, b) => a - b);
      // The fit minimises the loss among the classes that have rows. Both programs stop when its gradient is below 1e-6.
      const among = rows.map((row) => {
        const values = adjusted(layer, row.logProbs);
        const mass = present.reduce((sum, c) => sum + Math.exp((values[c] ?? 0) - (values[row.label] ?? 0)), 0);
        return Math.log(mass) / present.length / rows.filter(({ label }) => label === row.label).length;
      });
      expect(among.reduce((sum, part) => sum + part, (ridge / 2) * squares)).toBeCloseTo(loss, 8);
      // At the smallest ridge the loss is flat: a gradient of 1e-6 there is 1e-4 of an entry.
      matrix.forEach((entry, i) => {
        expect(layer.matrix?.[i]).toBeCloseTo(entry, 3);
      });
      offsets.forEach((entry, c) => {
        expect(layer.offsets[c]).toBeCloseTo(entry, 2);
      });
    }
  });

  it("[A49d] leaves the row of a class that has no example at zero, with the offset that is guessed for it", () => {
    const found = vectors[2];
    if (!found) throw new RangeError("no third vector");
    const layer = fitWithRidge(found.rows, found.labels, 0.01);
    expect(Array.from(layer.matrix ?? []).slice(8, 12)).toEqual([0, 0, 0, 0]);
    expect(layer.offsets[2]).toBe(labelOffsets(found.rows, 4)[2]);
  });

  it("[A49] tells apart what the model confuses, where offsets cannot", () => {
    const [fitted, held] = [confused("fit", 60), confused("held", 300)];
    const layer = fitDecisionLayer(fitted, 3);
    expect(layer.matrix).toBeDefined();
    expect(accuracy(held, (row) => decidedLabel(layer, row.logProbs))).toBeGreaterThan(0.95);
    const offsets = fitWithRidge(fitted, 3, Number.POSITIVE_INFINITY);
    expect(accuracy(held, (row) => decidedLabel(offsets, row.logProbs))).toBeLessThan(0.8);
  });

  it("[A49c] is the label offsets for two labels, for few rows and for rows of one class", () => {
    const two: AnsweredRow[] = Array.from({ length: 40 }, (_, i) => ({ label: i % 2, logProbs: [-0.1 - (i % 7) / 10, -2] }));
    for (const [rows, labels] of [
      [two, 2],
      [confused("few", 11), 3],
      [confused("one", 60).filter(({ label }) => label === 1), 3],
    ] as const) {
      const layer = fitDecisionLayer(rows, labels);
      expect(layer.matrix).toBeUndefined();
      expect(layer.offsets).toEqual(labelOffsets(rows, labels));
    }
  });

  it("[A49b] chooses the ridge of the least cross-validated loss, and gives the same bits again", () => {
    const rows = confused("again", 60);
    const layer = fitDecisionLayer(rows, 3);
    const losses = crossValidatedLosses(rows, 3);
    const ridges = [Number.POSITIVE_INFINITY, ...RIDGES];
    expect(losses).toHaveLength(ridges.length);
    expect(layer.ridge).toBe(ridges[losses.indexOf(Math.min(...losses))]);
    // Written out for one ridge: five folds by the order of the rows.
    const alone = new Map<number, number[]>();
    for (let k = 0; k < 5; k++) {
      const held = rows.map((_, i) => (Math.floor(i / 3) + (i % 3)) % 5 === k);
      const fitted = fitWithRidge(
        rows.filter((_, i) => !held[i]),
        3,
        0.1,
      );
      rows.forEach((row, i) => {
        if (!held[i]) return;
        const values = adjusted(fitted, row.logProbs);
        const mass = values.reduce((sum, value) => sum + Math.exp(value), 0);
        alone.set(row.label, [...(alone.get(row.label) ?? []), Math.log(mass) - (values[row.label] ?? 0)]);
      });
    }
    const means = [...alone.values()].map((own) => own.reduce((sum, value) => sum + value, 0) / own.length);
    // Begun elsewhere, the search ends within its tolerance of the same minimum.
    expect(losses[2]).toBeCloseTo(means.reduce((sum, value) => sum + value, 0) / 3, 4);
    expect(fitDecisionLayer(rows, 3)).toEqual(layer);
  });

  it("[A49] without a matrix ranks labels as offsets do, the first of equals", () => {
    const layer = { offsets: Float64Array.of(0, -0.5, 0), ridge: Number.POSITIVE_INFINITY };
    expect(Array.from(adjusted(layer, [-1, -1.5, -9]))).toEqual([-1, -1, Math.log(0.01)].map((value) => expect.closeTo(value, 12)));
    expect(decidedLabel(layer, [-1, -1.5, -9])).toBe(0);
  });
});

/** Three classes. The model answers the second and third alike, and only the log-probability of the first tells them apart. */
function confused(name: string, count: number): AnsweredRow[] {
  const rng = randomStream("confused", name);
  return Array.from({ length: count }, (_, i) => {
    const label = i % 3;
    const first = [-0.3, -1.5, -3][label] ?? 0;
    return { label, logProbs: [first, -0.8, -1].map((mean) => mean + 0.2 * normal(rng)) };
  });
}

function accuracy(rows: readonly AnsweredRow[], predict: (row: AnsweredRow) => number): number {
  return rows.filter((row) => predict(row) === row.label).length / rows.length;
}
