import { describe, expect, it } from "vitest";
import { applyEvent, initialAggregatorState } from "../algorithm/aggregator/aggregator.ts";
import { stateDigest } from "../algorithm/state-digest.ts";
import { runScenario, type ScenarioOptions } from "./black-box/scenario.ts";
import type { DelayModel } from "./delay-model.ts";
import { checkInvariants } from "./invariants.ts";

const small = { slots: 3, candidates: 6, demonstrations: 4 };
const minute = 60_000;

/** Runs a scenario and checks all invariants after each event. */
async function checked(options: ScenarioOptions) {
  const probe = await runScenario({ box: small, ...options, maxMs: 0 });
  const { space, settings } = probe;
  return runScenario({
    box: small,
    maxMs: 10 * minute,
    ...options,
    onEvent: (event, before, after) => checkInvariants(space, settings, event, before, after),
  });
}

const delays: readonly DelayModel[] = [
  { type: "constant" },
  { type: "lognormal", sigma: 0.8 },
  { type: "heavy-tail", shape: 1.5 },
  { type: "straggler", factor: 10 },
  { type: "background-tab", share: 0.3, factor: 20 },
];
const churn = { meanPresentMs: 2 * minute, meanAbsentMs: minute, forGood: 0.1 };

describe("simulation", () => {
  it.each(delays)(
    "keeps every invariant under $type delays, for any active set",
    async (delay) => {
      for (const minActive of [1, 2, 4]) {
        const { result } = await checked({
          seed: `${delay.type}-${minActive}`,
          count: 4,
          delay,
          settings: { minActive },
          maxMs: 60 * minute,
        });
        expect(result.state.iteration).toBeGreaterThan(5);
        expect(result.refused).toEqual({});
      }
    },
    180_000,
  );

  it("merges each contribution once while tabs close and the network loses and repeats messages", async () => {
    for (const seed of ["0", "1", "2", "3"]) {
      const { result } = await checked({
        seed,
        count: 5,
        churn,
        faults: { loss: 0.2, duplicate: 0.2 },
        leaseMs: minute,
        settings: { minActive: 2 },
        maxMs: 30 * minute,
      });
      result.state.participants.forEach((record, who) => {
        // The last contribution may be merged while its answer is still under way.
        expect(record.merges - (result.answered[who] ?? 0)).toBeGreaterThanOrEqual(0);
        expect(record.merges - (result.answered[who] ?? 0)).toBeLessThanOrEqual(1);
        expect(record.seq).toBe(record.merges);
      });
      expect(result.log.some(({ type }) => type === "suspend")).toBe(true);
      expect(result.log.some(({ type }) => type === "resume")).toBe(true);
    }
  });

  it("recovers when a tab comes back while its contribution waits and goes on from a view the aggregator gives up", async () => {
    const hasty = { meanPresentMs: 0.3 * minute, meanAbsentMs: 0.2 * minute, forGood: 0.02 };
    const tiny = { slots: 2, candidates: 4, demonstrationSlots: 0, demonstrations: 0 };
    const options = { count: 6, box: tiny, trainRows: 4, churn: hasty, maxMs: 30 * minute, leaseMs: 0.3 * minute };
    // Which seeds run into this changes with the algorithm, but some must, or this tests nothing. 3 and 5 failed when the test was written.
    let met = 0;
    for (const [seed, minActive] of [
      ["3", 4],
      ["5", 6],
      ["1", 4],
      ["2", 4],
      ["4", 6],
      ["6", 6],
      ["7", 4],
      ["8", 6],
      ["9", 4],
      ["10", 6],
    ] as const) {
      const { result } = await checked({ ...options, seed, settings: { minActive, samplesPerStep: 6 } });
      met += result.refused["unknown-base"] ?? 0;
    }
    expect(met).toBeGreaterThan(0);
  });

  it("gives the same bits for the same seed, other bits for another, and its log replays to the same state", async () => {
    const options = { seed: "7", count: 4, delay: { type: "lognormal", sigma: 1 }, churn } as const;
    const [first, second, other] = [await checked(options), await checked(options), await checked({ ...options, seed: "8" })];
    expect(second.result.digest).toBe(first.result.digest);
    expect(other.result.digest).not.toBe(first.result.digest);
    let state = initialAggregatorState(first.space);
    for (const event of first.result.log) state = applyEvent(first.space, first.settings, state, event).state;
    expect(stateDigest(state)).toBe(first.result.digest);
  });

  it("has staleness 0 when every iteration waits for all, and at most R - 1 among equally fast participants", async () => {
    const synchronous = await checked({ seed: "0", count: 4, settings: { minActive: 4 } });
    expect(synchronous.result.state.counters.stalenessMax).toBe(0);
    const tableOnly = await checked({
      seed: "0",
      count: 4,
      delay: { type: "straggler", factor: 10 },
      settings: { maxStaleness: 3 },
      maxMs: 30 * minute,
    });
    expect(tableOnly.result.state.counters.stale).toBeGreaterThan(0);
  });

  it("stalls a synchronous run when a tab is closed without a lease, and goes on with one", async () => {
    const gone = { meanPresentMs: 2 * minute, meanAbsentMs: minute, forGood: 1 };
    const options = { seed: "3", count: 3, churn: gone, settings: { minActive: 3 }, maxMs: 40 * minute };
    const stalled = await checked({ ...options, leaseMs: null });
    const leased = await checked({ ...options, leaseMs: 5 * minute });
    expect(leased.result.state.iteration).toBeGreaterThan(2 * stalled.result.state.iteration);
  });

  it("names the seed of a run that fails", async () => {
    const failing = runScenario({
      seed: "canary",
      count: 2,
      onEvent: () => {
        throw new RangeError("broken");
      },
    });
    await expect(failing).rejects.toThrow('simulation seed "canary": broken');
  });

  it("runs two thousand participants", async () => {
    const box = { slots: 2, candidates: 4, demonstrationSlots: 0, demonstrations: 0 };
    const { result } = await runScenario({
      seed: "0",
      count: 2_000,
      box,
      settings: { samplesPerStep: 4, cutPeriod: 500, maxStaleness: 10_000 },
      trainRows: 2,
      maxMs: 5_000,
    });
    expect(result.state.counters.merged).toBeGreaterThanOrEqual(2_000);
    expect(result.answered.every((count) => count >= 1)).toBe(true);
  }, 60_000);
});
