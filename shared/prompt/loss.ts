// Computes the loss of a prompt from label log-probabilities ([A6] to [A8], Eq. 1). It asks no model: it uses only answers that are there.

import { exp, log } from "../math/exp-log.ts";

export const LOSS_KINDS = ["balanced", "calibrated", "plain"] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** Smaller probabilities count as this much (BDPL, FedOne), so that no single answer can cost more than ln 100. */
export const PROBABILITY_FLOOR = 1e-2;
const FLOOR = log(PROBABILITY_FLOOR);

/** One answered query: renormalised label log-probabilities and the class it belongs to. */
export interface AnsweredRow {
  /** Shape [labels]; where the answer is no label, one value: its score in [0, 1] ([A6b]). */
  readonly logProbs: ArrayLike<number>;
  /** Class index. */
  readonly label: number;
}

/**
 * The loss of a prompt on some rows. Each class that is present counts the same.
 * plain [A6]: the mean of -log P(label), floored, in [0, ln 100]. calibrated [A7]: the cross-entropy after the rows' own label offsets are
 * subtracted, so that a constant per label changes nothing [A7b]. balanced: the mean of the two, which favours prompts that tell the
 * classes apart without offsets ([A42a]).
 * @throws RangeError without rows.
 */
export function promptLoss(kind: LossKind, rows: readonly AnsweredRow[], labels: number): number {
  const plain = (): number => lossWithOffsets("plain", rows, new Float64Array(labels));
  const calibrated = (): number => lossWithOffsets("calibrated", rows, labelOffsets(rows, labels));
  if (kind === "balanced") return (plain() + calibrated()) / 2;
  return kind === "plain" ? plain() : calibrated();
}

/** The loss of one row under these offsets, which `plain` ignores. */
export function rowLoss(kind: LossKind, row: AnsweredRow, offsets: ArrayLike<number>): number {
  if (row.logProbs.length === 1) return 1 - scoreOf(row);
  if (kind === "balanced") return (rowLoss("plain", row, offsets) + rowLoss("calibrated", row, offsets)) / 2;
  return kind === "plain" ? -floored(row.logProbs[row.label]) : sharpenedLoss(row, offsets, 1);
}

/** The cross-entropy of softmax(sharpness (l - offsets)). The sharpness does not change the ranking of the labels. */
export function sharpenedLoss(row: AnsweredRow, offsets: ArrayLike<number>, sharpness: number): number {
  if (row.logProbs.length === 1) return 1 - scoreOf(row);
  const { logProbs, label } = row;
  const adjusted = Array.from({ length: logProbs.length }, (_, c) => sharpness * (floored(logProbs[c]) - (offsets[c] ?? 0)));
  const top = Math.max(...adjusted);
  const mass = adjusted.reduce((sum, value) => sum + exp(value - top), 0);
  return top + log(mass) - (adjusted[label] ?? 0);
}

const SHARPEST = 8;
/** Each step takes a third off the interval. After so many, a further step changes a loss by less than 1e-9. */
const SHARPNESS_STEPS = 40;

/**
 * The inverse temperature, in [1/8, 8], at which the mean cross-entropy of the rows with these offsets is least (Guo et al. 2017). The mean
 * is convex in it. It is 1 if there are no rows ([A37m]).
 */
export function sharpnessOf(rows: readonly AnsweredRow[], offsets: ArrayLike<number>): number {
  if (rows.length === 0) return 1;
  const at = (logarithm: number): number => rows.reduce((sum, row) => sum + sharpenedLoss(row, offsets, exp(logarithm)), 0);
  let [low, high] = [-log(SHARPEST), log(SHARPEST)];
  for (let k = 0; k < SHARPNESS_STEPS; k++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (at(left) <= at(right)) high = right;
    else low = left;
  }
  return exp((low + high) / 2);
}

/**
 * The class-balanced mean loss of rows under these offsets. `plain` ignores them; `balanced` counts as `calibrated`.
 * @throws RangeError without rows.
 */
