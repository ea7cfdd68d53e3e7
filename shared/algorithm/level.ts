// The parts that both levels have in common: slots side by side, the place of a slot's entries, and the costs of its candidates.

import type { Settings } from "./settings.ts";
import type { CostTable, LevelState } from "./state.ts";

/**
 * A choice among `size` candidates. The lower level's slots belong to the task, the upper level's to a participant's own demonstrations.
 */
export interface LevelSlot {
  readonly size: number;
  /** The index of its first entry in the flat distribution. */
  readonly offset: number;
  /** The index of its first entry in the flat table. Slots with the same candidates share their entries. */
  readonly table: number;
}

export interface LevelShape {
  readonly slots: readonly LevelSlot[];
  readonly dimension: number;
  readonly tableSize: number;
}

/** A level with uniform distributions and an empty table. */
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
 * The estimated cost of every candidate of one slot against the mean loss, c - Lbar ([A9], [A9a], [A11]): A / (n + kappa0). Shape [size].
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

/** The costs of all slots side by side. Shape [dimension]. */
export function slotwise(shape: LevelShape, table: CostTable, shrinkage: number): Float64Array {
  const costs = new Float64Array(shape.dimension);
  for (const slot of shape.slots) slotCosts(table, slot, shrinkage, slotPart(costs, slot));
  return costs;
}

/** kappa0 of the table. With the policy gradient it is 0: the table is then a plain mean of unbiased estimates [A10d]. */
export function shrinkageOf(settings: Pick<Settings, "estimator" | "tableShrinkage">): number {
  return settings.estimator === "table" ? settings.tableShrinkage : 0;
}

/** One slot's part of a flat vector, without copying. */
export function slotPart(vector: Float64Array, slot: LevelSlot): Float64Array {
  return vector.subarray(slot.offset, slot.offset + slot.size);
}
