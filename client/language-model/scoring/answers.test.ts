import { describe, expect, it } from "vitest";
import type { Label } from "../../../shared/prompt/language-model.ts";
import { scoreText, scoreVotes } from "./answers.ts";

const labels = (...forms: string[]): Label[] => forms.map((form) => ({ name: form, form }));
const p = (logProbs: Float64Array) => [...logProbs].map(Math.exp);

describe("scoreVotes", () => {
  it("smooths frequencies and reports how many answers were labels", () => {
    // 3 yes, 1 no, 1 nothing: (3.5 / 5, 1.5 / 5), mass 4 / 5
    const scores = scoreVotes(["yes", "Yes", "yes!", "no", "hm"], labels("yes", "no"));
    expect(p(scores.logProbs)).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.3, 12)]);
    expect(scores.labelMass).toBeCloseTo(0.8, 12);
    expect(scores.rung).toBe("sampled");
  });
});

describe("scoreText", () => {
  it("gives one answer 0.9, the others the rest", () => {
    const scores = scoreText("b", labels("a", "b", "c"));
    expect(p(scores.logProbs)).toEqual([expect.closeTo(0.05, 12), expect.closeTo(0.9, 12), expect.closeTo(0.05, 12)]);
  });

  it("is uniform without label mass for a refusal", () => {
    const scores = scoreText("As a model I cannot", labels("yes", "no"));
    expect(p(scores.logProbs)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
    expect(scores.labelMass).toBe(0);
  });
});
