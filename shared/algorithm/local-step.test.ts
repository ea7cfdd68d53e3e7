// The local step agrees with results by hand and keeps its invariants. The corrected l1 pull draws together, the printed one drives apart.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../math/random.ts";
import { initialLevel } from "./level.ts";
import { absorb, type LocalStepInput, localStep, spreadOf } from "./local-step.ts";
import type { Settings } from "./settings.ts";
import type { LevelState } from "./state.ts";
import { levelWith, phraseSpace, randomBatch, settingsOf, spaceOf } from "./testing/toy.ts";

const pair = { slots: [{ size: 2, offset: 0, table: 0 }], dimension: 2, tableSize: 2 };
/** Two samples with losses 0 and 2: sample variance 2, spread sqrt 2; the table then says A = (-1, 1), n = (1, 1). */
const batch = { samples: Uint16Array.of(0, 1), losses: Float32Array.of(0, 2), onDistribution: 2 };
const input = (settings: Settings, over: Partial<LocalStepInput> = {}): LocalStepInput => ({
  shape: pair,
  settings,
  level: initialLevel(pair, settings),
  batch,
  stepSize: 0.1,
  lossRange: 4,
  ...over,
});
const near = (got: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-15): void => {
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
};
const noPull = { z: Float32Array.of(0.5, 0.5), pull: Float32Array.of(0, 0) };

