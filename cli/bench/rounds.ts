// The cost of the paper's way to phi: K synchronous exchanges with everybody at every update of the polytope, against the closed form from
// the tables that production uses, to the same target, by the same code and the same seeds, in virtual time and in queries.

import type { Settings } from "../../shared/algorithm/settings.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { mean } from "../../shared/math/mean.ts";
import { runScenario } from "../../shared/simulation/black-box/scenario.ts";
import type { DelayModel } from "../../shared/simulation/delay-model.ts";
import type { Churn } from "../../shared/simulation/simulation-options.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, ReportRow, Target } from "./bench-report.ts";
import { estimate, shownEstimate } from "./statistics.ts";

/** Share of the achievable reduction of the mean expected loss under Z. */
const GOAL = 0.8;
const HOUR = 3_600_000;

interface Conditions {
  readonly name: string;
  readonly delay: DelayModel;
  readonly churn?: Churn;
  readonly leaseMs: number | null;
}

const { leaseMs } = defaultSettings;
/** As in bench:stragglers: nine minutes away after 21 on average, one time in ten for good. */
const churn: Churn = { meanPresentMs: 0.35 * HOUR, meanAbsentMs: 0.15 * HOUR, forGood: 0.1 };
const WITHOUT_LEASE = "30 % churn, no lease";
const CONDITIONS: readonly Conditions[] = [
  { name: "no spread", delay: { type: "constant" }, leaseMs },
  { name: "10x straggler", delay: { type: "straggler", factor: 10 }, leaseMs },
  { name: "30 % churn", delay: { type: "constant" }, churn, leaseMs },
  { name: WITHOUT_LEASE, delay: { type: "constant" }, churn, leaseMs: null },
];

interface Mode {
  readonly name: string;
  readonly phi: "settings" | "rounds";
  readonly settings: Partial<Settings>;
}

const PROXIMAL: Mode = { name: "proximal", phi: "settings", settings: { phi: "proximal" } };
const MODES: readonly Mode[] = [
  PROXIMAL,
  { name: "server-steps, K=5", phi: "settings", settings: { phi: "server-steps", phiSteps: 5 } },
  { name: "rounds, K=5", phi: "rounds", settings: { phiSteps: 5 } },
];

interface Run {
  readonly reached: boolean;
  readonly minutes: number;
  readonly queries: number;
  readonly share: number;
  /** Of the queries, those of exchanges; of the time, that in which everybody waited for one. */
  readonly roundQueries: number;
  readonly waited: number;
}

interface Measured {
  readonly participants: number;
  readonly conditions: string;
  readonly mode: string;
  readonly runs: readonly Run[];
}

