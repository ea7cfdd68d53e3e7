// Rules 4 to 6 of label scoring at a top-k endpoint: what counts for a label, what is imputed, and how wide the truth may lie.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Label } from "../../../shared/prompt/language-model.ts";
import type { TopToken } from "../dialects/dialect.ts";
import { scoreTopTokens } from "./top-tokens.ts";

const labels = (...words: string[]): Label[] => words.map((word) => ({ name: word.toLowerCase(), form: word }));
const tokens = (probabilities: Record<string, number>): TopToken[] =>
  Object.entries(probabilities).map(([text, p]) => ({ text, logProb: Math.log(p) }));
const p = (logProbs: Float64Array) => [...logProbs].map(Math.exp);

describe("scoreTopTokens", () => {
  it("adds case, space and prefix variants of a word", () => {
    const scores = scoreTopTokens(
      tokens({ " Positive": 0.3, pos: 0.2, POSITIVE: 0.1, negative: 0.2, the: 0.1 }),
      labels("positive", "negative"),
      5,
    );
    // 0.6 against 0.2
    expect(p(scores.logProbs)[0]).toBeCloseTo(0.75, 12);
    expect(scores.labelMass).toBeCloseTo(0.8, 12);
    expect([...scores.censored]).toEqual([0, 0]);
  });

  it("counts no token that begins two labels, none that is empty, none that only contains a label", () => {
    const scores = scoreTopTokens(tokens({ p: 0.5, " ": 0.2, photography: 0.1, phone: 0.1, print: 0.05 }), labels("phone", "print"), 5);
    expect(p(scores.logProbs)[0]).toBeCloseTo(0.1 / 0.15, 12);
    expect(scores.labelMass).toBeCloseTo(0.15, 12);
  });

  it.each(["\ufffd", "\\xf0\\x9f\\x99", ""])("reads tokens that end inside a character by their bytes, whatever the text: %j", (text) => {
    const word = [...new TextEncoder().encode("🙂")];
    const part: TopToken = { text, bytes: [0x20, ...word.slice(0, 3)], logProb: Math.log(0.6) };
    const whole: TopToken = { text: "No", bytes: [0x4e, 0x6f], logProb: Math.log(0.3) };
    const scores = scoreTopTokens([part, whole], labels("🙂", "no"), 2);
    expect([...scores.censored]).toEqual([0, 0]);
    expect(p(scores.logProbs)[0]).toBeCloseTo(2 / 3, 12);
  });

  it("takes no label for the part of a token that its text shows", () => {
    const part: TopToken = { text: "no", bytes: [0x6e, 0x6f, 0xf0, 0x9f], logProb: Math.log(0.6) };
    expect([...scoreTopTokens([part, ...tokens({ yes: 0.3 })], labels("yes", "no"), 2).censored]).toEqual([0, 1]);
  });

  it("sees through the marks some vocabularies show for spaces", () => {
    const scores = scoreTopTokens(tokens({ "\u2581yes": 0.6, "\u0120no": 0.3 }), labels("yes", "no"), 2);
    expect(p(scores.logProbs)[0]).toBeCloseTo(2 / 3, 12);
  });

  it("imputes a missing label half of what it could have at most", () => {
    // Returned 0.9, smallest 0.1, left 0.1, two missing: min(0.1, 0.1 / 2) / 2 = 0.025 each.
    const scores = scoreTopTokens(tokens({ a: 0.8, zzz: 0.1 }), labels("a", "b", "c"), 2);
    expect([...scores.censored]).toEqual([0, 1, 1]);
    expect(p(scores.logProbs)[1]).toBeCloseTo(0.025 / 0.85, 12);
    expect(scores.labelMass).toBeCloseTo(0.8, 12);
  });

  it("is uniform with no label mass when no label is seen", () => {
    const scores = scoreTopTokens(tokens({ the: 0.9, I: 0.05 }), labels("yes", "no"), 2);
    expect(p(scores.logProbs)).toEqual([0.5, 0.5]);
    expect([...scores.censored]).toEqual([1, 1]);
    expect(scores.labelMass).toBe(0);
  });

  it("takes very low values for not available, and a sum above one for a broken answer", () => {
    const scores = scoreTopTokens([...tokens({ yes: 0.5 }), { text: "no", logProb: -9999 }], labels("yes", "no"), 2);
    expect([...scores.censored]).toEqual([0, 1]);
    expect(() => scoreTopTokens(tokens({ yes: 0.9, no: 0.2 }), labels("yes", "no"), 2)).toThrow(/more than one/);
    expect(() => scoreTopTokens([{ text: "yes", logProb: Number.NaN }], labels("yes", "no"), 2)).not.toThrow();
  });

  it("treats probabilities as probabilities, never as logits", () => {
    const scores = scoreTopTokens(tokens({ yes: 0.7, no: 0.3 }), labels("yes", "no"), 2);
    expect(p(scores.logProbs)[0]).toBeCloseTo(0.7, 12);
  });

  it("reports an interval that holds the truth of the whole vocabulary, whatever was cut off", () => {
    const vocabulary = [
      "yes",
      " yes",
      "Yes",
      "YES",
      "ye",
      "y",
      "no",
      " No",
      "n",
      "not",
      "nothing",
      "the",
      "a",
      " ",
      "maybe",
      "May",
      "perhaps",
    ];
    const asked = labels("yes", "no", "maybe");
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: vocabulary.length, maxLength: vocabulary.length }),
        fc.integer({ min: 1, max: vocabulary.length }),
        (logits, k) => {
          const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
          const full = vocabulary.map((text, i) => ({ text, logProb: (logits[i] ?? 0) - Math.log(total) }));
          const truth = scoreTopTokens(full, asked, full.length);
          const seen = scoreTopTokens([...full].sort((a, b) => b.logProb - a.logProb).slice(0, k), asked, k);
          // Both readings of "the probability of a label": all its variants, and the word exactly as asked.
          const exact = asked.map((label) => Math.exp(full.find((t) => t.text === label.form)?.logProb ?? 0));
          const exactSum = exact.reduce((sum, x) => sum + x, 0);
          for (let i = 0; i < asked.length; i++) {
            const half = seen.uncertainty?.[i] ?? Number.NaN;
            if (exact.every((x) => x > 1e-6))
              expect(Math.abs((seen.logProbs[i] ?? 0) - Math.log((exact[i] ?? 0) / exactSum))).toBeLessThanOrEqual(half + 1e-9);
            if (truth.censored.every((c) => c === 0))
              expect(Math.abs((seen.logProbs[i] ?? 0) - (truth.logProbs[i] ?? 0))).toBeLessThanOrEqual(half + 1e-9);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("counts what two labels begin with into the interval of both", () => {
    // All of p may be the beginning of poor, or none of it: between 0.25 and 0.75 of everything.
    const scores = scoreTopTokens(tokens({ p: 0.5, positive: 0.25, poor: 0.25 }), labels("positive", "poor"), 20);
    expect(p(scores.logProbs)[1]).toBeCloseTo(0.5, 12);
    expect(scores.uncertainty?.[1]).toBeGreaterThanOrEqual(Math.log(0.5 / 0.25));
  });

  it("knows a truth it saw in full almost exactly", () => {
    const scores = scoreTopTokens(tokens({ yes: 0.7, no: 0.3 }), labels("yes", "no"), 20);
    expect(Math.max(...(scores.uncertainty ?? []))).toBeLessThan(1e-4);
  });
});
