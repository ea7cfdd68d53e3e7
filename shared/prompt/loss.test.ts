// Losses are compared with results by hand and with their bounds, and offsets change what they should and nothing else.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnsweredRow,
  labelOffsets,
  lossBound,
  lossWithOffsets,
  PROBABILITY_FLOOR,
  predictedLabel,
  promptLoss,
  sharpenedLoss,
  sharpnessOf,
} from "./loss.ts";

const F = Math.log(100);
const rowsOf = (labels: number, classes: readonly number[]) =>
  fc.tuple(
    ...classes.map((label) =>
      fc
        .array(fc.double({ min: -9, max: 0, noNaN: true }), { minLength: labels, maxLength: labels })
        .map((logProbs): AnsweredRow => ({ logProbs, label })),
    ),
  );
/** Rows of some of the classes; some log-probabilities below the floor. */
const anyRows = fc
  .integer({ min: 2, max: 5 })
  .chain((labels) =>
    fc
      .array(fc.integer({ min: 0, max: labels - 1 }), { minLength: 1, maxLength: 7 })
      .chain((classes) => rowsOf(labels, classes).map((rows) => ({ labels, rows }))),
  );

describe("plain loss", () => {
  it("[A6] is the class-balanced mean of -log P, floored", () => {
    const rows = [
      { logProbs: [Math.log(0.5), Math.log(0.5)], label: 0 },
      { logProbs: [Math.log(0.25), Math.log(0.75)], label: 0 },
      { logProbs: [Math.log(0.999), Math.log(0.001)], label: 1 },
    ];
    // Class 0: mean of ln 2 and ln 4; class 1: ln 100. exp and log differ from Math's by a few ulp.
    expect(promptLoss("plain", rows, 2)).toBeCloseTo((1.5 * Math.LN2 + F) / 2, 14);
    expect(PROBABILITY_FLOOR).toBe(0.01);
    expect(promptLoss("plain", [{ logProbs: [], label: 1 }], 2)).toBeCloseTo(F, 14);
    expect(() => promptLoss("plain", [], 2)).toThrow(RangeError);
  });

  it("[A6] lies in [0, ln 100] and does not depend on the order of rows", () => {
    fc.assert(
      fc.property(anyRows, ({ labels, rows }) => {
        const loss = promptLoss("plain", rows, labels);
        expect(loss).toBeGreaterThanOrEqual(0);
        // One rounding per class and row.
        expect(loss).toBeLessThanOrEqual(lossBound("plain", labels) + 1e-14);
        expect(Math.abs(promptLoss("plain", [...rows].reverse(), labels) - loss)).toBeLessThanOrEqual(1e-13);
      }),
    );
    expect(lossBound("plain", 7)).toBeCloseTo(F, 14);
  });
});

