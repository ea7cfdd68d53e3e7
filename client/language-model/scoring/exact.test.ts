import { describe, expect, it } from "vitest";
import type { Label } from "../../../shared/prompt/language-model.ts";
import { exactForms, scoreExact } from "./exact.ts";

const labels = (...forms: string[]): Label[] => forms.map((form) => ({ name: form, form }));

describe("exact scores", () => {
  it("are renormalised over the labels; the mass keeps what was lost", () => {
    const scores = scoreExact([Math.log(0.2), Math.log(0.6)], labels(" a", " b"));
    expect([...scores.logProbs].map(Math.exp)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
    expect(scores.labelMass).toBeCloseTo(0.8, 12);
    expect(scores.uncertainty).toBeUndefined();
  });

  it("survive probabilities too small for a double", () => {
    const scores = scoreExact([-2000, -2001], labels(" a", " b"));
    expect(scores.logProbs[0]).toBeCloseTo(-0.31326, 4);
    expect(scores.labelMass).toBe(0);
  });

  it("end nested words in the same terminator, and leave others as they are", () => {
    expect(exactForms(labels(" pos", " positive"))).toEqual([" pos\n", " positive\n"]);
    expect(exactForms(labels(" pos", " neg"))).toEqual([" pos", " neg"]);
  });

  it.each([[[0.5, -1]], [[Number.NaN, -1]], [[-1]], [[-1, Number.NEGATIVE_INFINITY]]])("refuse %j", (values) => {
    expect(() => scoreExact(values, labels(" a", " b"))).toThrow(/could not be read/);
  });
});
