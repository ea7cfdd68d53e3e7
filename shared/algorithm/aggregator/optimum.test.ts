// The optimum of a loss that is additive in the slots is known, and a federation must find it.

import { describe, expect, it } from "vitest";
import { integerBelow, randomStream } from "../../math/random.ts";
import { argmax } from "../../math/simplex.ts";
import { createBlackBox } from "../../simulation/black-box/additive-black-box.ts";
import { slotCosts, slotPart } from "../level.ts";
import { byDistribution, drawChoice } from "../participant/sampling.ts";
import type { SettingsInput } from "../settings.ts";
import { nextContribution, phraseSpace, settingsOf } from "../testing/toy.ts";
import { applyEvent, initialAggregatorState } from "./aggregator.ts";

const SLOTS = 4;
const CANDIDATES = 5;
const space = phraseSpace(Array.from({ length: SLOTS }, () => CANDIDATES));
const identity = new Int32Array(space.dimension).fill(-1);
const box = createBlackBox(
  {
    slots: SLOTS,
    candidates: CANDIDATES,
    demonstrationSlots: 0,
    demonstrations: 0,
    density: 1,
    slotEffect: 0.3,
    demonstrationEffect: 0,
    pairEffect: 0,
    noise: 0.2,
  },
  5,
);
/** w_i[j] - w_i[0], from single changes of one choice. */
const effects = space.slots.slice(0, SLOTS).map((_, i) =>
  Array.from({ length: CANDIDATES }, (__, j) => {
    const choice = new Array<number>(SLOTS).fill(0);
    const before = box.expected(choice, []);
    choice[i] = j;
    return box.expected(choice, []) - before;
  }),
);

/** Three participants draw from their own p, and one of them sends three times as often. Every loss is the mean of two noisy queries. */
function federation(over: SettingsInput, contributions: number) {
  const settings = settingsOf({ samplesPerStep: 16, loss: "calibrated", ...over });
  const rng = randomStream("optimum");
  let state = initialAggregatorState(space);
  for (const participant of ["a", "b", "c"]) state = applyEvent(space, settings, state, { type: "join", participant }).state;
  for (let k = 0; k < contributions; k++) {
    const participant = ["a", "b", "a", "c", "a"][k % 5] ?? "a";
    const record = state.participants.find(({ id }) => id === participant);
    if (!record) throw new RangeError(participant);
    const drawable = { shape: space, distribution: record.level.distribution, identity };
    const rows = [integerBelow(rng, 40), integerBelow(rng, 40)];
    const choices = Array.from({ length: 16 }, () => drawChoice(rng, drawable, byDistribution(drawable, settings.samplingFloor)));
    const losses = choices.map((choice) =>
      Math.max(
        0,
        rows.reduce((sum, row) => sum + box.query(choice, [], row, rng) / 2, 0),
      ),
    );
    const batch = { samples: Uint16Array.from(choices.flat()), losses: Float32Array.from(losses), onDistribution: 16 };
    state = applyEvent(space, settings, state, { type: "contribute", contribution: nextContribution(state, participant, batch) }).state;
  }
  return state;
}

describe("additive black box", () => {
  /** By how much argmax Z costs more than the optimum, for each slot. */
  const regrets = (z: Float64Array): number[] =>
    effects.map((row, i) => {
      const slot = space.slots[i];
      return slot ? (row[argmax(slotPart(z, slot))] ?? 0) - Math.min(...row) : Number.NaN;
    });
  // Two candidates of slot 2 are less than this apart, which is two standard errors after 120 contributions.
  const RESOLUTION = 0.03;

  it("[A29] [A24] proximal: argmax Z is the optimum of every slot, up to what the noise hides", () => {
    const regret = regrets(federation({}, 120).z);
    expect(Math.max(...regret)).toBeLessThan(RESOLUTION);
    expect(regret.filter((value) => value === 0).length).toBeGreaterThanOrEqual(3);
  });

  it("[A31] no cuts: so it is when z follows the pooled costs", () => {
    const regret = regrets(federation({ phi: "none" }, 120).z);
    expect(Math.max(...regret)).toBeLessThan(RESOLUTION);
    expect(regret.filter((value) => value === 0).length).toBeGreaterThanOrEqual(3);
  });

  it("[A9] [A11a] the table's costs approach w_i - <w_i, p_i> up to a constant per slot", () => {
    const settings = { tableForgetting: 1, stepLower: 0, tableShrinkage: 1e-3, signPenalty: 0 };
    const state = federation(settings, 120);
    const record = state.participants[0];
    if (!record) throw new RangeError("a");
    space.slots.slice(0, SLOTS).forEach((slot, i) => {
      const cost = slotCosts(record.level.table, slot, 1e-3);
      for (let j = 0; j < CANDIDATES; j++) {
        // 72 steps of 16 samples: 230 looks at a candidate of noise .2 / sqrt 2 each, and the transient of the backfitting. Five errors of
        // .014.
        expect(Math.abs((cost[j] ?? 0) - (cost[0] ?? 0) - (effects[i]?.[j] ?? 0))).toBeLessThan(0.07);
      }
    });
  });
});