describe("calibrated loss", () => {
  it("[A7] by hand: a constant preference costs nothing, telling classes apart pays", () => {
    // Both rows prefer label 0; the second less. Offsets are the means (ln .9 + ln .6)/2 and (ln .1 + ln .4)/2.
    const rows = [
      { logProbs: [Math.log(0.9), Math.log(0.1)], label: 0 },
      { logProbs: [Math.log(0.6), Math.log(0.4)], label: 1 },
    ];
    // Adjusted gap is +-(ln 9 - ln 1.5) / 2 = +-(ln 6)/2: cross-entropy ln(1 + 6^(-1/2)) for both rows.
    expect(promptLoss("calibrated", rows, 2)).toBeCloseTo(Math.log(1 + 1 / Math.sqrt(6)), 13);
    expect([...labelOffsets(rows, 2)].map((b) => Math.exp(b))).toEqual([expect.closeTo(Math.sqrt(0.54), 13), expect.closeTo(0.2, 13)]);
    expect(predictedLabel(rows[1]?.logProbs ?? [], labelOffsets(rows, 2))).toBe(1);
    expect(predictedLabel(rows[1]?.logProbs ?? [], [0, 0])).toBe(0);
    expect(predictedLabel([-1, -1], [0, 0])).toBe(0);
    expect(predictedLabel([-9, -8], [0, 0])).toBe(0);
  });

  it("[A42a] balanced is the mean of plain and calibrated, and so is its bound", () => {
    const rows = [
      { logProbs: [Math.log(0.9), Math.log(0.1)], label: 0 },
      { logProbs: [Math.log(0.7), Math.log(0.3)], label: 1 },
    ];
    expect(promptLoss("balanced", rows, 2)).toBeCloseTo((promptLoss("plain", rows, 2) + promptLoss("calibrated", rows, 2)) / 2, 14);
    expect(promptLoss("plain", rows, 2)).not.toBeCloseTo(promptLoss("calibrated", rows, 2), 2);
    expect(lossBound("balanced", 3)).toBeCloseTo((lossBound("plain", 3) + lossBound("calibrated", 3)) / 2, 14);
  });

  it("[A7a] lies in [0, ln(1 + (C - 1) e^(2F(1 + 1/C)))] whatever classes are there", () => {
    fc.assert(
      fc.property(anyRows, ({ labels, rows }) => {
        const loss = promptLoss("calibrated", rows, labels);
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(loss).toBeLessThanOrEqual(lossBound("calibrated", labels));
      }),
      { numRuns: 300 },
    );
    // With C = 2 the exponent is 3F = ln 10^6.
    expect(lossBound("calibrated", 2)).toBeCloseTo(Math.log(1 + 1e6), 12);
  });

  it("[A7a] the bound with every class present is approached: the worst prompt always prefers the wrong label", () => {
    const rows = [
      { logProbs: [-F, 0], label: 0 },
      { logProbs: [0, -F], label: 1 },
    ];
    // Offsets -F/2 each: adjusted gap 2 * F/2 ... = F against the right label.
    expect(promptLoss("calibrated", rows, 2)).toBeCloseTo(Math.log(1 + 100), 13);
  });

  it("[A7b] adding a constant per label changes nothing, for absent classes too", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 4 })
          .chain((labels) =>
            fc.tuple(
              fc.constant(labels),
              fc.array(fc.integer({ min: 0, max: labels - 1 }), { minLength: 2, maxLength: 6 }),
              fc.array(fc.double({ min: -1, max: 0, noNaN: true }), { minLength: 24, maxLength: 24 }),
              fc.array(fc.double({ min: -1.5, max: 0, noNaN: true }), { minLength: labels, maxLength: labels }),
            ),
          ),
        ([labels, classes, values, shift]) => {
          fc.pre(new Set(classes).size > 1);
          // Nothing falls below the floor of -4.6: -1 - 1.5 at most.
          const rows = classes.map((label, r) => ({ label, logProbs: values.slice(r * labels, (r + 1) * labels) }));
          const moved = rows.map((row) => ({ ...row, logProbs: row.logProbs.map((value, c) => value + (shift[c] ?? 0)) }));
          // Means of at most six numbers below 3.
          expect(promptLoss("calibrated", moved, labels)).toBeCloseTo(promptLoss("calibrated", rows, labels), 13);
          const [before, after] = [labelOffsets(rows, labels), labelOffsets(moved, labels)];
          for (let c = 0; c < labels; c++) expect((after[c] ?? 0) - (before[c] ?? 0)).toBeCloseTo(shift[c] ?? 0, 13);
        },
      ),
    );
  });

  it("[A8] [A8a] with every class present offsets are the balanced means, however many rows a class has", () => {
    const a = { logProbs: [-1, -2, -3], label: 0 };
    const rows = [a, a, a, { logProbs: [-2, -1, -3], label: 1 }, { logProbs: [-3, -3, -0.5], label: 2 }];
    const wanted = [-2, -2, -6.5 / 3];
    labelOffsets(rows, 3).forEach((b, c) => {
      expect(b).toBeCloseTo(wanted[c] ?? 0, 14);
    });
  });

  it("[A8b] a class without rows gets the others' mean plus its share of their gap", () => {
    const rows = [
      { logProbs: [-1, -3, -2], label: 0 },
      { logProbs: [-2, -2, -4], label: 1 },
    ];
    // own (-1, -2), other (-2, -3, -3); gaps 1 and 1; offsets other + gap / 3.
    const wanted = [-2 + 1 / 3, -3 + 1 / 3, -3 + 1 / 3];
    labelOffsets(rows, 3).forEach((b, c) => {
      expect(b).toBeCloseTo(wanted[c] ?? 0, 14);
    });
  });

  it("[A8c] one class only has no offsets: preference cannot be told from skill", () => {
    const rows = [
      { logProbs: [-1, -3], label: 1 },
      { logProbs: [-2, -0.1], label: 1 },
    ];
    expect([...labelOffsets(rows, 2)]).toEqual([0, 0]);
    expect(lossWithOffsets("calibrated", rows, [0, 0])).toBe(promptLoss("calibrated", rows, 2));
  });
});

describe("sharpness", () => {
  /** Margin m in favour of the right label on three rows, of the wrong one on the fourth. */
  const rows = (m: number): AnsweredRow[] =>
    [m, m, m, -m].map((margin) => ({ logProbs: [-Math.log(1 + Math.exp(-margin)), -Math.log(1 + Math.exp(margin))], label: 0 }));

  it("[A37m] makes the certainty that of the right answers: a log-odds of ln 3 for three of four", () => {
    for (const m of [0.3, 1, 2]) {
      expect(sharpnessOf(rows(m), [0, 0])).toBeCloseTo(Math.log(3) / m, 5);
      const mean = rows(m).reduce((sum, row) => sum + sharpenedLoss(row, [0, 0], sharpnessOf(rows(m), [0, 0])) / 4, 0);
      // The entropy of 3/4.
      expect(mean).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 9);
    }
  });

  it("[A37m] stays within an eighth and eight, and at 1 a loss is the calibrated one", () => {
    expect(sharpnessOf(rows(1).slice(0, 3), [0, 0])).toBeCloseTo(8, 5);
    expect(sharpnessOf(rows(-1), [0, 0])).toBeCloseTo(1 / 8, 5);
    expect(sharpnessOf([], [0, 0])).toBe(1);
    const [row] = rows(1);
    if (row) expect(sharpenedLoss(row, [0.2, -0.2], 1)).toBe(lossWithOffsets("calibrated", [row], [0.2, -0.2]));
  });
});
