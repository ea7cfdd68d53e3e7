// A level's slots side by side, and what both levels have in common: where a slot's entries lie and what its candidates cost.

import type { Settings } from "./settings.ts";
import type { CostTable, LevelState } from "./state.ts";

/** One choice among `size` candidates. The lower level's slots are the task's, the upper level's a participant's own demonstrations. */
export interface LevelSlot {
  readonly size: number;
  /** First entry in the flat distribution. */
  readonly offset: number;
  /** First entry in the flat table; slots with the same candidates share it. */
  readonly table: number;
}

export interface LevelShape {
  readonly slots: readonly LevelSlot[];
  readonly dimension: number;
  readonly tableSize: number;
}

/** Uniform distributions, empty tables. */
export function initialLevel(shape: LevelShape, settings: Pick<Settings, "optimiser">): LevelState {
  const distribution = new Float64Array(shape.dimension);
  for (const slot of shape.slots) distribution.fill(1 / slot.size, slot.offset, slot.offset + slot.size);
  const moments =
    settings.optimiser === "adam" ? { first: new Float64Array(shape.dimension), second: new Float64Array(shape.dimension) } : null;
  return { distribution, table: emptyTable(shape), moments, lossVariance: 0, steps: 0 };
}

export function emptyTable(shape: LevelShape): CostTable {
  return { sum: new Float64Array(shape.tableSize), weight: new Float64Array(shape.tableSize) };
}

/**
 * Estimated cost of every candidate of one slot against the mean loss, c - Lbar ([A9], [A9a], [A11]): A / (n + kappa0). Shape [size].
 * |cost| is below the range of the losses.
 */
export function slotCosts(
  table: CostTable,
  slot: LevelSlot,
  shrinkage: number,
  out: Float64Array = new Float64Array(slot.size),
): Float64Array {
  for (let j = 0; j < slot.size; j++) {
    const at = slot.table + j;
    const weight = table.weight[at] ?? 0;
    out[j] = weight > 0 ? (table.sum[at] ?? 0) / (weight + shrinkage) : 0;
  }
  return out;
}

/** Costs of all slots side by side. Shape [dimension]. */
export function slotwise(shape: LevelShape, table: CostTable, shrinkage: number): Float64Array {
  const costs = new Float64Array(shape.dimension);
  for (const slot of shape.slots) slotCosts(table, slot, shrinkage, slotPart(costs, slot));
  return costs;
}

/** kappa0 of the table; the policy gradient's table is a plain mean of unbiased estimates [A10d]. */
export function shrinkageOf(settings: Pick<Settings, "estimator" | "tableShrinkage">): number {
  return settings.estimator === "table" ? settings.tableShrinkage : 0;
}

/** One slot's part of a flat vector, without copying. */
export function slotPart(vector: Float64Array, slot: LevelSlot): Float64Array {
  return vector.subarray(slot.offset, slot.offset + slot.size);
}