export function lossWithOffsets(kind: LossKind, rows: readonly AnsweredRow[], offsets: ArrayLike<number>): number {
  if (rows.length === 0) throw new RangeError("a loss needs at least one answered row");
  const byClass = new Map<number, { sum: number; count: number }>();
  for (const row of rows) {
    const entry = byClass.get(row.label) ?? { sum: 0, count: 0 };
    entry.sum += rowLoss(kind === "plain" ? "plain" : "calibrated", row, offsets);
    entry.count++;
    byClass.set(row.label, entry);
  }
  let total = 0;
  // In class order, so that the order of rows cannot change the bits.
  for (const label of [...byClass.keys()].sort((a, b) => a - b)) {
    const entry = byClass.get(label);
    if (entry) total += entry.sum / entry.count / byClass.size;
  }
  return total;
}

/**
 * Label offsets b: the log-probability that a balanced batch of queries gives each label on average. Subtracting them removes a constant
 * preference. b_c = other_c + gap_c / C: other_c is the class-balanced mean of label c's floored log-probability over the rows of other
 * classes, gap_c is by how much more the rows of class c give it. If every class is present, b_c is the balanced mean itself [A8a]. A class
 * without rows gets the mean gap of the classes that have some [A8b]. With fewer than two classes all offsets are 0: they could not be told
 * from skill [A8c]. Shape [labels].
 */
export function labelOffsets(rows: readonly AnsweredRow[], labels: number): Float64Array {
  const offsets = new Float64Array(labels);
  const present = [...new Set(rows.map((row) => row.label))].sort((a, b) => a - b);
  if (present.length < 2) return offsets;
  const means = present.map((label) =>
    classMean(
      rows.filter((row) => row.label === label),
      labels,
    ),
  );
  const own = new Map(present.map((label, i) => [label, means[i]?.[label] ?? 0]));
  const other = Array.from({ length: labels }, (_, c) => {
    const rest = means.filter((_, i) => present[i] !== c);
    return rest.reduce((sum, mean) => sum + (mean[c] ?? 0), 0) / rest.length;
  });
  const meanGap = present.reduce((sum, c) => sum + (own.get(c) ?? 0) - (other[c] ?? 0), 0) / present.length;
  for (let c = 0; c < labels; c++) {
    const mine = own.get(c);
    const gap = mine === undefined ? meanGap : mine - (other[c] ?? 0);
    offsets[c] = (other[c] ?? 0) + gap / labels;
  }
  return offsets;
}

/** The class that a row is given: that of the largest log-probability after the offsets, the first of equals. */
export function predictedLabel(logProbs: ArrayLike<number>, offsets: ArrayLike<number>): number {
  let best = 0;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logProbs.length; c++) {
    const value = floored(logProbs[c]) - (offsets[c] ?? 0);
    if (value > bestValue) {
      best = c;
      bestValue = value;
    }
  }
  return best;
}

/** How right a row is under these offsets: its score, or 1 where the class that it is given is its own, else 0. */
export function rightness(row: AnsweredRow, offsets: ArrayLike<number>): number {
  if (row.logProbs.length === 1) return scoreOf(row);
  return predictedLabel(row.logProbs, offsets) === row.label ? 1 : 0;
}

function scoreOf({ logProbs }: AnsweredRow): number {
  return logProbs[0] ?? 0;
}

/**
 * The largest possible loss [A7a]; the smallest is 0. plain: ln 100 =: F. calibrated: floored log-probabilities lie in [-F, 0] and offsets
 * in [-F - F/C, F/C], so the adjusted values of two labels differ by at most 2F(1 + 1/C), and -log softmax is at most
 * ln(1 + (C - 1) e^(2F(1 + 1/C))). balanced: the mean of both.
 */
export function lossBound(kind: LossKind, labels: number): number {
  const calibrated = log(1 + (labels - 1) * exp(-2 * FLOOR * (1 + 1 / labels)));
  if (kind === "balanced") return (calibrated - FLOOR) / 2;
  return kind === "plain" ? -FLOOR : calibrated;
}

function classMean(rows: readonly AnsweredRow[], labels: number): Float64Array {
  const mean = new Float64Array(labels);
  for (const row of rows) for (let c = 0; c < labels; c++) mean[c] = (mean[c] ?? 0) + floored(row.logProbs[c]) / rows.length;
  return mean;
}

/** A log-probability as losses and predictions see it: not below the floor. */
export function floored(logProb: number | undefined): number {
  return Math.max(logProb ?? FLOOR, FLOOR);
}
