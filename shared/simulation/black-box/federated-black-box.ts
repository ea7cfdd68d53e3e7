// Additive black boxes of several participants that agree in part. The costs of the shared slots are common costs plus each participant's
// own deviation; the effects of demonstrations are all its own. There are no pairs, so the joint optimum is known: in each slot it is the
// candidate of the least mean cost.

import type { LevelSlot } from "../../algorithm/level.ts";
import { normal, type Rng } from "../../math/random.ts";
import type { BlackBox } from "./additive-black-box.ts";
import { effectOf, effectTable } from "./effects.ts";

export interface FederatedBlackBoxOptions {
  readonly slots: number;
  readonly candidates: number;
  readonly demonstrationSlots: number;
  readonly demonstrations: number;
  /** Standard deviations of the common effects, of a participant's deviation from them, of its demonstrations' effects, and of a query. */
  readonly slotEffect: number;
  readonly deviation: number;
  readonly demonstrationEffect: number;
  readonly noise: number;
  /** The lead of the best candidate of each slot in the common effects. With 0 chance decides, and may bring near ties. */
  readonly lead: number;
}

/** A toy with six slots of twenty candidates. Its effects are about half as strong as the noise of a query. */
export const federatedToy: FederatedBlackBoxOptions = {
  slots: 6,
  candidates: 20,
  demonstrationSlots: 2,
  demonstrations: 10,
  slotEffect: 0.15,
  deviation: 0.08,
  demonstrationEffect: 0.15,
  noise: 0.3,
  lead: 0,
};

export interface FederatedBlackBox {
  readonly participants: readonly Pick<BlackBox, "query">[];
  /** The mean costs over participants. Shape [slots][candidates]. */
  readonly costs: readonly (readonly number[])[];
  /** Each participant's own costs. Shape [participants][slots][candidates]. */
  readonly ownCosts: readonly (readonly (readonly number[])[])[];
  /** The best candidate of each slot for all together. */
  readonly optimum: readonly number[];
  /** The share of the achievable reduction of the mean expected loss that a distribution reaches: 0 if uniform, 1 if optimal. */
  share(distribution: ArrayLike<number>, slots: readonly LevelSlot[]): number;
}

/** In the middle of the plain loss's range, 0 to ln 100. At 2, the best prompts would all cost 0, the least loss. */
const LOSS_LEVEL = 3;

export function createFederatedBlackBox(options: FederatedBlackBoxOptions, participants: number, seed: string): FederatedBlackBox {
  const { slots, candidates, demonstrationSlots, demonstrations, noise } = options;
  const drawn = effectTable(slots, candidates, (i, j) => options.slotEffect * effectOf(`${seed},common,${i},${j}`));
  const common = drawn.map((row) => {
    const lowest = Math.min(...row);
    return row.map((cost) => (cost === lowest ? cost - options.lead : cost));
  });
  const ownCosts = Array.from({ length: participants }, (_, w) =>
    effectTable(slots, candidates, (i, j) => (common[i]?.[j] ?? 0) + options.deviation * effectOf(`${seed},own${w},${i},${j}`)),
  );
  const costs = effectTable(slots, candidates, (i, j) => ownCosts.reduce((sum, own) => sum + (own[i]?.[j] ?? 0) / participants, 0));
  const optimum = costs.map((row) => row.indexOf(Math.min(...row)));
  const uniform = costs.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0);
  const best = costs.reduce((sum, row, i) => sum + (row[optimum[i] ?? 0] ?? 0), 0);
  return {
    costs,
    ownCosts,
    optimum,
    participants: ownCosts.map((own, w) => {
      const shown = effectTable(
        demonstrationSlots,
        demonstrations,
        (u, k) => options.demonstrationEffect * effectOf(`${seed},demo${w},${u},${k}`),
      );
      return {
        query(lower, upper, query, rng: Rng) {
          let loss = LOSS_LEVEL + noise * (effectOf(`${seed},query${w},${query}`) + normal(rng));
          for (let i = 0; i < slots; i++) loss += own[i]?.[lower[i] ?? 0] ?? 0;
          for (let u = 0; u < demonstrationSlots; u++) loss += shown[u]?.[upper[u] ?? 0] ?? 0;
          return loss;
        },
      };
    }),
    share(distribution, shape) {
      let expected = 0;
      costs.forEach((row, i) => {
        const offset = shape[i]?.offset ?? 0;
        row.forEach((cost, j) => {
          expected += cost * (distribution[offset + j] ?? 0);
        });
      });
      return (uniform - expected) / (uniform - best);
    },
  };
}
