// The gradient estimators of a level: they learn from the samples that were tried and their losses ([A10], [A11]; Eq. 23 to 27). Both p and
// q learn from the same losses.

import { mean } from "../math/mean.ts";
import { withFloor } from "../math/simplex.ts";
import { type LevelShape, shrinkageOf, slotCosts } from "./level.ts";
import type { Settings } from "./settings.ts";
import type { CostTable, LevelState } from "./state.ts";

/** The samples and losses of one step, as one level sees them. */
export interface LevelBatch {
  /** One candidate per slot, one sample after the other. Shape [samples x slots]. */
  readonly samples: ArrayLike<number>;
  /** Shape [samples]. */
  readonly losses: Float32Array;
  /** So many samples, the first ones, were drawn from the distributions. */
  readonly onDistribution: number;
}

/**
 * The variance-reduced policy gradient [A10] (BDPL's, `zero` score): chat_i[j] = 1/(I-1) sum_k (L_k - Lavg) 1[J_i^k = j] / p~_i[j] over the
 * on-distribution samples, p~ the floored distribution they were drawn from. Unbiased for c_i - Lbar [A10a], the leave-one-out form and
 * half of BDPL's [A10b]; all zero with fewer than 2 samples, |chat| <= I/(I-1) range(L) N/e [A10c]. Shape [dimension].
 */
export function policyGradient(shape: LevelShape, distribution: Float64Array, batch: LevelBatch, floor: number): Float64Array {
  const gradient = new Float64Array(shape.dimension);
  const count = batch.onDistribution;
  if (count < 2) return gradient;
  const meanLoss = mean(batch.losses.subarray(0, count));
  shape.slots.forEach((slot, i) => {
    for (let k = 0; k < count; k++) {
      const j = batch.samples[k * shape.slots.length + i] ?? 0;
      const at = slot.offset + j;
      const probability = withFloor(distribution[at] ?? 0, floor, slot.size);
      gradient[at] = (gradient[at] ?? 0) + ((batch.losses[k] ?? 0) - meanLoss) / ((count - 1) * probability);
    }
  });
  return gradient;
}

/**
 * The bounded count form [A11], which is kept over contributions with forgetting rho: A <- rho A + sum_k target, n <- rho n + hits.
 * A sample's target for a slot is its loss less the step's level and less what the other slots' costs explain [A11a] (backfitting of the
 * additive model): so a candidate tried near a good incumbent is not credited with the incumbent's merit, and the other slots' part of the
 * variance is gone. On an empty table this is the plain count form: target = L_k - Lavg [A11b]. |target| <= range(L), hence |A| <= range(L)
 * n [A11c]. Slots of one table add to the same entries [A11d].
 */
export function updateTable(shape: LevelShape, level: LevelState, batch: LevelBatch, settings: Settings, lossRange: number): CostTable {
  const { slots } = shape;
  const sum = level.table.sum.map((value) => value * settings.tableForgetting);
  const weight = level.table.weight.map((value) => value * settings.tableForgetting);
  const costs = slots.map((slot) => slotCosts(level.table, slot, shrinkageOf(settings)));
  const count = batch.losses.length;
  const explained = Float64Array.from({ length: count }, (_, k) => {
    let total = 0;
    for (let i = 0; i < slots.length; i++) total += costs[i]?.[batch.samples[k * slots.length + i] ?? 0] ?? 0;
    return total;
  });
  let intercept = 0;
  for (let k = 0; k < count; k++) intercept += ((batch.losses[k] ?? 0) - (explained[k] ?? 0)) / count;
  slots.forEach((slot, i) => {
    for (let k = 0; k < count; k++) {
      const j = batch.samples[k * slots.length + i] ?? 0;
      const residual = (batch.losses[k] ?? 0) - intercept - (explained[k] ?? 0);
      const target = clamp(residual + (costs[i]?.[j] ?? 0), lossRange);
      const at = slot.table + j;
      sum[at] = (sum[at] ?? 0) + target;
      weight[at] = (weight[at] ?? 0) + 1;
    }
  });
  return { sum, weight };
}

/** The running mean of the policy gradient, in the same record as the table: every entry of a slot gets weight 1 per step [A10d]. */
export function updateGradientMean(shape: LevelShape, table: CostTable, gradient: Float64Array, forgetting: number): CostTable {
  const sum = table.sum.map((value) => value * forgetting);
  const weight = table.weight.map((value) => value * forgetting);
  for (const slot of shape.slots) {
    for (let j = 0; j < slot.size; j++) {
      sum[slot.table + j] = (sum[slot.table + j] ?? 0) + (gradient[slot.offset + j] ?? 0);
      weight[slot.table + j] = (weight[slot.table + j] ?? 0) + 1;
    }
  }
  return { sum, weight };
}

/** The sample variance of the first `count` losses [A12a]; 0 for fewer than 2. */
export function varianceOf(losses: Float32Array, count: number): number {
  if (count < 2) return 0;
  const middle = mean(losses.subarray(0, count));
  let sum = 0;
  for (let k = 0; k < count; k++) sum += ((losses[k] ?? 0) - middle) * ((losses[k] ?? 0) - middle);
  return sum / (count - 1);
}

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value));
}
