// The benches that `npm run bench:NAME` starts: a new one is a row here and a script in package.json.

import { benchAggregator } from "./aggregator/aggregator.ts";
import { benchAttacks } from "./attacks/attacks.ts";
import type { BenchFacts, BenchOptions } from "./bench-options.ts";
import type { BenchResult } from "./bench-report.ts";
import { benchConvergence } from "./convergence.ts";
import { benchFederation } from "./federation.ts";
import { benchQueries } from "./queries.ts";
import { benchRounds } from "./rounds.ts";
import { benchStragglers } from "./stragglers.ts";

export interface Bench extends BenchFacts {
  /** `say` gets a line of progress now and then. */
  readonly run: (options: BenchOptions, say: (line: string) => void) => Promise<BenchResult>;
}

export const BENCHES: readonly Bench[] = [
  {
    name: "stragglers",
    about: "Virtual time to a target loss: asynchronous (S=1), semi-synchronous (S=R/2) and synchronous (S=R), R = 3, 10, 50.",
    seeds: 10,
    quickSeeds: 2,
    run: benchStragglers,
  },
  {
    name: "rounds",
    about: "Virtual time and queries to a target loss: phi by K synchronous exchanges against the closed form from the tables, R = 3, 10.",
    seeds: 10,
    quickSeeds: 2,
    run: benchRounds,
  },
  {
    name: "attacks",
    about:
      "Attacks by 1, 2, 4, 6 and 8 of twenty participants, and controls without the defence: agreement with the clean run, captured slots, loss.",
    seeds: 3,
    quickSeeds: 1,
    run: benchAttacks,
  },
  {
    name: "federation",
    about: "Joint tuning of R = 1, 3, 5, 10 participants against each alone and one with everything, on the simulated learner.",
    seeds: 5,
    quickSeeds: 1,
    run: benchFederation,
  },
  {
    name: "queries",
    about: "Share of the achievable loss reduction after 500, 2000 and 8000 queries: default, the paper's recipe, ablations, Thompson.",
    seeds: 5,
    quickSeeds: 1,
    run: benchQueries,
  },
  {
    name: "convergence",
    about: "Stationarity gap, disagreement, entropy and plane violations over iterations on the additive black box; fit of the gap.",
    seeds: 5,
    quickSeeds: 1,
    run: benchConvergence,
  },
  {
    name: "aggregator",
    about:
      "Merges a second and time to the answer on the real aggregator (workerd, SQLite) on this machine: 1, 8 and 32 participants, 75 to 7,500 candidates.",
    seeds: 5,
    quickSeeds: 1,
    run: benchAggregator,
  },
];
