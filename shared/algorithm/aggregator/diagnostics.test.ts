import { describe, expect, it } from "vitest";
import { decoded, runScenario } from "../../simulation/black-box/scenario.ts";
import { initialLevel } from "../level.ts";
import type { AggregatorState, ParticipantRecord } from "../state.ts";
import { initialAggregatorState } from "./aggregator.ts";
import { disagreement, entropy, planeViolations, stationarityGap } from "./diagnostics.ts";

const quiet = {
  box: { slots: 2, candidates: 4, demonstrationSlots: 0, demonstrations: 0, lead: 0.2, deviation: 0.02, noise: 0.05 },
  count: 2,
};

async function space() {
  const scenario = await runScenario({ ...quiet, seed: "0", maxMs: 0 });
  return { ...scenario, state: initialAggregatorState(scenario.space) };
}

/** A live participant whose p is `rows` in the two phrase slots of four words. */
function liveAt(
  state: AggregatorState,
  rows: readonly (readonly number[])[],
  dimension: number,
  template: ParticipantRecord,
): AggregatorState {
  const distribution = new Float64Array(dimension).fill(1);
  rows.flat().forEach((value, at) => {
    distribution[at] = value;
  });
  return { ...state, participants: [{ ...template, level: { ...template.level, distribution } }] };
}

describe("diagnostics", () => {
  it("entropy is 1 for flat rows and 0 for decided ones; single-candidate slots do not count", async () => {
    const { space: shape, state } = await space();
    expect(entropy(shape, state.z)).toBeCloseTo(1, 12);
    const decidedZ = Float64Array.from(state.z, (_, at) => (at % 4 === 0 || at >= 8 ? 1 : 0));
    expect(entropy(shape, decidedZ)).toBe(0);
  });

  it("disagreement, gap and violations of states worked out by hand", async () => {
    const { space: shape, settings, state, result } = await space();
    const [template] = result.state.participants;
    if (!template) throw new RangeError("nobody joined");
    const blank = { ...template, level: initialLevel(shape, settings) };
    const apart = liveAt(
      state,
      [
        [1, 0, 0, 0],
        [0.25, 0.25, 0.25, 0.25],
      ],
      shape.dimension,
      blank,
    );
    // |1 - 1/4| + 3 |0 - 1/4| = 1.5 in one of four slots (two of them label words with one candidate).
    expect(disagreement(shape, apart)).toBeCloseTo(1.5 / 4, 12);
    expect(planeViolations(shape, apart)).toEqual([]);

    // No planes, no psi, costs (1, 0, 0, 0) in slot 0: from the flat row, x - c = (-3/4, 1/4, 1/4, 1/4) projects to (0, 1/3, 1/3, 1/3), and
    // the squared residual is 1/16 + 3/144 = 1/12. One of (1 + 1) * 2 rows of p and z.
    const flat = liveAt(
      state,
      [
        [0.25, 0.25, 0.25, 0.25],
        [0.25, 0.25, 0.25, 0.25],
      ],
      shape.dimension,
      blank,
    );
    const costOf = (_: ParticipantRecord, slot: { size: number }, i: number): Float64Array =>
      Float64Array.from({ length: slot.size }, (_value, j) => (i === 0 && j === 0 ? 1 : 0));
    expect(stationarityGap(shape, { ...settings, signPenalty: 0 }, flat, costOf)).toBeCloseTo(1 / 12 / 4, 12);
    // Stationary: all mass where the cost is lowest, p = z.
    const settled = { ...flat, z: Float64Array.from(flat.z, (_, at) => (at === 1 || at === 4 || at >= 8 ? 1 : 0)) };
    const same = liveAt(
      settled,
      [
        [0, 1, 0, 0],
        [1, 0, 0, 0],
      ],
      shape.dimension,
      blank,
    );
    expect(stationarityGap(shape, settings, same, costOf)).toBe(0);
  });

  it("a federation reaches the known optimum of the additive black box, and its gap falls", async () => {
    let first = 0;
    let last = 0;
    const { settings } = await space();
    const scenario = await runScenario({
      ...quiet,
      seed: "0",
      maxMs: 3_600_000,
      until(state, _, __, shape) {
        last = stationarityGap(shape, settings, state);
        if (state.iteration === 1) first = last;
        return false;
      },
    });
    expect(decoded(scenario)).toEqual(scenario.box.optimum);
    expect(scenario.box.share(scenario.result.state.z, scenario.space.slots)).toBeGreaterThan(0.95);
    expect(last).toBeLessThan(first / 10);
  });
});
