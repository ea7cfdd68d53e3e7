// The participant's q-step and p-step ([A13], Eq. 19, 20), as one pure function of state, samples, losses and the view of the base
// iteration. The Web Worker applies it to its own state, and the aggregator to its copy of p^(v), so nobody can send an arbitrary p [A38].

import { FLOAT32_EQUAL, signBeyond } from "../math/sign.ts";
import { mirrorStep, projectOntoSimplex } from "../math/simplex.ts";
import { type LevelBatch, policyGradient, updateGradientMean, updateTable, varianceOf } from "./estimator.ts";
import { type LevelShape, type LevelSlot, shrinkageOf, slotCosts, slotPart } from "./level.ts";
import type { Settings } from "./settings.ts";
import type { LevelState, View } from "./state.ts";

/** The consensus that draws the lower level to the others. The upper level has none, because q stays with its participant. */
export type Pull = Pick<View, "z" | "pull">;

export interface LocalStepInput {
  readonly shape: LevelShape;
  readonly settings: Settings;
  readonly level: LevelState;
  readonly batch: LevelBatch;
  /** eta_p or eta_q. */
  readonly stepSize: number;
  /** The largest possible loss less the smallest, which bounds the table (lossBound of shared/prompt/loss.ts). */
  readonly lossRange: number;
}

/**
 * (q)  q_u <- Step( q_u, eta_q dhat_u )
 * (p)  p_i <- Step( p_i, eta_p [ chat_i + Gam_i^(v) + psi sign(p_i - z_i) ] ), then clipped to `rowClip` around z_i. The table is read
 * after it has taken in the samples of this step [A13d].
 * The sign is that of RSA, not that of the paper's Eq. 8, which pushes p away from z (deviation 1 in docs/algorithm.md). Costs enter in
 * units of the losses' own standard deviation [A12]: steps, psi and the duals then mean the same for any loss, and a participant gains no
 * influence by scaling its losses up.
 */
export function localStep(input: LocalStepInput, pull: Pull | null): LevelState {
  const { shape, settings, level, batch } = input;
  const gradient =
    settings.estimator === "policy-gradient" ? policyGradient(shape, level.distribution, batch, settings.samplingFloor) : null;
  const table = gradient
    ? updateGradientMean(shape, level.table, gradient, settings.tableForgetting)
    : updateTable(shape, level, batch, settings, input.lossRange);
  const lossVariance = averagedVariance(level, batch, settings.tableForgetting);
  const spread = spreadOf({ lossVariance });
  const steps = level.steps + 1;
  const distribution = new Float64Array(shape.dimension);
  const moments = level.moments && { first: Float64Array.from(level.moments.first), second: Float64Array.from(level.moments.second) };
  for (const slot of shape.slots) {
    const costs = gradient ? Float64Array.from(slotPart(gradient, slot)) : slotCosts(table, slot, shrinkageOf(settings));
    const p = slotPart(level.distribution, slot);
    const direction = costs.map((cost, j) => cost / spread + pullOn(slot.offset + j, p[j] ?? 0, pull, settings.signPenalty));
    centre(direction);
    if (moments) adam(direction, slotPart(moments.first, slot), slotPart(moments.second, slot), steps);
    const out = slotPart(distribution, slot);
    for (let j = 0; j < slot.size; j++) direction[j] = (direction[j] ?? 0) * input.stepSize;
    if (settings.geometry === "entropic") mirrorStep(p, direction, out);
    else
      projectOntoSimplex(
        p.map((value, j) => value - (direction[j] ?? 0)),
        out,
      );
    if (pull) clipAround(out, pull.z, slot, settings.rowClip);
  }
  return { distribution, table, moments, lossVariance, steps };
}

/** Updates only the table and the variance. That is all that a contribution does which is too stale to move p [A22]. */
export function absorb(input: LocalStepInput): LevelState {
  const { shape, settings, level, batch } = input;
  // A stale policy gradient is biased [A22a]: it would only add noise to the mean.
  const table = settings.estimator === "table" ? updateTable(shape, level, batch, settings, input.lossRange) : level.table;
  return { ...level, table, lossVariance: averagedVariance(level, batch, settings.tableForgetting) };
}

/** The standard deviation in which costs are measured; 1 if nothing has varied yet [A12b]. */
export function spreadOf(level: Pick<LevelState, "lossVariance">): number {
  return level.lossVariance > 1e-12 ? Math.sqrt(level.lossVariance) : 1;
}

/** The variance of the on-distribution losses [A12a], or of all losses if fewer than two are, averaged with that of earlier steps. */
function averagedVariance(level: LevelState, batch: LevelBatch, forgetting: number): number {
  const count = batch.onDistribution >= 2 ? batch.onDistribution : batch.losses.length;
  const variance = varianceOf(batch.losses, count);
  if (level.lossVariance === 0) return variance;
  const share = Math.max(1 - forgetting, 1 / (level.steps + 1));
  return (1 - share) * level.lossVariance + share * variance;
}

/** The sign is 0 if p and z differ only by a rounding of float32 [A13c]. */
function pullOn(at: number, p: number, pull: Pull | null, signPenalty: number): number {
  if (!pull) return 0;
  return (pull.pull[at] ?? 0) + signPenalty * signBeyond(p - (pull.z[at] ?? 0), FLOAT32_EQUAL);
}

/** Subtracts the row's mean. The mean is normal to the simplex, but Adam would scale it per coordinate ([A13b], [A15]). */
function centre(row: Float64Array): void {
  let mean = 0;
  for (const value of row) mean += value / row.length;
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) - mean;
}

/** Adam (Kingma and Ba 2015) with the usual constants. It turns `row` into the step's direction and updates the moments in place. */
function adam(row: Float64Array, first: Float64Array, second: Float64Array, steps: number): void {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const correction1 = 1 - power(beta1, steps);
  const correction2 = 1 - power(beta2, steps);
  for (let j = 0; j < row.length; j++) {
    const gradient = row[j] ?? 0;
    first[j] = beta1 * (first[j] ?? 0) + (1 - beta1) * gradient;
    second[j] = beta2 * (second[j] ?? 0) + (1 - beta2) * gradient * gradient;
    row[j] = (first[j] ?? 0) / correction1 / (Math.sqrt((second[j] ?? 0) / correction2) + epsilon);
  }
}

/** base^n by repeated squaring, because Math.pow may differ between engines. */
function power(base: number, n: number): number {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * Moves a row of p towards z until their l1 distance is at most `limit`. It stays a distribution, because this is a convex combination
 * [A16].
 */
function clipAround(p: Float64Array, z: Float32Array, slot: LevelSlot, limit: number): void {
  let distance = 0;
  let mass = 0;
  for (let j = 0; j < slot.size; j++) {
    distance += Math.abs((p[j] ?? 0) - (z[slot.offset + j] ?? 0));
    mass += z[slot.offset + j] ?? 0;
  }
  if (distance <= limit) return;
  const keep = limit / distance;
  // z crossed the wire as float32. Dividing by its mass keeps the row's sum at 1.
  for (let j = 0; j < slot.size; j++) p[j] = keep * (p[j] ?? 0) + ((1 - keep) * (z[slot.offset + j] ?? 0)) / mass;
}
