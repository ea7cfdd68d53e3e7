// Additive black boxes of several participants who agree in part: costs of the shared slots are common ones plus each participant's own
// deviation; demonstration effects are all its own. No pairs, so the joint optimum is known: per slot the argmin of the mean costs.

import type { LevelSlot } from "../../algorithm/level.ts";
import { hash32, normal, type Rng } from "../../math/random.ts";
import type { BlackBox } from "./additive-black-box.ts";

export interface FederatedBlackBoxOptions {
  readonly slots: number;
  readonly candidates: number;
  readonly demonstrationSlots: number;
  readonly demonstrations: number;
  /** Standard deviations of the common effects, of each participant's deviation from them, of its demonstrations' effects, of one query. */
  readonly slotEffect: number;
  readonly deviation: number;
  readonly demonstrationEffect: number;
  readonly noise: number;
  /** How far one candidate per slot lies below all others in the common effects; 0 leaves chance to decide, and near ties. */
  readonly lead: number;
}

/** A toy of six slots of twenty candidates, effects as strong as the noise of one query. */
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
  /** Mean costs over participants. Shape [slots][candidates]. */
  readonly costs: readonly (readonly number[])[];
  /** Costs of participant v's own. Shape [participants][slots][candidates]. */
  readonly ownCosts: readonly (readonly (readonly number[])[])[];
  /** Best candidate per slot for all together. */
  readonly optimum: readonly number[];
  /** Share of the achievable reduction of the mean expected loss that a flat distribution over the slots reaches: 0 uniform, 1 optimal. */
  share(distribution: ArrayLike<number>, slots: readonly LevelSlot[]): number;
}

/** In the middle of what the plain loss can tell apart, 0 to ln 100: at 2 the best prompts would all cost the floor, 0. */
const LOSS_LEVEL = 3;

export function createFederatedBlackBox(options: FederatedBlackBoxOptions, participants: number, seed: string): FederatedBlackBox {
  const { slots, candidates, demonstrationSlots, demonstrations, noise } = options;
  const drawn = table(slots, candidates, (i, j) => options.slotEffect * normalOf(`${seed},common,${i},${j}`));
  const common = drawn.map((row) => {
    const lowest = Math.min(...row);
    return row.map((cost) => (cost === lowest ? cost - options.lead : cost));
  });
  const ownCosts = Array.from({ length: participants }, (_, w) =>
    table(slots, candidates, (i, j) => (common[i]?.[j] ?? 0) + options.deviation * normalOf(`${seed},own${w},${i},${j}`)),
  );
  const costs = table(slots, candidates, (i, j) => ownCosts.reduce((sum, own) => sum + (own[i]?.[j] ?? 0) / participants, 0));
  const optimum = costs.map((row) => row.indexOf(Math.min(...row)));
  const uniform = costs.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0);
  const best = costs.reduce((sum, row, i) => sum + (row[optimum[i] ?? 0] ?? 0), 0);
  return {
    costs,
    ownCosts,
    optimum,
    participants: ownCosts.map((own, w) => {
      const shown = table(
        demonstrationSlots,
        demonstrations,
        (u, k) => options.demonstrationEffect * normalOf(`${seed},demo${w},${u},${k}`),
      );
      return {
        query(lower, upper, query, rng: Rng) {
          let loss = LOSS_LEVEL + noise * (normalOf(`${seed},query${w},${query}`) + normal(rng));
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

function table(rows: number, columns: number, value: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
}

/** Standard normal, nearly, that depends on the text only. */
function normalOf(text: string): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += hash32(text, i + 1) / 2 ** 32;
  return sum;
}
