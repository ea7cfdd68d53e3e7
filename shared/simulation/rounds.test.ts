import { describe, expect, it } from "vitest";
import { runScenario, type ScenarioOptions } from "./black-box/scenario.ts";
import { checkInvariants } from "./invariants.ts";

const minute = 60_000;
const [K, delta, R] = [3, 5, 4];
/**
 * There are two rows, so that a step has one stage, and the steps are so small that no prompt is drawn twice: each costs I * Bq queries.
 */
const plain = { phiSteps: K, cutPeriod: delta, stepLower: 0.01, stepUpper: 0.01, neighbourhoodShare: 0 };

async function checked(options: Omit<ScenarioOptions, "count"> & { readonly count?: number }) {
  const all = { count: R, phi: "rounds", trainRows: 2, ...options, settings: { ...plain, ...options.settings } } as const;
  const { space, settings } = await runScenario({ ...all, maxMs: 0 });
  return runScenario({ ...all, onEvent: (event, before, after) => checkInvariants(space, settings, event, before, after) });
}

describe("phi by synchronous exchanges", () => {
  it.each([1, 2])("meters T S I Bq + (T / delta) K R I Bq queries, S = %i", async (minActive) => {
    // The run ends between two updates: contributions that waited during the exchanges of iteration 20 are merged at once.
    const { result, settings } = await checked({ seed: "0", settings: { minActive }, until: (state) => state.iteration > 20 });
    const T = result.state.iteration;
    expect(T % delta).not.toBe(0);
    const batch = settings.samplesPerStep * 2;
    const merged = result.state.participants.reduce((sum, record) => sum + record.queries, 0);
    expect(merged + result.rounds.queries).toBe(T * minActive * batch + Math.floor(T / delta) * K * R * batch);
    expect(result.rounds.exchanges).toBe(Math.floor(T / delta) * K);
    // The other queries are those of steps that were begun and not merged.
    const begun = (result.queries - merged - result.rounds.queries) / batch;
    expect(Number.isInteger(begun) && begun <= R).toBe(true);
  });

  it("makes planes, moves z towards the optimum, and gives the same bits for the same seed", async () => {
    const settings = { stepLower: 1, stepUpper: 1 };
    const options = { seed: "1", settings, trainRows: 12, delay: { type: "lognormal", sigma: 0.5 }, maxMs: 60 * minute } as const;
    const [first, second] = [await checked(options), await checked(options)];
    expect(second.result.digest).toBe(first.result.digest);
    expect(first.result.state.counters.planesAdded).toBeGreaterThan(10);
    expect(first.box.share(first.result.state.z, first.space.slots)).toBeGreaterThan(0.3);
    const other = await checked({ ...options, seed: "2" });
    expect(other.result.digest).not.toBe(first.result.digest);
  });

  it("waits for a straggler K times at each update, where production does not wait at all", async () => {
    const options = {
      seed: "0",
      delay: { type: "straggler", factor: 10 },
      until: (state: { iteration: number }) => state.iteration > delta,
    } as const;
    const [rounds, proximal] = [await checked(options), await checked({ ...options, phi: "settings" })];
    // Forty queries of half a second, ten times slower.
    const slowStepMs = 40 * 500 * 10;
    expect(rounds.result.rounds.waitedMs).toBeGreaterThan(K * slowStepMs);
    expect(rounds.result.atMs).toBeGreaterThan(proximal.result.atMs + rounds.result.rounds.waitedMs - slowStepMs);
    expect(proximal.result.rounds).toEqual({ exchanges: 0, queries: 0, waitedMs: 0 });
  });

  it("stalls for good when a tab closes without a lease, and goes on with one", async () => {
    const churn = { meanPresentMs: 4 * minute, meanAbsentMs: minute, forGood: 1 };
    const options = { seed: "3", count: 3, churn, maxMs: 60 * minute };
    const stalled = await checked({ ...options, leaseMs: null });
    // With a lease of 5 minutes, a participant that is gone costs one wait, not the rest of the hour.
    const leased = await checked({ ...options, leaseMs: 5 * minute });
    expect(stalled.result.rounds.waitedMs).toBeGreaterThan(30 * minute);
    expect(leased.result.state.iteration).toBeGreaterThan(2 * stalled.result.state.iteration);
  });

  it("takes in what came while everybody waited, each once, under churn", async () => {
    const churn = { meanPresentMs: 2 * minute, meanAbsentMs: minute, forGood: 0.1 };
    for (const seed of ["0", "1", "2", "3"]) {
      const { result } = await checked({ seed, churn, leaseMs: minute, delay: { type: "lognormal", sigma: 0.8 }, maxMs: 40 * minute });
      expect(result.rounds.exchanges).toBeGreaterThan(K);
      expect(result.refused).toEqual({});
      for (const record of result.state.participants) expect(record.seq).toBe(record.merges);
    }
  });
});
