// The share that a progress chart shows of a prompt: exact where all rows are known, careful where few are.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../../math/random.ts";
import { examples, problemOf } from "../../testing/toy-problem.ts";
import type { RowAnswers } from "../answers.ts";
import { estimatedShare as estimatedFrom, type RightShare, rightShareOf, usualGainOf, withRowShares } from "./right-shares.ts";

const problem = problemOf();
const all = problem.fit.length;

/** Answers that are right on the rows where the function says so, for the first `count` of `fit`. */
function answersOf(count: number, isRight: (at: number) => boolean, of = problem): RowAnswers {
  return of.fit.slice(0, count).map((row, at) => {
    const label = of.rows[row]?.label ?? 0;
    const told = isRight(at) ? label : 1 - label;
    return [row, [told === 0 ? -0.1 : -3, told === 1 ? -0.1 : -3]];
  });
}

/** Of a prompt that was made when others were no better than the start. */
const estimatedShare = (of: typeof problem, before: RowAnswers, answers: RowAnswers, usualGain = 0): RightShare | null =>
  estimatedFrom(of, before, { answers, usualGain });

const oddsRight = answersOf(all, (at) => at % 2 === 1);
const start = { share: 6 / 13 };

describe("the share of right answers among all training rows", () => {
  it("[A53] is not known before the starting prompt was asked", () => {
    expect(estimatedShare(problem, [], oddsRight)).toBeNull();
    expect(rightShareOf(problem, [])).toBeNull();
    expect(rightShareOf(problem, oddsRight)).toBeCloseTo(start.share, 12);
  });

  it("[A53] is the starting prompt's own for a prompt that was asked nothing", () => {
    const estimate = estimatedShare(problem, oddsRight, []);
    expect(estimate?.share).toBeCloseTo(start.share, 12);
    expect(estimate?.low).toBeLessThan(0.3);
    expect(estimate?.high).toBeGreaterThan(0.6);
  });

  it("[A53a] [A53c] is counted, without a band, where all rows were asked", () => {
    const answers = answersOf(all, (at) => at !== 4);
    expect(estimatedShare(problem, oddsRight, answers)).toEqual({ share: 12 / 13, low: 12 / 13, high: 12 / 13 });
  });

  it("[A53b] adds a shrunk difference on the rows that were not asked", () => {
    // Right on the first four rows, where the starting prompt is right on two: the gain is 2 / (4 + 10). Of the other nine the starting
    // prompt has four right, which become 1 each, and five wrong, which become 1/7 each.
    const estimate = estimatedShare(
      problem,
      oddsRight,
      answersOf(4, () => true),
    );
    expect(estimate?.share).toBeCloseTo((4 + 4 + 5 / 7) / 13, 12);
    const more = estimatedShare(
      problem,
      oddsRight,
      answersOf(9, () => true),
    );
    expect((more?.high ?? 0) - (more?.low ?? 0)).toBeLessThan((estimate?.high ?? 0) - (estimate?.low ?? 0));
  });

  it("[A53b] draws towards the gain that prompts of its time have, and to no gain where nothing is known", () => {
    // Two gained on four rows, and ten rows' weight of a gain of 1/5: 4/14 for each of the five rows that the start has wrong.
    const right = answersOf(4, () => true);
    expect(estimatedShare(problem, oddsRight, right, 0.2)?.share).toBeCloseTo((4 + 4 + (5 * 4) / 14) / 13, 12);
    expect(usualGainOf(problem, oddsRight, [])).toBe(0);
    const first = withRowShares(problem, [], { rows: problem.fit.slice(0, 4), prompts: [right, answersOf(4, () => false)] });
    expect(first.map(([, share]) => share)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(usualGainOf(problem, oddsRight, first)).toBe(0);
    // Newer prompts take the place of older ones, row by row; a row that nobody was asked about keeps what was known.
    const second = withRowShares(problem, first, { rows: problem.fit.slice(0, 3), prompts: [right.slice(0, 2)] });
    expect(new Map(second)).toEqual(new Map(problem.fit.slice(0, 4).map((row, i) => [row, i < 2 ? 1 : 0.5])));
    expect(usualGainOf(problem, oddsRight, second)).toBe(0.25);
  });

  it("[A53a] counts a refusal as wrong, and rows that are no training rows not at all", () => {
    const refusing = answersOf(all, () => true).map(([row, logProbs], at) => [row, at < 3 ? null : logProbs] as const);
    expect(rightShareOf(problem, refusing)).toBeCloseTo(10 / 13, 12);
    const elsewhere = problem.validation.map((row) => [row, [-0.1, -3]] as const);
    expect(estimatedShare(problem, oddsRight, [...refusing, ...elsewhere])?.share).toBeCloseTo(10 / 13, 12);
  });

  it("[A53b] the best of many prompts that are all alike looks little better than they are", () => {
    const large = problemOf({ train: examples("train", 32, 32) });
    const rng = randomStream("shares");
    const half = (): RowAnswers => answersOf(64, () => rng() < 0.5, large);
    let best = 0;
    let raw = 0;
    for (let round = 0; round < 100; round++) {
      const before = half();
      const tried = Array.from({ length: 30 }, () => half().slice(0, 8));
      best += Math.max(...tried.map((answers) => estimatedShare(large, before, answers)?.share ?? 0)) / 100;
      raw += Math.max(...tried.map((answers) => rightShareOf(large, answers) ?? 0)) / 100;
    }
    expect(raw).toBeGreaterThan(0.8);
    expect(best).toBeLessThan(0.7);
  });

  it("[A53c] the band holds the share that all rows would show, for nearly all prompts", () => {
    const large = problemOf({ train: examples("train", 32, 32) });
    const rng = randomStream("bands");
    let held = 0;
    for (let round = 0; round < 400; round++) {
      const quality = 0.3 + 0.5 * rng();
      const hard = Array.from({ length: 64 }, () => rng());
      const own = answersOf(64, (at) => 0.6 * (hard[at] ?? 0) + 0.4 * rng() < quality, large);
      const before = answersOf(64, (at) => 0.6 * (hard[at] ?? 0) + 0.4 * rng() < 0.45, large);
      const estimate = estimatedShare(large, before, own.slice(0, 16));
      const share = rightShareOf(large, own) ?? 0;
      if (estimate && estimate.low <= share && share <= estimate.high) held++;
    }
    expect(held / 400).toBeGreaterThan(0.85);
  });
});
