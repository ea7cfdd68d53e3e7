// Measures how far a state is from the algorithm's goal: the stationarity gap of the regularised Lagrangian [A28], the violation of the
// planes, the disagreement between p and z, and the entropy of z. Nothing here takes part in the algorithm.

import { log } from "../../math/exp-log.ts";
import { projectOntoSimplex } from "../../math/simplex.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { type LevelSlot, slotPart } from "../level.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, ParticipantRecord } from "../state.ts";
import { viewFor } from "./consensus-step.ts";
import { planeViolation } from "./cutting-plane.ts";
import { dualRegularisation, slotPoint } from "./polytope.ts";
import { ownCost } from "./pooled-cost.ts";

/** The costs of one slot's candidates to one participant: the gradient of its loss in p. Shape [N_i]. */
export type CostOf = (record: ParticipantRecord, slot: LevelSlot, slotIndex: number) => Float64Array;

/**
 * ||G||^2 per block. G is the natural residual x - Proj(x - grad) of the regularised Lagrangian in every p^(v) of a live participant, in z
 * and in the duals; it is 0 at a stationary point. The gap is the mean over the (R + 1) M rows of p and z plus the mean over the planes.
 * psi's sign is 0 where p = z. `costOf` gives the tables' estimates unless the true costs are known, in units of the losses' standard
 * deviation.
 */
export function stationarityGap(
  space: SearchSpace,
  settings: Settings,
  state: AggregatorState,
  costOf: CostOf = (record, slot) => ownCost(record, slot, settings),
): number {
  const live = state.participants.filter(({ status }) => status === "live");
  const open = space.slots.filter(({ size }) => size > 1);
  if (live.length === 0 || open.length === 0) return 0;
  const gradient = new Float64Array(space.dimension);
  for (const plane of state.planes) {
    const offset = space.slots[plane.slot]?.offset ?? 0;
    plane.consensus.sign.forEach((sign, j) => {
      gradient[offset + j] = (gradient[offset + j] ?? 0) + plane.dual * sign;
    });
  }
  let sum = 0;
  for (const record of live) {
    const { distribution } = record.level;
    const { pull } = viewFor(space, state, record);
    space.slots.forEach((slot, i) => {
      if (slot.size < 2) return;
      const costs = costOf(record, slot, i);
      const descent = costs.map((cost, j) => {
        const at = slot.offset + j;
        const sign = settings.signPenalty * Math.sign((distribution[at] ?? 0) - (state.z[at] ?? 0));
        gradient[at] = (gradient[at] ?? 0) - (sign + (record.consensusDual[at] ?? 0)) / live.length;
        return cost + (pull[at] ?? 0) + sign;
      });
      sum += squaredResidual(slotPart(distribution, slot), descent);
    });
  }
  for (const slot of open) sum += squaredResidual(slotPart(state.z, slot), slotPart(gradient, slot));
  return sum / ((live.length + 1) * open.length) + dualGap(space, settings, state);
}

/** The violation of each plane, in the order of the planes. It is positive if the plane is violated. */
export function planeViolations(space: SearchSpace, state: AggregatorState): number[] {
  return state.planes.map((plane) => planeViolation(plane, slotPoint(space, state, plane.slot)));
}

/** The mean l1 distance per slot between live participants' p and z, in [0, 2]; 0 if nobody is live. */
export function disagreement(space: SearchSpace, state: AggregatorState): number {
  const live = state.participants.filter(({ status }) => status === "live");
  if (live.length === 0 || space.slots.length === 0) return 0;
  let sum = 0;
  for (const { level } of live) {
    for (let j = 0; j < state.z.length; j++) sum += Math.abs((level.distribution[j] ?? 0) - (state.z[j] ?? 0));
  }
  return sum / (live.length * space.slots.length);
}

/** The mean over slots of z's entropy divided by ln N_i: 1 is flat, 0 is decided. Slots with a single candidate do not count. */
export function entropy(space: SearchSpace, z: Float64Array): number {
  const open = space.slots.filter(({ size }) => size > 1);
  let sum = 0;
  for (const slot of open) {
    let nats = 0;
    for (const p of slotPart(z, slot)) if (p > 0) nats -= p * log(p);
    sum += nats / log(slot.size) / open.length;
  }
  return sum;
}

function dualGap(space: SearchSpace, settings: Settings, state: AggregatorState): number {
  const regularisation = dualRegularisation(settings, state.iteration);
  const violations = planeViolations(space, state);
  let sum = 0;
  state.planes.forEach((plane, l) => {
    const moved = plane.dual + (violations[l] ?? 0) - regularisation * plane.dual;
    const residual = plane.dual - Math.min(settings.dualLimit, Math.max(0, moved));
    sum += (residual * residual) / state.planes.length;
  });
  return sum;
}

function squaredResidual(x: Float64Array, gradient: Float64Array): number {
  const moved = projectOntoSimplex(x.map((value, j) => value - (gradient[j] ?? 0)));
  return moved.reduce((sum, value, j) => sum + ((x[j] ?? 0) - value) * ((x[j] ?? 0) - value), 0);
}
