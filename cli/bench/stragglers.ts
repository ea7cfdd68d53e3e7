// Time to a target loss when some participants are slow or come and go: asynchronous, semi-synchronous and synchronous by the same code,
// the same problem and the same seeds, in virtual time.

import type { Settings } from "../../shared/algorithm/settings.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { runScenario } from "../../shared/simulation/black-box/scenario.ts";
import type { DelayModel } from "../../shared/simulation/delay-model.ts";
import type { Churn } from "../../shared/simulation/simulation-options.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, ReportRow, Target } from "./bench-report.ts";
import { estimate, shownEstimate } from "./statistics.ts";
import { linePlot } from "./svg-plot.ts";

/** Share of the achievable reduction of the mean expected loss under Z. */
const GOAL = 0.8;
const HOUR = 3_600_000;

interface Conditions {
  readonly name: string;
  readonly delay: DelayModel;
  readonly churn?: Churn;
}

/** Away 30 % of the time: nine minutes after 21 on average, always without a word, one time in ten for good. */
const CONDITIONS: readonly Conditions[] = [
  { name: "no spread", delay: { type: "constant" } },
  { name: "4x straggler", delay: { type: "straggler", factor: 4 } },
  { name: "10x straggler", delay: { type: "straggler", factor: 10 } },
  { name: "30 % churn", delay: { type: "constant" }, churn: { meanPresentMs: 0.35 * HOUR, meanAbsentMs: 0.15 * HOUR, forGood: 0.1 } },
];

interface Mode {
  readonly name: string;
  readonly lease: boolean;
  readonly settings: (participants: number) => Partial<Settings>;
}

const { stepConsensus, cutPeriod } = defaultSettings;
/** As far per contribution as the asynchronous run goes: an iteration of S contributions steps S times as far. */
const scaled = (minActive: number): Partial<Settings> => ({
  minActive,
  stepConsensus: stepConsensus * minActive,
  cutPeriod: Math.max(1, Math.round(cutPeriod / minActive)),
});
const half = (participants: number): number => Math.ceil(participants / 2);

const ASYNCHRONOUS: Mode = { name: "asynchronous, S=1", lease: true, settings: () => ({ minActive: 1 }) };
const SYNCHRONOUS: Mode = { name: "synchronous, S=R", lease: true, settings: (minActive) => ({ minActive }) };
const SYNCHRONOUS_SCALED: Mode = { name: "synchronous, steps x R", lease: true, settings: scaled };
const MODES: readonly Mode[] = [
  ASYNCHRONOUS,
  { name: "semi-synchronous, S=R/2", lease: true, settings: (participants) => ({ minActive: half(participants) }) },
  { name: "semi-synchronous, steps x R/2", lease: true, settings: (participants) => scaled(half(participants)) },
  SYNCHRONOUS,
  SYNCHRONOUS_SCALED,
];
const WITHOUT_LEASE: readonly Mode[] = [
  { ...ASYNCHRONOUS, name: "asynchronous, S=1, no lease", lease: false },
  { ...SYNCHRONOUS_SCALED, name: "synchronous, steps x R, no lease", lease: false },
];

interface Timed {
  readonly participants: number;
  readonly conditions: string;
  readonly mode: string;
  /** Minutes of virtual time per seed; the limit where the goal was not reached. */
  readonly minutes: readonly number[];
  readonly reached: number;
}

