// The decision layer turns label log-probabilities into a label by a matrix. The matrix is fitted on rows that are answered already, so it
// can tell labels apart that the model confuses systematically, without another query (after supervised calibration, arXiv 2505.23783,
// widened to a ridge matrix). An infinite ridge leaves only the label offsets; with few rows or two labels the layer is just those.

import { exp, log } from "../../../math/exp-log.ts";
import { minimise, type Smooth } from "../../../math/minimise.ts";
import { type AnsweredRow, floored, labelOffsets, sharpnessOf } from "../../../prompt/loss.ts";

export interface DecisionLayer {
  /** The offsets that are subtracted. Shape [labels]. */
  readonly offsets: Float64Array;
  /**
   * D, row by row; absent if offsets decide alone. Row c has label c's weights of all labels' log-probabilities. Shape [labels x labels].
   */
  readonly matrix?: Float64Array;
  /** The ridge that was chosen; Infinity if offsets decide alone. */
  readonly ridge: number;
}

/** The ridges that are tried beside infinity. Half a ridge times the sum of squares of D is added to the mean loss. */
export const RIDGES: readonly number[] = [1, 0.1, 0.01];
/** With fewer rows per class than this, a matrix cannot be told from noise. */
const ROWS_PER_CLASS = 4;
const FOLDS = 5;

/**
 * Fits the layer on a participant's answered training and validation rows, with the ridge of the least cross-validated loss [A49b]. It
 * draws nothing: folds go by the order of the rows. A class without rows keeps its row of D at 0, and the offset that `labelOffsets`
 * guesses for it [A49d]. With two labels, one class or few rows, the layer is the offsets alone [A49c].
 */
export function fitDecisionLayer(rows: readonly AnsweredRow[], labels: number): DecisionLayer {
  const offsets: DecisionLayer = { offsets: labelOffsets(rows, labels), ridge: Number.POSITIVE_INFINITY };
  const present = new Set(rows.map(({ label }) => label)).size;
  if (labels < 3 || present < 2 || rows.length < ROWS_PER_CLASS * present) return offsets;
  const losses = crossValidatedLosses(rows, labels);
  const least = losses.indexOf(Math.min(...losses));
  const ridge = CANDIDATES[least] ?? Number.POSITIVE_INFINITY;
  return ridge === Number.POSITIVE_INFINITY ? offsets : fitMatrix(rows, labels, { ridge });
}

/** The offsets come first, so that a matrix is chosen only if it is better. */
const CANDIDATES: readonly number[] = [Number.POSITIVE_INFINITY, ...RIDGES];

/**
 * For the offsets, then for each of RIDGES: the class-balanced cross-entropy, in nats, of rows under layers that were fitted on the other
 * rows. With offsets alone, the sharpness is fitted too, because a matrix has one.
 */
export function crossValidatedLosses(rows: readonly AnsweredRow[], labels: number): number[] {
  const fold = foldsOf(rows);
  const held = CANDIDATES.map((): { label: number; loss: number }[] => []);
  for (let k = 0; k < FOLDS; k++) {
    const rest = rows.filter((_, i) => fold[i] !== k);
    const out = rows.filter((_, i) => fold[i] === k);
    if (out.length === 0 || rest.length === 0) continue;
    // The strongest ridge comes first, and each fit begins where the one before ended.
    let layer: DecisionLayer | undefined;
    CANDIDATES.forEach((ridge, at) => {
      layer = ridge === Number.POSITIVE_INFINITY ? fitWithRidge(rest, labels, ridge) : fitMatrix(rest, labels, { ridge, from: layer });
      const { offsets, matrix } = layer;
      const sharpness = matrix ? 1 : sharpnessOf(rest, offsets);
      for (const { logProbs, label } of out) {
        const values = adjusted(layer, logProbs);
        held[at]?.push({ label, loss: crossEntropy(sharpness === 1 ? values : values.map((value) => sharpness * value), label) });
      }
    });
  }
  return held.map(balancedMean);
}

/** The layer for one ridge [A49a]; Infinity gives the offsets alone. */
export function fitWithRidge(rows: readonly AnsweredRow[], labels: number, ridge: number): DecisionLayer {
  return ridge === Number.POSITIVE_INFINITY ? { offsets: labelOffsets(rows, labels), ridge } : fitMatrix(rows, labels, { ridge });
}

/** (I + D) l - b with floored l [A49]. Its largest entry is the label, its softmax the probabilities. Shape [labels]. */
export function adjusted({ offsets, matrix }: DecisionLayer, logProbs: ArrayLike<number>): Float64Array {
  const l = Float64Array.from(logProbs, floored);
  return l.map((own, c) => {
    let value = own - (offsets[c] ?? 0);
    if (matrix) for (let k = 0; k < l.length; k++) value += (matrix[c * l.length + k] ?? 0) * (l[k] ?? 0);
    return value;
  });
}

/** The class that a row is given, the first of equals. */
export function decidedLabel(layer: DecisionLayer, logProbs: ArrayLike<number>): number {
  const values = adjusted(layer, logProbs);
  let best = 0;
  for (let c = 1; c < values.length; c++) if ((values[c] ?? 0) > (values[best] ?? 0)) best = c;
  return best;
}

