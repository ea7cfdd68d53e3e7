// The polytope of all slots' cutting planes. Planes are dropped [A27], one is added if h <= epsilon (Eq. 6, 14) does not hold [A25], and
// their duals move [A28] (Eq. 18, 22).

import type { SearchSpace } from "../../prompt/search-space.ts";
import { type LevelSlot, slotPart } from "../level.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, CuttingPlane } from "../state.ts";
import { distanceToPhi, planeAt, type SlotPoint, violationOf } from "./cutting-plane.ts";
import { type Phi, phiOf } from "./phi.ts";

/** The point x of one slot: z, and the p of every live participant [A25a]. */
export function slotPoint(space: SearchSpace, state: AggregatorState, slotIndex: number): SlotPoint {
  const slot = slotAt(space, slotIndex);
  const live = state.participants.filter((record) => record.status === "live");
  return {
    consensus: slotPart(state.z, slot),
    participants: new Map(live.map((record) => [record.id, slotPart(record.level.distribution, slot)])),
  };
}

function slotAt(space: SearchSpace, index: number): LevelSlot {
  const slot = space.slots[index];
  if (!slot) throw new RangeError(`a plane names slot ${index}, the task has ${space.slots.length}`);
  return slot;
}

/**
 * (lambda) lambda <- clip( lambda + eta_lambda [ violation - c1^t lambda ], 0, dualLimit ), with the regularised Lagrangian's
 * c1^t = max(c1_min, 1 / (eta_lambda (t + 1)^(1/4))) [A28]. It uses p^{t+1} and z^{t+1}; `iteration` is t.
 */
export function dualStep(space: SearchSpace, settings: Settings, state: AggregatorState, iteration: number): readonly CuttingPlane[] {
  const regularisation = dualRegularisation(settings, iteration);
  const live = state.participants.filter((record) => record.status === "live");
  const x = { consensus: state.z, participants: new Map(live.map((record) => [record.id, record.level.distribution])) };
  return state.planes.map((plane) => {
    const ascent = violationOf(plane, x, slotAt(space, plane.slot).offset) - regularisation * plane.dual;
    return { ...plane, previousDual: plane.dual, dual: Math.min(settings.dualLimit, Math.max(0, plane.dual + settings.dualStep * ascent)) };
  });
}

/** c1^t of [A28], [A28a]. With dualStep 0 the duals never move and c1 does not matter. */
export function dualRegularisation(settings: Settings, iteration: number): number {
  if (settings.dualStep === 0) return settings.dualRegularisation;
  return Math.max(settings.dualRegularisation, 1 / (settings.dualStep * Math.sqrt(Math.sqrt(iteration + 1))));
}

/**
 * The update of every cutPeriod iterations. It drops (i) planes whose dual is below the threshold before and after the dual step [A27] and
 * (ii) planes that are too old [A27a], (iii) adds one plane to each slot where h > eps0 (R + 1) [A25], and (iv) keeps at most cutLimit
 * planes per slot by dropping those of the smallest duals [A27b].
 */
export function updatedPolytope(space: SearchSpace, settings: Settings, state: AggregatorState): AggregatorState {
  return polytopeAround(space, settings, { state, phi: (slot) => phiOf(slot, settings, state) });
}

/** The same around a phi that was found elsewhere: in the simulation by exchanges with the participants, as in the paper. */
export function polytopeAround(
  space: SearchSpace,
  settings: Settings,
  { state, phi: phiAt }: { readonly state: AggregatorState; readonly phi: (slot: LevelSlot) => Phi | undefined },
): AggregatorState {
  const kept = state.planes.filter(
    (plane) =>
      !(plane.dual < settings.cutDropThreshold && plane.previousDual < settings.cutDropThreshold) &&
      state.iteration - plane.born <= settings.cutAgeLimit,
  );
  const live = state.participants.filter((record) => record.status === "live").length;
  const epsilon = settings.cutTolerance * (live + 1);
  const planes: CuttingPlane[] = [];
  let nextPlane = state.nextPlane;
  space.slots.forEach((slot, i) => {
    const own = kept.filter((plane) => plane.slot === i);
    const phi = slot.size > 1 ? phiAt(slot) : undefined;
    const point = slotPoint(space, state, i);
    if (phi && distanceToPhi(point, phi) > epsilon) {
      own.push(planeAt(point, phi, { id: nextPlane++, slot: i, born: state.iteration, dual: settings.dualInitial, epsilon }));
    }
    planes.push(...withinLimit(own, settings.cutLimit));
  });
  planes.sort((a, b) => a.id - b.id);
  const added = nextPlane - state.nextPlane;
  const dropped = state.planes.length + added - planes.length;
  const counters = {
    ...state.counters,
    planesAdded: state.counters.planesAdded + added,
    planesDropped: state.counters.planesDropped + dropped,
  };
  return { ...state, planes, nextPlane, counters };
}

function withinLimit(planes: readonly CuttingPlane[], limit: number): readonly CuttingPlane[] {
  if (planes.length <= limit) return planes;
  const byDual = [...planes].sort((a, b) => b.dual - a.dual || b.id - a.id).slice(0, limit);
  return byDual;
}