export async function benchStragglers({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const sizes = quick ? [3] : [3, 10, 50];
  const limitMs = (quick ? 1 : 4) * HOUR;
  const timed: Timed[] = [];
  for (const participants of sizes) {
    for (const conditions of quick ? CONDITIONS.slice(0, 2) : CONDITIONS) {
      for (const mode of conditions.churn ? [...MODES, ...WITHOUT_LEASE] : MODES) {
        const runs = [];
        for (let seed = 1; seed <= seeds; seed++) runs.push(await timeToGoal(participants, conditions, { mode, seed, limitMs }));
        const found = { participants, conditions: conditions.name, mode: mode.name };
        timed.push({ ...found, minutes: runs.map(({ atMs }) => atMs / 60_000), reached: runs.filter(({ reached }) => reached).length });
        say(`R=${participants}, ${conditions.name}, ${mode.name}`);
      }
    }
  }
  const limit = limitMs / 60_000;
  const notes = [
    `Minutes of virtual time until Z reaches ${GOAL} of the achievable reduction of the mean expected loss; 95 % intervals over seeds. Where not every seed got there within ${limit} minutes, the limit counts and "speed-up" is a lower bound.`,
    'Speed-up: geometric mean over seeds of the time taken against the asynchronous run of the same seed. "steps x S": an iteration that merges S contributions steps S times as far and cuts S times as often; targets are judged against the faster of the two synchronous runs.',
  ];
  return {
    bench: "stragglers",
    rows: rowsOf(timed),
    targets: quick ? [] : targetsOf(timed),
    notes,
    plots: { "stragglers.svg": plotOf(timed) },
  };
}

async function timeToGoal(
  participants: number,
  conditions: Conditions,
  run: { readonly mode: Mode; readonly seed: number; readonly limitMs: number },
): Promise<{ readonly atMs: number; readonly reached: boolean }> {
  const settings = run.mode.settings(participants);
  const { result } = await runScenario({
    seed: String(run.seed),
    count: participants,
    settings,
    delay: conditions.delay,
    ...(conditions.churn ? { churn: conditions.churn } : {}),
    leaseMs: run.mode.lease ? defaultSettings.leaseMs : null,
    maxMs: run.limitMs,
    until: (state, _, box, space) => box.share(state.z, space.slots) >= GOAL,
  });
  const reached = result.reason === "until";
  return { atMs: reached ? result.atMs : run.limitMs, reached };
}

function rowsOf(timed: readonly Timed[]): ReportRow[] {
  return timed.map((row) => ({
    R: row.participants,
    conditions: row.conditions,
    mode: row.mode,
    "minutes to goal": shownEstimate(estimate(row.minutes), 1),
    reached: `${row.reached}/${row.minutes.length}`,
    "speed-up of asynchronous": speedUp(timed, row, (value) => value),
  }));
}

/** Geometric mean with its interval, of row's time over the asynchronous time. */
function speedUp<T>(timed: readonly Timed[], row: Timed, form: (text: string, mean: number) => T): T {
  const base = timed.find(
    (other) => other.participants === row.participants && other.conditions === row.conditions && other.mode === ASYNCHRONOUS.name,
  );
  const { mean, half: width } = estimate(row.minutes.map((value, seed) => Math.log(value / (base?.minutes[seed] ?? value))));
  return form(
    `${Math.exp(mean).toFixed(2)} (${Math.exp(mean - width).toFixed(2)} to ${Math.exp(mean + width).toFixed(2)})`,
    Math.exp(mean),
  );
}

function targetsOf(timed: readonly Timed[]): Target[] {
  const against = (participants: number, conditions: string): number =>
    Math.min(
      ...timed
        .filter((row) => row.participants === participants && row.conditions === conditions)
        .filter((row) => row.mode === SYNCHRONOUS.name || row.mode === SYNCHRONOUS_SCALED.name)
        .map((row) => speedUp(timed, row, (_, mean) => mean)),
    );
  const atLeast = (id: string, least: number, measured: number): Target => ({
    id,
    target: `at least ${least}x`,
    measured: Number(measured.toFixed(2)),
    met: measured >= least,
  });
  const churned = timed.filter((row) => row.conditions === "30 % churn");
  const reachedBy = (mode: string): Timed[] => churned.filter((row) => row.mode === mode);
  const shown = (rows: readonly Timed[]): string =>
    rows.map((row) => `R=${row.participants}: ${row.reached}/${row.minutes.length}`).join(", ");
  const never = reachedBy(ASYNCHRONOUS.name);
  const stalled = reachedBy("synchronous, steps x R, no lease");
  return [
    atLeast("4x straggler, R=3", 1.7, against(3, "4x straggler")),
    atLeast("10x straggler, R=10", 3.3, against(10, "10x straggler")),
    atLeast("10x straggler, R=50", 3.3, against(50, "10x straggler")),
    {
      id: "30 % churn, asynchronous never hangs",
      target: "every seed reaches the goal",
      measured: shown(never),
      met: never.every((row) => row.reached === row.minutes.length),
    },
    {
      id: "30 % churn, synchronous without lease",
      target: "stalls in some seed (what is to be shown)",
      measured: shown(stalled),
      met: stalled.some((row) => row.reached < row.minutes.length),
    },
    {
      id: "no spread, whatever it gives",
      target: "published",
      measured: [3, 10, 50].map((r) => `R=${r}: ${against(r, "no spread").toFixed(2)}x`).join(", "),
      met: true,
    },
  ];
}

function plotOf(timed: readonly Timed[]): string {
  const sizes = [...new Set(timed.map(({ participants }) => participants))];
  const names = CONDITIONS.map(({ name }) => name);
  return linePlot({
    title: "Synchronous time over asynchronous time (steps x R)",
    x: "1 no spread, 2 4x straggler, 3 10x straggler, 4 30 % churn",
    y: "speed-up, logarithmic",
    logY: true,
    series: sizes.map((participants) => ({
      name: `R = ${participants}`,
      points: names.flatMap((name, i) => {
        const row = timed.find((r) => r.participants === participants && r.conditions === name && r.mode === SYNCHRONOUS_SCALED.name);
        return row ? [[i + 1, speedUp(timed, row, (_, mean) => mean)] as const] : [];
      }),
    })),
  });
}
