// Rows answered under two prompts, and the one sentence that follows.

import { describe, expect, it } from "vitest";
import { comparisonOf, type PairedRow, verdictOf } from "./verdict.ts";

/** Log-probabilities of a two-label answer that prefers `label` with 90 %. */
const sure = (label: number): { logProbs: number[] } => ({ logProbs: [0, 1].map((c) => Math.log(c === label ? 0.9 : 0.1)) });
const refused = { logProbs: null };
const plain = { start: [0, 0], tuned: [0, 0] };

const rows = (count: number, start: number, tuned: number): PairedRow[] =>
  Array.from({ length: count }, () => ({ label: 0, start: sure(start), tuned: sure(tuned) }));

describe("a comparison", () => {
  it("[A48c] counts the rows that only one prompt answers right", () => {
    const compared = comparisonOf([...rows(5, 0, 0), ...rows(6, 1, 0), ...rows(0, 0, 1)], plain);
    expect(compared).toMatchObject({ rows: 11, startRight: 5, tunedRight: 11, gained: 6, lost: 0, pValue: expect.closeTo(0.03125, 12) });
    // Six of eleven rows fall from -ln .1 to -ln .9.
    expect(compared?.lossDifference?.mean).toBeCloseTo((6 / 11) * Math.log(0.1 / 0.9), 12);
  });

  it("[A48c] takes a refusal for wrong, and leaves it out of the losses", () => {
    const compared = comparisonOf([{ label: 0, start: sure(0), tuned: refused }, ...rows(1, 0, 0)], plain);
    expect(compared).toMatchObject({ startRight: 2, tunedRight: 1, gained: 0, lost: 1 });
    expect(compared?.lossDifference?.mean).toBe(0);
  });

  it("[A48c] of no rows is none", () => {
    expect(comparisonOf([], plain)).toBeNull();
  });

  it("applies each side's own offsets", () => {
    const compared = comparisonOf(rows(3, 1, 1), { start: [0, 0], tuned: [0, 3] });
    expect(compared).toMatchObject({ startRight: 0, tunedRight: 3 });
  });
});

describe("the verdict", () => {
  const better = comparisonOf(rows(8, 1, 0), plain);
  const same = comparisonOf(rows(8, 0, 0), plain);
  const worse = comparisonOf(rows(8, 0, 1), plain);

  it("[A48a] another prompt that is better as pasted is a better prompt, whatever offsets would add", () => {
    expect(verdictOf({ changed: true, pasted: better, calibrated: null })).toBe("better-prompt");
    expect(verdictOf({ changed: true, pasted: better, calibrated: better })).toBe("better-prompt");
  });

  it("[A48b] the same prompt, and one that is no better as pasted, can only have calibrated answers", () => {
    expect(verdictOf({ changed: false, pasted: same, calibrated: better })).toBe("calibrated-answers");
    expect(verdictOf({ changed: true, pasted: same, calibrated: better })).toBe("calibrated-answers");
    expect(verdictOf({ changed: true, pasted: worse, calibrated: better })).toBe("calibrated-answers");
  });

  it("[A48] nothing is better where neither is, and nothing is said where nothing was measured", () => {
    expect(verdictOf({ changed: true, pasted: same, calibrated: worse })).toBe("nothing-better");
    expect(verdictOf({ changed: true, pasted: worse, calibrated: null })).toBe("nothing-better");
    expect(verdictOf({ changed: true, pasted: null, calibrated: null })).toBeNull();
  });
});