/**
 * Minimises the class-balanced cross-entropy among the classes present plus ridge / 2 times |D|^2, over their rows of D and their offsets.
 * No row says how these classes compare with the others. The offsets say it, so their mean over the classes present stays as it was.
 */
function fitMatrix(rows: readonly AnsweredRow[], labels: number, { ridge, from }: MatrixFit): DecisionLayer {
  const start = labelOffsets(rows, labels);
  const counts = new Float64Array(labels);
  for (const { label } of rows) counts[label] = (counts[label] ?? 0) + 1;
  const free = Array.from({ length: labels }, (_, c) => c).filter((c) => (counts[c] ?? 0) > 0);
  // Log-probabilities are measured from the offsets. An offset and its row of D then hardly depend on each other, and the search takes a
  // tenth of the steps.
  const inputs = new Float64Array(rows.length * labels);
  rows.forEach(({ logProbs }, i) => {
    for (let k = 0; k < labels; k++) inputs[i * labels + k] = floored(logProbs[k]) - (start[k] ?? 0);
  });
  const targets = rows.map(({ label }) => free.indexOf(label));
  const weights = rows.map(({ label }) => 1 / free.length / (counts[label] ?? 1));
  const value = penalisedLoss({ inputs, targets, weights, free, labels, ridge });
  // The parameters are, for each free class, its row of D, then how far its offset moves.
  const width = labels + 1;
  const first = new Float64Array(free.length * width);
  free.forEach((c, i) => {
    if (from?.matrix) first.set(from.matrix.subarray(c * labels, (c + 1) * labels), i * width);
  });
  const x = minimise(value, first, { tolerance: 1e-6 });
  const matrix = new Float64Array(labels * labels);
  const offsets = Float64Array.from(start);
  const moved = free.reduce((sum, _, i) => sum + (x[i * width + labels] ?? 0), 0) / free.length;
  free.forEach((c, i) => {
    const row = x.subarray(i * width, i * width + labels);
    matrix.set(row, c * labels);
    offsets[c] = row.reduce((sum, entry, k) => sum + entry * (start[k] ?? 0), (start[c] ?? 0) + (x[i * width + labels] ?? 0) - moved);
  });
  return { offsets, matrix, ridge };
}

interface MatrixFit {
  readonly ridge: number;
  /** The layer at which the search begins. */
  readonly from?: DecisionLayer | undefined;
}

interface PenalisedLoss {
  /** Floored log-probabilities less the offsets. Shape [rows x labels]. */
  readonly inputs: Float64Array;
  /** The place of each row's class among the free ones. */
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly free: readonly number[];
  readonly labels: number;
  readonly ridge: number;
}

function penalisedLoss({ inputs, targets, weights, free, labels, ridge }: PenalisedLoss): Smooth {
  const width = labels + 1;
  const values = new Float64Array(free.length);
  return (x, gradient) => {
    gradient.fill(0);
    let sum = 0;
    for (let row = 0; row < targets.length; row++) {
      const [at, target, weight] = [row * labels, targets[row] ?? 0, weights[row] ?? 0];
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < free.length; i++) {
        let entry = (inputs[at + (free[i] ?? 0)] ?? 0) - (x[i * width + labels] ?? 0);
        for (let k = 0; k < labels; k++) entry += (x[i * width + k] ?? 0) * (inputs[at + k] ?? 0);
        values[i] = entry;
        if (entry > top) top = entry;
      }
      const own = values[target] ?? 0;
      let mass = 0;
      for (let i = 0; i < free.length; i++) {
        values[i] = exp((values[i] ?? 0) - top);
        mass += values[i] ?? 0;
      }
      sum += weight * (top + log(mass) - own);
      for (let i = 0; i < free.length; i++) {
        const pull = weight * ((values[i] ?? 0) / mass - (i === target ? 1 : 0));
        for (let k = 0; k < labels; k++) gradient[i * width + k] = (gradient[i * width + k] ?? 0) + pull * (inputs[at + k] ?? 0);
        gradient[i * width + labels] = (gradient[i * width + labels] ?? 0) - pull;
      }
    }
    for (let i = 0; i < free.length; i++) {
      for (let k = 0; k < labels; k++) {
        const entry = x[i * width + k] ?? 0;
        sum += (ridge / 2) * entry * entry;
        gradient[i * width + k] = (gradient[i * width + k] ?? 0) + ridge * entry;
      }
    }
    return sum;
  };
}

/** The fold of each row: the rows of a class go round the folds. */
function foldsOf(rows: readonly AnsweredRow[]): number[] {
  const seen = new Map<number, number>();
  return rows.map(({ label }) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    // Classes begin at different folds, so that the folds are of like size.
    return (place + label) % FOLDS;
  });
}

function crossEntropy(values: Float64Array, label: number): number {
  const top = Math.max(...values);
  const mass = values.reduce((sum, value) => sum + exp(value - top), 0);
  return top + log(mass) - (values[label] ?? 0);
}

function balancedMean(entries: readonly { readonly label: number; readonly loss: number }[]): number {
  const classes = [...new Set(entries.map(({ label }) => label))].sort((a, b) => a - b);
  return classes.reduce((total, label) => {
    const own = entries.filter((entry) => entry.label === label);
    return total + own.reduce((sum, { loss }) => sum + loss, 0) / own.length / classes.length;
  }, 0);
}
