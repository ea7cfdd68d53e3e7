// The cost of the robust mean where nobody lies: virtual time to a target against the plain mean, on the problem of bench:stragglers.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import { runScenario } from "../../../shared/simulation/black-box/scenario.ts";
import type { Target } from "../bench-report.ts";
import { estimate } from "../statistics.ts";

/** Share of the achievable reduction, as in bench:stragglers. */
const GOAL = 0.8;
const SEEDS = 20;
const SIZES = [10, 20, 50];

/** Geometric means over seeds, which are more than the suite's: a run takes a tenth of a second. */
export async function defenceCost(): Promise<Target> {
  const ratios: { readonly participants: number; readonly mean: number; readonly half: number }[] = [];
  for (const participants of SIZES) {
    const logs: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const [defended, plain] = [await msToGoal(participants, seed, "auto"), await msToGoal(participants, seed, "mean")];
      logs.push(Math.log(defended / plain));
    }
    ratios.push({ participants, ...estimate(logs) });
  }
  const shown = ratios.map(({ participants, mean, half }) => {
    const [middle, low, high] = [mean, mean - half, mean + half].map((value) => Math.exp(value).toFixed(2));
    return `R=${participants}: ${middle}x (${low} to ${high})`;
  });
  return {
    id: "none: time lost to the defence",
    target: "at most 1.1x the plain mean's to 0.8 of what can be had",
    measured: shown.join(", "),
    met: ratios.every(({ mean }) => Math.exp(mean) <= 1.1),
  };
}

async function msToGoal(count: number, seed: number, aggregation: Settings["aggregation"]): Promise<number> {
  const { result } = await runScenario({
    seed: String(seed),
    count,
    settings: { aggregation },
    until: (state, _, box, space) => box.share(state.z, space.slots) >= GOAL,
  });
  return result.atMs;
}