export async function benchRounds({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const limitMs = (quick ? 0.5 : 8) * HOUR;
  const measured: Measured[] = [];
  for (const participants of quick ? [3] : [3, 10]) {
    for (const conditions of quick ? CONDITIONS.slice(0, 1) : CONDITIONS) {
      for (const mode of MODES) {
        const runs: Run[] = [];
        for (let seed = 1; seed <= seeds; seed++) runs.push(await toGoal({ participants, conditions, mode, seed, limitMs }));
        measured.push({ participants, conditions: conditions.name, mode: mode.name, runs });
        say(`R=${participants}, ${conditions.name}, ${mode.name}`);
      }
    }
  }
  const { cutPeriod } = defaultSettings;
  return {
    bench: "rounds",
    rows: measured.map((row) => rowOf(measured, row)),
    targets: quick ? [] : targetsOf(measured),
    notes: [
      `To ${GOAL} of the achievable reduction of the mean expected loss under Z, asynchronous (S = 1), an update of the polytope every delta = ${cutPeriod} iterations; 95 % intervals over seeds. Where a seed did not get there within ${limitMs / HOUR} hours, the limit and the queries until then count, and ratios are lower bounds. Ratios: geometric means over seeds against proximal.`,
      "rounds: at each update K exchanges, in each of which every live participant scores I prompts drawn from its inner p on the step's first rows, and the aggregator waits for all of them; whoever is in the middle of a step ends it first, and what it sends is merged after the update. Costs of an exchange are those of its table and of all fresh losses of the update. server-steps: the same K inner steps on the tables alone, without an exchange.",
    ],
    plots: {},
  };
}

async function toGoal(input: {
  readonly participants: number;
  readonly conditions: Conditions;
  readonly mode: Mode;
  readonly seed: number;
  readonly limitMs: number;
}): Promise<Run> {
  const { conditions, mode, limitMs } = input;
  const { box, space, result } = await runScenario({
    seed: String(input.seed),
    count: input.participants,
    settings: mode.settings,
    phi: mode.phi,
    delay: conditions.delay,
    ...(conditions.churn ? { churn: conditions.churn } : {}),
    leaseMs: conditions.leaseMs,
    maxMs: limitMs,
    until: (state, _, black, shape) => black.share(state.z, shape.slots) >= GOAL,
  });
  const reached = result.reason === "until";
  const atMs = reached ? result.atMs : limitMs;
  return {
    reached,
    minutes: atMs / 60_000,
    queries: result.queries,
    share: box.share(result.state.z, space.slots),
    roundQueries: result.rounds.queries,
    waited: result.rounds.waitedMs / atMs,
  };
}

function rowOf(measured: readonly Measured[], row: Measured): ReportRow {
  const { runs } = row;
  const meanOf = (pick: (run: Run) => number): number => mean(runs.map(pick));
  return {
    R: row.participants,
    conditions: row.conditions,
    phi: row.mode,
    "minutes to goal": shownEstimate(estimate(runs.map(({ minutes }) => minutes)), 1),
    "queries to goal": shownEstimate(estimate(runs.map(({ queries }) => queries)), 0),
    reached: `${runs.filter(({ reached }) => reached).length}/${runs.length}`,
    "share at the end": Number(meanOf(({ share }) => share).toFixed(2)),
    "of the queries, exchanges": percent(meanOf(({ queries, roundQueries }) => roundQueries / queries)),
    "of the time, waiting": percent(meanOf(({ waited }) => waited)),
    "time / proximal": ratio(measured, row, ({ minutes }) => minutes).shown,
    // Queries of a run that stalled before the goal are no price of the goal.
    "queries / proximal": runs.every(({ reached }) => reached) ? ratio(measured, row, ({ queries }) => queries).shown : null,
  };
}

function ratio(
  measured: readonly Measured[],
  row: Measured,
  pick: (run: Run) => number,
): { readonly mean: number; readonly shown: string } {
  const base = measured.find(
    ({ participants, conditions, mode }) => participants === row.participants && conditions === row.conditions && mode === PROXIMAL.name,
  );
  const logs = row.runs.map((run, seed) => Math.log(pick(run) / pick(base?.runs[seed] ?? run)));
  const { mean, half } = estimate(logs);
  const shown = `${Math.exp(mean).toFixed(2)} (${Math.exp(mean - half).toFixed(2)} to ${Math.exp(mean + half).toFixed(2)})`;
  return { mean: Math.exp(mean), shown };
}

/** That exchanges cost more, and stall where nobody is given up, is what is to be shown; by how much is published whatever it is. */
function targetsOf(measured: readonly Measured[]): Target[] {
  return measured
    .filter(({ mode }) => mode.startsWith("rounds"))
    .map((row): Target => {
      const reached = row.runs.filter((run) => run.reached).length;
      const seeds = `${reached}/${row.runs.length} reached the goal`;
      const id = `R=${row.participants}, ${row.conditions}: rounds against proximal`;
      if (row.conditions === WITHOUT_LEASE) return { id, target: "stalls in some seed", measured: seeds, met: reached < row.runs.length };
      const [time, queries] = [ratio(measured, row, ({ minutes }) => minutes), ratio(measured, row, (run) => run.queries)];
      const found = `time ${time.mean.toFixed(2)}x, queries ${queries.mean.toFixed(2)}x, ${seeds}`;
      return { id, target: "takes longer and asks more", measured: found, met: time.mean > 1 && queries.mean > 1 };
    });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
