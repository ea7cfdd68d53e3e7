// Rows answered under two prompts, and the one sentence that follows.

import { describe, expect, it } from "vitest";
import { comparisonOf, type PairedRow, verdictOf } from "./verdict.ts";

/** Log-probabilities of a two-label answer that prefers `label` with 90 %. */
const sure = (label: number): { logProbs: number[] } => ({ logProbs: [0, 1].map((c) => Math.log(c === label ? 0.9 : 0.1)) });
const refused = { logProbs: null };
const plain = { start: [0, 0], tuned: [0, 0] };

const rows = (count: number, start: number, tuned: number): PairedRow[] =>
  Array.from({ length: count }, () => ({ label: 0, start: sure(start), tuned: sure(tuned) }));

describe("[A48] a comparison", () => {
  it("counts the rows that only one prompt answers right", () => {
    const compared = comparisonOf([...rows(5, 0, 0), ...rows(6, 1, 0), ...rows(0, 0, 1)], plain);
    expect(compared).toMatchObject({ rows: 11, startRight: 5, tunedRight: 11, gained: 6, lost: 0, pValue: expect.closeTo(0.03125, 12) });
    // Six of eleven rows fall from -ln .1 to -ln .9.
    expect(compared?.lossDifference?.mean).toBeCloseTo((6 / 11) * Math.log(0.1 / 0.9), 12);
  });

  it("takes a refusal for wrong, and leaves it out of the losses", () => {
    const compared = comparisonOf([{ label: 0, start: sure(0), tuned: refused }, ...rows(1, 0, 0)], plain);
    expect(compared).toMatchObject({ startRight: 2, tunedRight: 1, gained: 0, lost: 1 });
    expect(compared?.lossDifference?.mean).toBe(0);
  });

  it("of no rows is none", () => {
    expect(comparisonOf([], plain)).toBeNull();
  });

  it("applies each side's own offsets", () => {
    const compared = comparisonOf(rows(3, 1, 1), { start: [0, 0], tuned: [0, 3] });
    expect(compared).toMatchObject({ startRight: 0, tunedRight: 3 });
  });
});

describe("[A48] the verdict", () => {
  const better = comparisonOf(rows(8, 1, 0), plain);
  const same = comparisonOf(rows(8, 0, 0), plain);
  const worse = comparisonOf(rows(8, 0, 1), plain);
  it.each([
    ["a better prompt is better as pasted", { changed: true, pasted: better, calibrated: null }, "better-prompt"],
    ["also where offsets would add to it", { changed: true, pasted: better, calibrated: better }, "better-prompt"],
    ["the same prompt cannot be a better one", { changed: false, pasted: same, calibrated: better }, "calibrated-answers"],
    [
      "another prompt that is no better as pasted is not called better",
      { changed: true, pasted: same, calibrated: better },
      "calibrated-answers",
    ],
    ["nothing is better where neither is", { changed: true, pasted: same, calibrated: worse }, "nothing-better"],
    ["nor where there are no offsets", { changed: true, pasted: worse, calibrated: null }, "nothing-better"],
    ["nothing measured, nothing said", { changed: true, pasted: null, calibrated: null }, null],
  ] as const)("%s", (_, compared, verdict) => {
    expect(verdictOf(compared)).toBe(verdict);
  });
});