describe("local step", () => {
  it("[A13] [A13d] [A14] Euclidean by hand", () => {
    const settings = settingsOf({ geometry: "euclidean", tableShrinkage: 1, signPenalty: 0.25 });
    // Costs -+1/2, in standard deviations -+1/(2 sqrt 2); p - eta c = .5 +- .05/sqrt 2: sums to 1 already.
    const step = localStep(input(settings), null);
    near(step.distribution, [0.5 + 0.05 / Math.SQRT2, 0.5 - 0.05 / Math.SQRT2]);
    expect(step.steps).toBe(1);
    expect(step.moments).toBe(null);
    expect(step.lossVariance).toBe(2);
    // With pull (.3, -.1), its mean .1 taken off, and z = p: no sign term.
    const pulled = localStep(input(settings), { ...noPull, pull: Float32Array.of(0.25, -0.25) });
    near(pulled.distribution, [0.5 + 0.05 / Math.SQRT2 - 0.025, 0.5 - 0.05 / Math.SQRT2 + 0.025]);
    // z = (.25, .75): sign(p - z) = (1, -1) times psi moves mass from 0 to 1, towards z.
    const drawn = localStep(input(settings), { z: Float32Array.of(0.25, 0.75), pull: Float32Array.of(0, 0) });
    near(drawn.distribution, [0.5 + 0.05 / Math.SQRT2 - 0.025, 0.5 - 0.05 / Math.SQRT2 + 0.025]);
  });

  it("[A13] [A14a] entropic by hand", () => {
    const settings = settingsOf({ tableShrinkage: 1 });
    const odds = Math.exp(0.1 / Math.SQRT2);
    const kept = (1 - 1e-6) * (odds / (1 + odds)) + 5e-7;
    near(localStep(input(settings), null).distribution, [kept, 1 - kept]);
  });

  it("[A12] [A13] the policy gradient enters in standard deviations too", () => {
    const settings = settingsOf({ geometry: "euclidean", estimator: "policy-gradient", samplingFloor: 0.5 });
    // chat = (-1, 1) / .5 / spread sqrt 2.
    const step = localStep(input(settings), null);
    near(step.distribution, [0.5 + 0.2 / Math.SQRT2, 0.5 - 0.2 / Math.SQRT2]);
    expect([...step.table.sum]).toEqual([-2, 2]);
    expect([...step.table.weight]).toEqual([1, 1]);
  });

  it("[A13b] rows are centred: a constant pull moves nothing, not even with Adam", () => {
    for (const over of [{}, { geometry: "euclidean" }, { geometry: "euclidean", optimiser: "adam" }] as const) {
      const settings = settingsOf(over);
      const free = localStep(input(settings), noPull);
      const constant = localStep(input(settings), { ...noPull, pull: Float32Array.of(8, 8) });
      // 8 is taken off again: a rounding of numbers near 8, times the step.
      near(constant.distribution, [...free.distribution], 1e-9);
    }
  });

  it("[A15] Adam by hand over two steps", () => {
    const settings = settingsOf({ geometry: "euclidean", optimiser: "adam", tableShrinkage: 1, tableForgetting: 1 });
    const first = localStep(input(settings), null);
    // Bias correction makes the first direction g / (|g| + 1e-8): almost one step size.
    const g = 1 / (2 * Math.SQRT2);
    near(first.distribution, [0.5 + (0.1 * g) / (g + 1e-8), 0.5 - (0.1 * g) / (g + 1e-8)]);
    near(first.moments?.first ?? [], [-0.1 * g, 0.1 * g]);
    near(first.moments?.second ?? [], [0.001 * g * g, 0.001 * g * g], 1e-18);
    // Equal losses: variance 0, averaged with 2 to 1; the table's cost -+1/2 explains a difference that did not come.
    const second = localStep(input(settings, { level: first, batch: { ...batch, losses: Float32Array.of(1, 1) } }), null);
    expect(second.lossVariance).toBe(1);
    // Explained -+1/2, level 1: residuals +-1/2, targets 0: A stays (-1, 1), n is (2, 2), costs -+1/3, spread 1.
    near(second.table.sum, [-1, 1]);
    const m = 0.9 * 0.1 * g + 0.1 / 3;
    const v = 0.999 * 0.001 * g * g + 0.001 / 9;
    const direction = m / (1 - 0.81) / (Math.sqrt(v / (1 - 0.999 ** 2)) + 1e-8);
    // 1 - .999^2 is a small difference: a few ulp become 1e-13.
    near(second.distribution, [(first.distribution[0] ?? 0) + 0.1 * direction, (first.distribution[1] ?? 0) - 0.1 * direction], 1e-13);
  });

  it("[A15] bias correction at the 37th step is that of the closed form", () => {
    const settings = settingsOf({ geometry: "euclidean", optimiser: "adam", tableShrinkage: 1 });
    const level = { ...initialLevel(pair, settings), steps: 36 };
    const g = 1 / (2 * Math.SQRT2);
    const direction = (0.1 * g) / (1 - 0.9 ** 37) / (Math.sqrt((0.001 * g * g) / (1 - 0.999 ** 37)) + 1e-8);
    near(localStep(input(settings, { level }), null).distribution, [0.5 + 0.1 * direction, 0.5 - 0.1 * direction], 1e-13);
  });

  it("[A16] clips a row to the l1 distance from z, along the line between them", () => {
    const settings = settingsOf({ geometry: "euclidean", rowClip: 0.5, signPenalty: 0, stepLower: 1 });
    const level: LevelState = { ...initialLevel(pair, settings), distribution: Float64Array.of(1, 0) };
    const still = { ...batch, losses: Float32Array.of(1, 1) };
    // Distance 2 from (0, 1): a quarter of the way from z.
    const clipped = localStep(input(settings, { level, batch: still }), { z: Float32Array.of(0, 1), pull: Float32Array.of(0, 0) });
    near(clipped.distribution, [0.25, 0.75]);
    // Distance .5 exactly, and the upper level, which has no z, are left alone.
    near(localStep(input(settings, { level, batch: still }), { ...noPull, z: Float32Array.of(0.75, 0.25) }).distribution, [1, 0]);
    near(localStep(input(settings, { level, batch: still }), null).distribution, [1, 0]);
    // float32 z does not sum to 1: the clipped row does.
    const z = Float32Array.of(1 / 3, 2 / 3 - 1e-4);
    const sum = localStep(input(settings, { level, batch: still }), { z, pull: Float32Array.of(0, 0) }).distribution.reduce(
      (a, b) => a + b,
      0,
    );
    expect(Math.abs(sum - 1)).toBeLessThan(1e-15);
  });

  it("[A12a] [A12b] variance: on-distribution samples where there are two, else all; averaged like the table", () => {
    const settings = settingsOf({ tableForgetting: 0.75 });
    const losses = Float32Array.of(0, 2, 100);
    const samples = Uint16Array.of(0, 1, 1);
    const one = localStep(input(settings, { batch: { samples, losses, onDistribution: 2 } }), null);
    expect(one.lossVariance).toBe(2);
    const all = localStep(input(settings, { batch: { samples, losses: Float32Array.of(0, 3, 6), onDistribution: 1 } }), null);
    expect(all.lossVariance).toBe(9);
    // Second step: share 1/2; fifth step: 1 - forgetting = 1/4 is more than 1/5... of the mean.
    const calm = { ...batch, losses: Float32Array.of(1, 1) };
    expect(localStep(input(settings, { level: { ...one, steps: 1 }, batch: calm }), null).lossVariance).toBe(1);
    expect(localStep(input(settings, { level: { ...one, steps: 9 }, batch: calm }), null).lossVariance).toBe(1.5);
    expect(spreadOf({ lossVariance: 4 })).toBe(2);
    expect(spreadOf({ lossVariance: 0 })).toBe(1);
    expect(spreadOf({ lossVariance: 1e-12 })).toBe(1);
  });

  it("[A12] scaling all losses up changes nothing but the table's unit", () => {
    const space = phraseSpace([3, 4]);
    const rng = randomStream("scaling");
    const settings = settingsOf();
    const view = { z: Float32Array.from(initialLevel(space, settings).distribution), pull: new Float32Array(space.dimension) };
    let [small, large] = [initialLevel(space, settings), initialLevel(space, settings)];
    for (let step = 0; step < 5; step++) {
      const drawn = randomBatch(rng, space, 6);
      const common = { shape: space, settings, stepSize: 1 };
      small = localStep({ ...common, level: small, batch: drawn, lossRange: 4 }, view);
      large = localStep(
        { ...common, level: large, batch: { ...drawn, losses: drawn.losses.map((loss) => loss * 8) }, lossRange: 32 },
        view,
      );
    }
    // A power of two: float32 and float64 scale exactly.
    expect([...large.distribution]).toEqual([...small.distribution]);
    expect([...large.table.sum]).toEqual([...small.table.sum].map((value) => value * 8));
  });

  it("[A22] [A22a] what is too stale feeds table and variance only; a stale policy gradient nothing but the variance", () => {
    const table = settingsOf();
    const moved = localStep(input(table), null);
    const fed = absorb(input(table));
    expect(fed.table).toEqual(moved.table);
    expect(fed.lossVariance).toBe(moved.lossVariance);
    expect(fed.distribution).toEqual(initialLevel(pair, table).distribution);
    expect(fed.steps).toBe(0);
    const gradient = settingsOf({ estimator: "policy-gradient" });
    const start = initialLevel(pair, gradient);
    expect(absorb(input(gradient, { level: start })).table).toBe(start.table);
  });

  it("[A14] [A14a] any number of steps of any size keeps every row a distribution", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom("entropic", "euclidean"),
        fc.constantFrom("plain", "adam"),
        fc.constantFrom("table", "policy-gradient"),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (seed, geometry, optimiser, estimator, stepSize) => {
          const space = spaceOf();
          const rng = randomStream("invariants", seed);
          const settings = settingsOf({ geometry, optimiser, estimator });
          let level = initialLevel(space, settings);
          for (let step = 0; step < 6; step++) {
            const pull = Float32Array.from({ length: space.dimension }, () => rng() * 2 - 1);
            const z = Float32Array.from(initialLevel(space, settings).distribution);
            level = localStep({ shape: space, settings, level, batch: randomBatch(rng, space, 4), stepSize, lossRange: 4 }, { z, pull });
          }
          for (const slot of space.slots) {
            const row = level.distribution.subarray(slot.offset, slot.offset + slot.size);
            expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
            // Entries of 1e5 before the projection round at 1e-11.
            expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThanOrEqual(1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("sign of the l1 pull (RSA)", () => {
  it("[A13c] float32 rounding of z is no distance: who starts at z is not kicked by psi", () => {
    const space = phraseSpace([3, 4]);
    const p = Float64Array.of(0.1, 0.2, 0.7, 1 / 3, 1 / 7, 2 / 7, 1 - 1 / 3 - 3 / 7, 1, 1);
    const view = { z: Float32Array.from(p), pull: new Float32Array(9) };
    const still = { samples: Uint16Array.of(0, 0, 0, 0, 1, 1, 0, 0), losses: Float32Array.of(1, 1), onDistribution: 2 };
    const options = { shape: space, level: { ...levelWith(space, []), distribution: p }, batch: still, stepSize: 1, lossRange: 4 };
    const kicked = localStep({ ...options, settings: settingsOf({ geometry: "euclidean", signPenalty: 0.5 }) }, view);
    near(kicked.distribution, [...p]);
    // Beyond a tenth of a millionth it is one.
    const apart = localStep(
      { ...options, settings: settingsOf({ geometry: "euclidean", signPenalty: 0.5 }) },
      { ...view, z: view.z.map((z, j) => (j === 0 ? z + 2e-7 : z)) },
    );
    expect(apart.distribution[0]).toBeGreaterThan(0.3);
  });

  const settings = settingsOf({ geometry: "euclidean", signPenalty: 0.5 });
  const space = phraseSpace([3]);
  const z = Float32Array.of(0.5, 0.375, 0.125, 1, 1);
  const distance = (p: ArrayLike<number>): number => [0, 1, 2].reduce((sum, j) => sum + Math.abs((p[j] ?? 0) - (z[j] ?? 0)), 0);
  const start = { ...levelWith(space, []), distribution: Float64Array.of(0.25, 0.25, 0.5, 1, 1) };
  const still = { samples: Uint16Array.of(0, 0, 0, 1, 0, 0), losses: Float32Array.of(1, 1), onDistribution: 2 };

  it("[A13] with nothing but psi, p moves to z; with the sign printed in Eq. 8 it moves away", () => {
    let level: LevelState = start;
    let printed: Float64Array = Float64Array.from(start.distribution);
    const distances = [distance(printed)];
    for (let step = 0; step < 10; step++) {
      const options = { shape: space, settings, level, batch: still, stepSize: 0.02, lossRange: 4 };
      const next = localStep(options, { z, pull: new Float32Array(5) });
      // Eq. 8 as printed is the same step with psi negated.
      const away = { ...options, settings: { ...settings, signPenalty: -0.5 }, level: { ...level, distribution: printed } };
      printed = localStep(away, { z, pull: new Float32Array(5) }).distribution;
      expect(distance(next.distribution)).toBeLessThan(distance(level.distribution));
      level = next;
      distances.push(distance(printed));
    }
    distances.slice(1).forEach((value, k) => {
      expect(value).toBeGreaterThan(distances[k] ?? 0);
    });
  });
});
