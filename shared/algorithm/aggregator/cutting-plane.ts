// The cutting planes of one slot: half-spaces that contain every x with h(x) = sum_w ||x_w - phi_w||_1 <= epsilon ([A25], [A26]; h is
// Eq. 5, the half-spaces are Eq. 15, and Eq. 28 to 33 say how one is made).
// The x_w are the consensus z and every live participant's p of that slot.

import { signBeyond } from "../../math/sign.ts";
import type { CuttingPlane, PlaneBlock } from "../state.ts";
import type { Phi } from "./phi.ts";

/** A point x of one slot. */
export interface SlotPoint {
  readonly consensus: Float64Array;
  readonly participants: ReadonlyMap<string, Float64Array>;
}

/** Entries that are closer to phi than this count as equal. Any |s| <= 1 gives a valid cut there; 0 does not jump. */
const DEAD_ZONE = 1e-9;

/** h(x) [A25a] = sum over blocks of ||x_w - phi_w||_1. In [0, 2 (R + 1)]. */
export function distanceToPhi(x: SlotPoint, phi: Phi): number {
  let distance = l1(x.consensus, phi.consensus);
  for (const [id, p] of x.participants) {
    const target = phi.participants.get(id);
    if (target) distance += l1(p, target);
  }
  return distance;
}

/**
 * The cut at x [A25b]: s_w = sign(x_w - phi_w); sum_w <s_w, y_w - phi_w> <= epsilon for every y within epsilon of phi. The paper's Eq. 33
 * leaves epsilon out and cuts off points that are allowed ([A26], [A26c]). Of phi, only the offset <s_w, phi_w> has to be kept.
 */
export function planeAt(x: SlotPoint, phi: Phi, identity: Pick<CuttingPlane, "id" | "slot" | "born" | "dual" | "epsilon">): CuttingPlane {
  const participants = new Map<string, PlaneBlock>();
  for (const [id, p] of x.participants) {
    const target = phi.participants.get(id);
    if (target) participants.set(id, blockAt(p, target));
  }
  return { ...identity, previousDual: identity.dual, consensus: blockAt(x.consensus, phi.consensus), participants };
}

/**
 * sum_w <s_w, x_w> - <s_w, phi_w> - epsilon. It is positive if the cut is violated, and h - epsilon at the point where the cut was made
 * [A25c]. A block that is missing on either side counts nothing [A26a]. On the simplices, 2 [x > phi] would do in place of the sign [A26b].
 */
export function planeViolation(plane: CuttingPlane, x: SlotPoint): number {
  return violationOf(plane, x, 0);
}

/** The same, with the entries of all slots side by side in each x_w. Those of the plane's slot begin at `offset`. */
export function violationOf(plane: CuttingPlane, x: SlotPoint, offset: number): number {
  let value = dot(plane.consensus, x.consensus, offset) - plane.consensus.offset;
  const known = productsOf(plane.participants);
  let w = 0;
  for (const [id, block] of plane.participants) {
    const p = x.participants.get(id);
    if (p && known.at[w] !== p) {
      known.at[w] = p;
      known.product[w] = dot(block, p, offset);
    }
    if (p) value += (known.product[w] ?? 0) - block.offset;
    w++;
  }
  return value - plane.epsilon;
}

/**
 * Remembers, for each block of a plane, the last p and <s_w, p>. An iteration moves the p of few participants, so the other products stay.
 */
interface Products {
  readonly at: (Float64Array | undefined)[];
  readonly product: Float64Array;
}

/** The key is the record of a plane's blocks, which lives as long as the plane. The plane itself is a new record after each dual step. */
const products = new WeakMap<CuttingPlane["participants"], Products>();

function productsOf(blocks: CuttingPlane["participants"]): Products {
  const known = products.get(blocks);
  if (known) return known;
  const blank = { at: Array.from({ length: blocks.size }, () => undefined), product: new Float64Array(blocks.size) };
  products.set(blocks, blank);
  return blank;
}

/**
 * The plane without one participant's block. It stays valid, because each block's term is at most ||x_w - phi_w||_1 >= 0 ([A20a], [A26a]).
 */
export function withoutBlock(plane: CuttingPlane, participant: string): CuttingPlane {
  if (!plane.participants.has(participant)) return plane;
  return { ...plane, participants: new Map([...plane.participants].filter(([id]) => id !== participant)) };
}

function blockAt(x: Float64Array, phi: Float64Array): PlaneBlock {
  const sign = new Int8Array(x.length);
  let offset = 0;
  for (let j = 0; j < x.length; j++) {
    const s = signBeyond((x[j] ?? 0) - (phi[j] ?? 0), DEAD_ZONE);
    sign[j] = s;
    offset += s * (phi[j] ?? 0);
  }
  return { sign, offset };
}

function dot({ sign }: PlaneBlock, x: Float64Array, offset: number): number {
  let sum = 0;
  for (let j = 0; j < sign.length; j++) sum += (sign[j] ?? 0) * (x[offset + j] ?? 0);
  return sum;
}

function l1(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += Math.abs((a[j] ?? 0) - (b[j] ?? 0));
  return sum;
}
