// The steps of the aggregator's own variables, the consensus z ([A24], Eq. 21) and the optional outer duals theta [A32]; and each
// participant's pull [A17], the gradient of the Lagrangian (Eq. 17) in its p.

import { FLOAT32_EQUAL, signBeyond } from "../../math/sign.ts";
import { mirrorStep, projectOntoSimplex } from "../../math/simplex.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { slotPart } from "../level.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, ParticipantRecord, PlaneBlock, View } from "../state.ts";
import { dualRegularisation } from "./polytope.ts";
import { pooledCosts } from "./pooled-cost.ts";

/**
 * (z) z_i <- Step( z_i, eta_z [ sum_l lambda^l b^l + psi mean_v sign(z_i - p_i^(v)) - mean_v theta_i^(v) ] ), duals of iteration t,
 * p^{t+1}. It takes means over live participants where the paper has sums, so that a step size means the same for any number of them. Sums
 * run in the order of joining. With phi `none` (the no-cuts ablation, [A31]) the pooled costs take the place of the planes.
 */
export function consensusStep(space: SearchSpace, settings: Settings, state: AggregatorState): Float64Array {
  const { z: before } = state;
  const { dimension } = space;
  const live = state.participants.filter((record) => record.status === "live");
  const gradient = settings.phi === "none" ? pooledCosts(space, settings, state.participants) : new Float64Array(dimension);
  for (const plane of state.planes) addBlock(gradient, plane.consensus, { offset: space.slots[plane.slot]?.offset ?? 0, dual: plane.dual });
  const { signPenalty } = settings;
  for (const { level, consensusDual } of live) {
    const p = level.distribution;
    for (let j = 0; j < dimension; j++) {
      const sign = signBeyond((before[j] ?? 0) - (p[j] ?? 0), FLOAT32_EQUAL);
      gradient[j] = (gradient[j] ?? 0) + (signPenalty * sign - (consensusDual[j] ?? 0)) / live.length;
    }
  }
  const z = new Float64Array(dimension);
  for (const slot of space.slots) {
    const step = slotPart(gradient, slot).map((value) => value * settings.stepConsensus);
    const row = slotPart(before, slot);
    if (settings.geometry === "entropic") mirrorStep(row, step, slotPart(z, slot));
    else
      projectOntoSimplex(
        row.map((value, j) => value - (step[j] ?? 0)),
        slotPart(z, slot),
      );
  }
  return z;
}

/**
 * (theta) theta <- clip( theta + eta_theta (p - z - c2^t theta) ), for the participants of the active set [A32]. With step 0 it stays as it
 * is [A32a].
 */
export function consensusDualStep(settings: Settings, record: ParticipantRecord, z: Float64Array, iteration: number): Float64Array {
  if (settings.consensusDualStep === 0) return record.consensusDual;
  const limit = settings.consensusDualLimit;
  const regularisation = dualRegularisation({ ...settings, dualStep: settings.consensusDualStep }, iteration);
  return record.consensusDual.map((theta, j) => {
    const ascent = (record.level.distribution[j] ?? 0) - (z[j] ?? 0) - regularisation * theta;
    return Math.min(limit, Math.max(-limit, theta + settings.consensusDualStep * ascent));
  });
}

/** The view of participant v: z and Gam^(v) + theta^(v), rounded to float32 because both sides go on with the numbers that were sent. */
export function viewFor(space: SearchSpace, state: AggregatorState, record: ParticipantRecord): View {
  const pull = Float64Array.from(record.consensusDual);
  for (const plane of state.planes) {
    const block = plane.participants.get(record.id);
    if (block) addBlock(pull, block, { offset: space.slots[plane.slot]?.offset ?? 0, dual: plane.dual });
  }
  return { iteration: state.iteration, z: Float32Array.from(state.z), pull: Float32Array.from(pull) };
}

/** Adds lambda s_w, in place, to the entries of the plane's slot. */
function addBlock(sum: Float64Array, { sign }: PlaneBlock, { offset, dual }: { readonly offset: number; readonly dual: number }): void {
  for (let j = 0; j < sign.length; j++) sum[offset + j] = (sum[offset + j] ?? 0) + dual * (sign[j] ?? 0);
}
