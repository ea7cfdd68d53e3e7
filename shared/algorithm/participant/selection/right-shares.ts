// Estimates how many of all training rows a prompt answers right, although it was asked about few of them: what the starting prompt answers
// on the other rows, plus a gain over it. Shown to people only; the algorithm itself goes by losses.

import { mean } from "../../../math/mean.ts";
import { predictedLabel } from "../../../prompt/loss.ts";
import type { RowAnswers } from "../answers.ts";
import type { TuningProblem } from "../problem.ts";
import { NOISE_ROWS } from "./prompt-estimates.ts";

/** A share of right answers among all of `fit`, and the ends of its 95 % band; each in [0, 1]. */
export interface RightShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Of a normal distribution, within 95 %. */
const DEVIATIONS = 1.96;
/** Of the difference of two answers to a row, each right or wrong, as believed before any was seen: they differ on one row in four. */
const VARIANCE_BEFORE = 0.25;

/** The share of the rows that the prompt was asked about; null where it was asked about none. A refusal is a wrong answer. */
export function rightShareOf(problem: TuningProblem, answers: RowAnswers): number | null {
  const right = rightRows(problem, answers);
  return right.size > 0 ? mean([...right.values()]) : null;
}

/** A prompt, and the gain over the starting prompt that prompts made at the same time had on average. */
export interface ShareOfPrompt {
  readonly answers: RowAnswers;
  readonly usualGain: number;
}

/**
 * The share of all of `fit` [A53]; null before the starting prompt was asked. What the prompt was asked about counts as it was answered
 * [A53a]. Its gain elsewhere is drawn towards the usual one, or the best of many prompts on few rows would look far better than it is
 * [A53b]. The band holds the share without that, too, is as wide as what is not known, and has no width once all rows are [A53c]. Cost:
 * linear in the rows.
 */
export function estimatedShare(problem: TuningProblem, start: RowAnswers, { answers, usualGain }: ShareOfPrompt): RightShare | null {
  const [before, own] = [rightRows(problem, start), rightRows(problem, answers)];
  if (before.size === 0) return null;
  const elsewhere = mean([...before.values()]);
  const differences = [...own].flatMap(([row, right]) => (before.has(row) ? [right - (before.get(row) ?? 0)] : []));
  const known = differences.length + NOISE_ROWS;
  const unasked = problem.fit.filter((row) => !own.has(row));
  const sharesWith = (gain: number): number => {
    const expected = sum(unasked.map((row) => clamped((before.get(row) ?? elsewhere) + gain)));
    return clamped((sum([...own.values()]) + expected) / problem.fit.length);
  };
  const share = sharesWith((sum(differences) + NOISE_ROWS * usualGain) / known);
  const undrawn = differences.length > 0 ? sharesWith(mean(differences)) : share;
  const centre = differences.length > 0 ? mean(differences) : 0;
  const variance = (sum(differences.map((value) => (value - centre) ** 2)) + NOISE_ROWS * VARIANCE_BEFORE) / known;
  const deviation = unasked.length > 0 ? Math.sqrt(variance / unasked.length + variance / known) : 0;
  const half = DEVIATIONS * deviation * (unasked.length / problem.fit.length);
  return { share, low: clamped(Math.min(share, undrawn) - half), high: clamped(Math.max(share, undrawn) + half) };
}

/** How right prompts were on each row, of the newest prompts that were asked about it; shares in [0, 1]. */
export type RowShares = readonly (readonly [row: number, share: number])[];

/** With the prompts of one more step, which were all asked about `rows`. */
export function withRowShares(
  problem: TuningProblem,
  shares: RowShares,
  step: { readonly rows: readonly number[]; readonly prompts: readonly RowAnswers[] },
): RowShares {
  const right = step.prompts.map((answers) => rightRows(problem, answers));
  const newest = step.rows.flatMap((row) => {
    const known = right.flatMap((rows) => rows.get(row) ?? []);
    return known.length > 0 ? [[row, mean(known)] as const] : [];
  });
  return [...new Map([...shares, ...newest])];
}

/** The mean gain of the newest prompts over the starting prompt, each row counting the same [A53b]; 0 where nothing is known. */
export function usualGainOf(problem: TuningProblem, start: RowAnswers, shares: RowShares): number {
  const before = rightRows(problem, start);
  const gains = shares.flatMap(([row, share]) => (before.has(row) ? [share - (before.get(row) ?? 0)] : []));
  return gains.length > 0 ? mean(gains) : 0;
}

/** 1 where the plain answer is right, else 0, for the rows of `fit` that were asked. */
function rightRows({ fit, rows, space }: TuningProblem, answers: RowAnswers): ReadonlyMap<number, number> {
  const training = new Set(fit);
  const plain = new Float64Array(space.task.labels.length);
  return new Map(
    answers
      .filter(([row]) => training.has(row))
      .map(([row, logProbs]) => [row, logProbs && predictedLabel(logProbs, plain) === rows[row]?.label ? 1 : 0] as const),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}
