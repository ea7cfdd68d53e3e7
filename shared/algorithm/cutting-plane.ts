// Cutting planes of one slot: half-spaces that hold every x with h(x) = sum_w ||x_w - phi_w||_1 <= epsilon ([A25], [A26]).
// x_w are the consensus z and every live participant's p of that slot.

import { signBeyond } from "../math/sign.ts";
import type { Phi } from "./phi.ts";
import type { CuttingPlane, PlaneBlock } from "./state.ts";

/** The point x of one slot. */
export interface SlotPoint {
  readonly consensus: Float64Array;
  readonly participants: ReadonlyMap<string, Float64Array>;
}

/** Entries closer to phi than this count as equal: any |s| <= 1 gives a valid cut there, 0 a calm one. */
const DEAD_ZONE = 1e-9;

/** h(x) = sum over blocks of ||x_w - phi_w||_1. In [0, 2 (R + 1)]. */
export function distanceToPhi(x: SlotPoint, phi: Phi): number {
  let distance = l1(x.consensus, phi.consensus);
  for (const [id, p] of x.participants) {
    const target = phi.participants.get(id);
    if (target) distance += l1(p, target);
  }
  return distance;
}

/**
 * The cut at x [A25]: s_w = sign(x_w - phi_w); sum_w <s_w, y_w - phi_w> <= epsilon for every y within epsilon of phi. The paper's Eq. 33
 * leaves epsilon out and cuts off points that are allowed [A26]. Only the offset <s_w, phi_w> of phi has to be kept.
 */
export function planeAt(x: SlotPoint, phi: Phi, identity: Pick<CuttingPlane, "id" | "slot" | "born" | "dual" | "epsilon">): CuttingPlane {
  const participants = new Map<string, PlaneBlock>();
  for (const [id, p] of x.participants) {
    const target = phi.participants.get(id);
    if (target) participants.set(id, blockAt(p, target));
  }
  return { ...identity, previousDual: identity.dual, consensus: blockAt(x.consensus, phi.consensus), participants };
}

/** sum_w <s_w, x_w> - <s_w, phi_w> - epsilon: positive where the cut is violated. A block missing on either side counts nothing [A26]. */
export function planeViolation(plane: CuttingPlane, x: SlotPoint): number {
  let value = dot(plane.consensus, x.consensus) - plane.consensus.offset;
  for (const [id, block] of plane.participants) {
    const p = x.participants.get(id);
    if (p) value += dot(block, p) - block.offset;
  }
  return value - plane.epsilon;
}

/** The plane without one participant's block: still valid, each block's term is at most ||x_w - phi_w||_1 >= 0 [A26]. */
export function withoutBlock(plane: CuttingPlane, participant: string): CuttingPlane {
  if (!plane.participants.has(participant)) return plane;
  return { ...plane, participants: new Map([...plane.participants].filter(([id]) => id !== participant)) };
}

function blockAt(x: Float64Array, phi: Float64Array): PlaneBlock {
  const sign = Int8Array.from(x, (value, j) => signBeyond(value - (phi[j] ?? 0), DEAD_ZONE));
  let offset = 0;
  sign.forEach((s, j) => {
    offset += s * (phi[j] ?? 0);
  });
  return { sign, offset };
}

function dot(block: PlaneBlock, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += (block.sign[j] ?? 0) * (x[j] ?? 0);
  return sum;
}

function l1(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += Math.abs((a[j] ?? 0) - (b[j] ?? 0));
  return sum;
}
