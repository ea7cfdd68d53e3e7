// Malicious participants. They can send only samples and bounded losses, but may choose both freely, collude, replay, and send often. The
// attacks are those of the literature on gradients and on p, carried over to this channel.

import type { View } from "../algorithm/state.ts";
import { integerBelow, type Rng, randomStream } from "../math/random.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import type { FederatedBlackBox } from "./black-box/federated-black-box.ts";
import type { HonestTuner, StepResult, Tuner } from "./tuner.ts";

export type Attack =
  /**
   * Samples with the target words cost nothing, others cost the maximum. With `rival`, the others are the likeliest words of Z, not random.
   */
  | { readonly type: "one-hot"; readonly rival: boolean }
  /**
   * As one-hot, but it also makes up the unit in which its costs count, which is the standard deviation of the two samples that it calls
   * on-distribution. So the targets are as many `deviations` too cheap, and their rivals too dear, as it likes. It knows the honest costs,
   * so the rivals are the best words.
   */
  | { readonly type: "hidden-variance"; readonly deviations: number }
  /** Moves honest losses this share of the way towards those of one-hot. */
  | { readonly type: "slow-steering"; readonly share: number }
  /** Is honest for so many steps, then one-hot. */
  | { readonly type: "late-strike"; readonly after: number }
  /** Multiplies the deviations from the mean loss: -1 flips the sign; -0.1, -10 and -100 are inner-product manipulation; 10 scales. */
  | { readonly type: "scaled"; readonly factor: number }
  /** Draws losses uniformly from the allowed range. */
  | { readonly type: "random" }
  /** Gives every example another label. The production tuner does the rest. */
  | { readonly type: "label-flip" }
  /** "A little is enough": the target words cost so many standard deviations (of a step's losses) less; everything else is honest. */
  | { readonly type: "alie"; readonly deviations: number }
  /** Sends what another, honest participant last sent. */
  | { readonly type: "mimic" }
  /** Sends equal losses, from which nothing can be learned. */
  | { readonly type: "free-rider" }
  /** Sends its own first contribution again and again. */
  | { readonly type: "replay" }
  /** Takes other target words at each step, so that the consensus keeps moving. */
  | { readonly type: "plane-stuffing" };

export interface AttackContext {
  readonly space: SearchSpace;
  readonly box: FederatedBlackBox;
  readonly honest: HonestTuner;
  /** The target candidate of each phrase slot: the words that the attack promotes. */
  readonly targets: readonly number[];
  /** The last contribution of the participant that `mimic` copies. */
  readonly victim: () => StepResult | null;
  readonly seed: string;
}

/** A made-up contribution has so many samples, the most that the aggregator takes. */
const SAMPLES = 256;

export function createAttacker(attack: Attack, context: AttackContext): Tuner {
  const { honest, seed } = context;
  const rng = randomStream(seed, "attack");
  let steps = 0;
  let kept: StepResult | null = null;
  const play = async (view: View): Promise<StepResult | null> => {
    steps++;
    const steer = (targets: readonly number[], rival: Float32Array | null): StepResult => steering(context, rng, { targets, rival });
    switch (attack.type) {
      case "one-hot":
        return steer(context.targets, attack.rival ? view.z : null);
      case "hidden-variance":
        return withHiddenVariance(attack.deviations, context, steer(context.targets, bestWords(context)));
      case "plane-stuffing":
        return steer(
          context.targets.map((target, i) => (target + steps) % (context.space.slots[i]?.size ?? 1)),
          null,
        );
      case "late-strike":
        return steps > attack.after ? steer(context.targets, view.z) : honest.step(view);
      case "random": {
        const made = steer(context.targets, null);
        return { ...made, losses: made.losses.map(() => rng() * honest.problem.lossRange) };
      }
      case "free-rider": {
        const made = steer(context.targets, null);
        return { ...made, losses: made.losses.map(() => 2) };
      }
      case "replay":
        kept ??= await honest.step(view);
        return kept;
      case "mimic":
        return context.victim() ?? honest.step(view);
      case "label-flip":
        return honest.step(view);
      case "scaled":
      case "slow-steering":
      case "alie":
        return bent(attack, context, await honest.step(view));
    }
  };
  return { problem: honest.problem, step: play, digest: () => null, restore: () => undefined };
}

/** Every second sample shows the targets and costs nothing; the others cost the maximum. */
function steering(
  { space, honest }: AttackContext,
  rng: Rng,
  { targets, rival }: { readonly targets: readonly number[]; readonly rival: Float32Array | null },
): StepResult {
  const { slots } = space;
  const samples = new Uint16Array(SAMPLES * slots.length);
  const losses = new Float32Array(SAMPLES);
  for (let k = 0; k < SAMPLES; k++) {
    const good = k % 2 === 0;
    losses[k] = good ? 0 : honest.problem.lossRange;
    slots.forEach((slot, i) => {
      const target = targets[i];
      const other = rival ? likeliest(rival, slot) : integerBelow(rng, slot.size);
      samples[k * slots.length + i] = good && target !== undefined ? target : other;
    });
  }
  return { samples, losses, onDistribution: SAMPLES, queries: honest.problem.samplesPerStep * 4 };
}

/** The first two samples have a small standard deviation; all others lie `deviations` of it below or above the middle of the range. */
function withHiddenVariance(deviations: number, { honest }: AttackContext, made: StepResult): StepResult {
  const middle = honest.problem.lossRange / 2;
  const unit = Math.min(0.4, middle / deviations);
  const losses = made.losses.map((loss) => middle + Math.sign(loss - middle) * deviations * unit);
  losses.set([middle - unit / Math.SQRT2, middle + unit / Math.SQRT2]);
  return { ...made, losses, onDistribution: 2 };
}

/** The joint optimum, as a one-hot view. */
function bestWords({ space, box }: AttackContext): Float32Array {
  const z = new Float32Array(space.dimension);
  box.optimum.forEach((best, i) => {
    z[(space.slots[i]?.offset ?? 0) + best] = 1;
  });
  return z;
}

/** Bends the losses of an honest contribution. */
function bent(
  attack: Extract<Attack, { type: "scaled" | "slow-steering" | "alie" }>,
  { space, targets, honest }: AttackContext,
  result: StepResult | null,
): StepResult | null {
  if (!result) return null;
  const { samples, losses } = result;
  const count = losses.length;
  const mean = losses.reduce((sum, loss) => sum + loss / count, 0);
  const spread = Math.sqrt(losses.reduce((sum, loss) => sum + ((loss - mean) * (loss - mean)) / count, 0));
  const range = honest.problem.lossRange;
  const hits = (k: number): number => targets.filter((target, i) => samples[k * space.slots.length + i] === target).length;
  const bend = (loss: number, k: number): number => {
    if (attack.type === "scaled") return mean + attack.factor * (loss - mean);
    if (attack.type === "alie") return loss - attack.deviations * spread * hits(k);
    return (1 - attack.share) * loss + attack.share * (hits(k) > 0 ? 0 : range);
  };
  return { ...result, losses: losses.map((loss, k) => Math.min(range, Math.max(0, bend(loss, k)))) };
}

function likeliest(z: Float32Array, slot: { readonly offset: number; readonly size: number }): number {
  let best = 0;
  for (let j = 1; j < slot.size; j++) if ((z[slot.offset + j] ?? 0) > (z[slot.offset + best] ?? 0)) best = j;
  return best;
}
