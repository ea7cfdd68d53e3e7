// Draws follow their distributions and do not repeat what may not repeat, and a neighbour goes only so far.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/random.ts";
import { withFloor } from "../../math/simplex.ts";
import { randomDistribution, toyTask } from "../testing/toy.ts";
import { examples, problemOf } from "../testing/toy-problem.ts";
import { drawableLevels, lowerIdentityOf } from "./problem.ts";
import { byDistribution, byTable, cheapestChoice, choiceKey, drawChoice, likeliestChoice, neighbourOf } from "./sampling.ts";

const problem = problemOf();
const rng = randomStream("sampling");
const distribution = (slots: readonly { readonly size: number }[]) =>
  Float64Array.from(slots.flatMap(({ size }) => [...randomDistribution(rng, size)]));
const levels = drawableLevels(problem, distribution(problem.space.slots), distribution(problem.upperShape.slots));

const draws = { lower: byDistribution(levels.lower, 0.5), upper: byDistribution(levels.upper, 0.5) };

describe("draws", () => {
  it("[A3] [A3a] each slot by its floored distribution; two shots of a class never show the same demonstration", () => {
    const total = 20_000;
    const count = new Float64Array(problem.space.dimension);
    for (let k = 0; k < total; k++) {
      const choice = drawChoice(rng, levels.lower, byDistribution(levels.lower, 0.1));
      choice.forEach((j, i) => {
        const at = (problem.space.slots[i]?.offset ?? 0) + j;
        count[at] = (count[at] ?? 0) + 1 / total;
      });
      expect(choice[4]).not.toBe(choice[6]);
      expect(choice[5]).not.toBe(choice[7]);
    }
    // Slots before the second shots are independent of everything: five standard errors.
    for (const slot of problem.space.slots.slice(0, 6)) {
      for (let j = 0; j < slot.size; j++) {
        const wanted = withFloor(levels.lower.distribution[slot.offset + j] ?? 0, 0.1, slot.size);
        expect(Math.abs((count[slot.offset + j] ?? 0) - wanted)).toBeLessThan(5 * Math.sqrt((wanted * (1 - wanted)) / total) + 1e-9);
      }
    }
  });

  it("[A3b] where twenty draws insist on what is shown already, the first other candidate is taken", () => {
    const draws = problem.space.slots.map(() => 0);
    const choice = drawChoice(rng, levels.lower, (_, slot) => {
      draws[slot] = (draws[slot] ?? 0) + 1;
      return 0;
    });
    expect(choice).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(draws).toEqual([1, 1, 1, 1, 1, 1, 20, 20]);
  });

  it("[A3a] label words differ, ignoring case; phrases may repeat", () => {
    const { space } = problemOf({
      task: {
        ...toyTask,
        labelWords: [
          ["up", "Rise"],
          ["rise", "down"],
        ],
        phrases: [["think"], ["think"]],
      },
    });
    const level = { shape: space, distribution: new Float64Array(space.dimension), identity: lowerIdentityOf(space) };
    // Every candidate is drawn, and forbidden ones more often: "think" twice, then "Rise" and "rise".
    const wanted = [1, 1, 1, 0];
    expect(drawChoice(rng, level, (_, slot) => wanted[slot] ?? 0).slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(drawChoice(rng, level, (_, slot) => [0, 0, 0, 0][slot] ?? 0).slice(0, 4)).toEqual([0, 0, 0, 0]);
  });

  it("[A37d] the likeliest choice is the argmax of each slot but for what is shown already", () => {
    const p = Float64Array.from(levels.lower.distribution);
    p.set([0.1, 0.2, 0.7], problem.space.slots[4]?.offset);
    p.set([0.1, 0.3, 0.6], problem.space.slots[6]?.offset);
    const choice = likeliestChoice({ ...levels.lower, distribution: p });
    expect([choice[4], choice[6]]).toEqual([2, 1]);
  });
});

describe("draws by the table", () => {
  const shape = { slots: [{ size: 3, offset: 0, table: 0 }], dimension: 3, tableSize: 3 };
  const options = { spread: 1, shrinkage: 2, floor: 0 };
  const share = (table: { sum: Float64Array; weight: Float64Array }, floor = 0): number[] => {
    const draw = byTable({ shape }, table, { ...options, floor });
    const count = [0, 0, 0];
    for (let k = 0; k < 20_000; k++) {
      const j = draw(rng, 0);
      count[j] = (count[j] ?? 0) + 1 / 20_000;
    }
    return count;
  };

  it("[A40] each candidate as often as it is the best for all that is known", () => {
    // Costs -1 and +1 from 7 trials each, deviation s / sqrt(9) = 1/3; the third never tried: 0 with deviation s / sqrt(2).
    const shares = share({ sum: Float64Array.of(-9, 9, 0), weight: Float64Array.of(7, 7, 0) });
    // P(N(0, 1/2) < N(-1, 1/9)) = Phi(-1 / sqrt(11/18)) = Phi(-1.2792) = .1004.
    expect(shares[2]).toBeGreaterThan(0.09);
    expect(shares[2]).toBeLessThan(0.111);
    expect(shares[1]).toBeLessThan(0.001);
  });

  it("[A40] [A40a] nothing known: all alike; and the floor keeps even the worst alive", () => {
    for (const one of share({ sum: new Float64Array(3), weight: new Float64Array(3) })) expect(Math.abs(one - 1 / 3)).toBeLessThan(0.02);
    const shares = share({ sum: Float64Array.of(-900, 900, 900), weight: Float64Array.of(900, 900, 900) }, 0.3);
    expect(Math.abs((shares[1] ?? 0) - 0.1)).toBeLessThan(0.011);
  });

  it("[A37d] the cheapest choice is the lowest cost of each slot but for what is shown already", () => {
    const costs = new Float64Array(levels.lower.shape.dimension);
    costs.set([0.1, -0.2, -0.7], problem.space.slots[4]?.offset);
    costs.set([0.1, -0.3, -0.6], problem.space.slots[6]?.offset);
    const choice = cheapestChoice(levels.lower, costs);
    expect([choice[4], choice[6]]).toEqual([2, 1]);
  });
});

it("[A2] the upper level: private slots shot by shot and class by class, the shots of a class on one table", () => {
  const two = problemOf({ task: { ...toyTask, privateShots: 2 }, pool: examples("pool", 3, 1) });
  expect(two.upperShape.slots.map(({ label, size, offset, table }) => [label, size, offset, table])).toEqual([
    [0, 3, 0, 0],
    [1, 1, 3, 3],
    [0, 3, 4, 0],
  ]);
  expect([two.upperShape.dimension, two.upperShape.tableSize]).toEqual([7, 4]);
  expect(two.pool.map((candidates) => candidates.map(({ text }) => text))).toEqual([
    ["pool up 0", "pool up 1", "pool up 2"],
    ["pool down 0"],
  ]);
  expect([...two.upperIdentity]).toEqual([0, 1, 2, 3, 0, 1, 2]);
});

describe("neighbours", () => {
  it("[A4c] one slot changed half of the time, two in three of ten, two of the same candidates swapped in a fifth", () => {
    const kinds = { swap: 0, one: 0, two: 0, none: 0 };
    const centre = { lower: [1, 1, 0, 0, 0, 0, 1, 1], upper: [0, 1] };
    const total = 5000;
    for (let k = 0; k < total; k++) {
      const choice = neighbourOf(rng, centre, levels, draws);
      const lower = choice.lower.flatMap((j, i) => (j === centre.lower[i] ? [] : [i]));
      const upper = choice.upper.filter((j, i) => j !== centre.upper[i]).length;
      const swapped =
        lower.length === 2 &&
        upper === 0 &&
        [
          [4, 6],
          [5, 7],
        ].some(
          ([a = 0, b = 0]) =>
            lower[0] === a && lower[1] === b && choice.lower[a] === centre.lower[b] && choice.lower[b] === centre.lower[a],
        );
      const changed = lower.length + upper;
      expect(changed).toBeLessThanOrEqual(2);
      expect(choice.lower[4]).not.toBe(choice.lower[6]);
      expect(choice.lower[5]).not.toBe(choice.lower[7]);
      if (swapped) kinds.swap++;
      else if (changed === 1) kinds.one++;
      else if (changed === 2) kinds.two++;
      else kinds.none++;
    }
    // Two changes of the same slot look like one, a slot with one candidate left looks like none. So these are bounds, not frequencies.
    expect(kinds.swap / total).toBeGreaterThan(0.17);
    expect(kinds.swap / total).toBeLessThan(0.23);
    expect(kinds.one / total).toBeGreaterThan(0.4);
    expect(kinds.two / total).toBeGreaterThan(0.15);
  });

  it("[A4d] leaves the centre alone, and returns an equal one where nothing can be changed", () => {
    const centre = { lower: [1, 1, 0, 0, 0, 0, 1, 1], upper: [0, 1] };
    const before = choiceKey(centre);
    neighbourOf(rng, centre, levels, draws);
    expect(choiceKey(centre)).toBe(before);
    const single = {
      shape: { slots: [{ size: 1, offset: 0, table: 0 }], dimension: 1, tableSize: 1 },
      distribution: Float64Array.of(1),
      identity: Int32Array.of(-1),
    };
    const empty = { shape: { slots: [], dimension: 0, tableSize: 0 }, distribution: new Float64Array(0), identity: new Int32Array(0) };
    expect(neighbourOf(rng, { lower: [0], upper: [] }, { lower: single, upper: empty }, { lower: () => 0, upper: () => 0 })).toEqual({
      lower: [0],
      upper: [],
    });
  });
});
