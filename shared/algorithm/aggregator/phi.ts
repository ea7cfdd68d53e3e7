// phi is the estimate of the lower level's solution (Eq. 4) around which the cutting planes are built ([A29] to [A31]). It needs no barrier
// (deviation 4 in docs/algorithm.md). The paper gets it from the inner problem (Eq. 7 to 13), which is `innerStep` here.

import { FLOAT32_EQUAL, signBeyond } from "../../math/sign.ts";
import { mirrorStep, projectOntoSimplex } from "../../math/simplex.ts";
import { type LevelSlot, slotPart } from "../level.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, ParticipantRecord } from "../state.ts";
import { contributorsOf, ownCost, pooledCost } from "./pooled-cost.ts";

/** phi of one slot: one point per live participant, and one for the consensus. */
export interface Phi {
  readonly consensus: Float64Array;
  readonly participants: ReadonlyMap<string, Float64Array>;
}

/** phi of one slot by `settings.phi` ([A29a], [A30b]); undefined if that is `none` [A31], or if nobody has contributed. */
export function phiOf(slot: LevelSlot, settings: Settings, state: AggregatorState): Phi | undefined {
  const contributors = contributorsOf(state.participants);
  if (settings.phi === "none" || contributors.length === 0) return undefined;
  const live = state.participants.filter((record) => record.status === "live");
  if (settings.phi === "server-steps") {
    return serverSteps(slot, settings, slotPart(state.z, slot), live);
  }
  const consensus = proximal(settings, slotPart(state.z, slot), pooledCost(slot, settings, contributors));
  return { consensus, participants: new Map(live.map(({ id }) => [id, consensus])) };
}

/**
 * The exact minimiser [A29] of <Cagg, x> + (kap/2) ||x - z||^2; with the entropy distance it is z exp(-Cagg / kap). Everybody gets the same
 * point: consensus holds exactly, so there is nothing to wait for.
 */
export function proximal(settings: Pick<Settings, "geometry" | "phiTrust">, z: Float64Array, cost: Float64Array): Float64Array {
  const scaled = cost.map((value) => value / settings.phiTrust);
  if (settings.geometry === "entropic") return mirrorStep(z, scaled);
  return projectOntoSimplex(z.map((value, j) => value - (scaled[j] ?? 0)));
}

/**
 * K steps of the inner problem ([A30b], Eq. 7 to 13, with psi's sign corrected) on the tables. They start at the current p and z, with rho
 * = 0.
 */
function serverSteps(slot: LevelSlot, settings: Settings, z: Float64Array, live: readonly ParticipantRecord[]): Phi {
  const blocks = live.map((record) => ({
    cost: ownCost(record, slot, settings),
    p: Float64Array.from(slotPart(record.level.distribution, slot)),
  }));
  const solved = innerSteps({ ...settings, innerSteps: settings.phiSteps }, z, blocks);
  return { consensus: solved.z, participants: new Map(live.map(({ id }, v) => [id, solved.p[v] ?? solved.z])) };
}

export interface InnerSettings {
  readonly innerSteps: number;
  readonly innerStep: number;
  readonly innerPenalty: number;
  readonly signPenalty: number;
}

/** The variables that the inner steps move in one slot: z, and p and rho of every participant. */
export interface InnerState {
  readonly z: Float64Array;
  readonly p: readonly Float64Array[];
  readonly rho: readonly Float64Array[];
}

/** `settings.innerSteps` inner steps from rho = 0. Each participant's costs are the same in all of them. */
export function innerSteps(
  settings: InnerSettings,
  start: Float64Array,
  blocks: readonly { readonly cost: Float64Array; readonly p: Float64Array }[],
): InnerState {
  const costs = blocks.map((block) => block.cost);
  const rho = blocks.map(() => new Float64Array(start.length));
  let state: InnerState = { z: Float64Array.from(start), p: blocks.map((block) => Float64Array.from(block.p)), rho };
  for (let k = 0; k < settings.innerSteps; k++) state = innerStep(settings, state, costs);
  return state;
}

/**
 * One inner step ([A30], [A30a]): p^(v) <- Proj(p^(v) - eta [c_v + rho^(v) + mu (p^(v) - z) + psi sign(p^(v) - z)]);
 * z <- Proj(z - eta [sum_v (-rho^(v) + mu (z - p^(v))) + psi sum_v sign(z - p^(v))]);  rho^(v) <- rho^(v) + eta (p^(v) - z).
 */
export function innerStep(
  settings: Omit<InnerSettings, "innerSteps">,
  { z: before, p: own, rho }: InnerState,
  costs: readonly Float64Array[],
): InnerState {
  const { innerStep: eta, innerPenalty: mu, signPenalty: psi } = settings;
  const p = own.map((row, v) =>
    projectOntoSimplex(
      row.map((value, j) => {
        const gap = value - (before[j] ?? 0);
        return value - eta * ((costs[v]?.[j] ?? 0) + (rho[v]?.[j] ?? 0) + mu * gap + psi * signBeyond(gap, FLOAT32_EQUAL));
      }),
    ),
  );
  const z = projectOntoSimplex(
    before.map((value, j) => {
      let gradient = 0;
      p.forEach((row, v) => {
        const gap = value - (row[j] ?? 0);
        gradient += -(rho[v]?.[j] ?? 0) + mu * gap + psi * signBeyond(gap, FLOAT32_EQUAL);
      });
      return value - eta * gradient;
    }),
  );
  return { z, p, rho: rho.map((row, v) => row.map((value, j) => value + eta * ((p[v]?.[j] ?? 0) - (z[j] ?? 0)))) };
}
