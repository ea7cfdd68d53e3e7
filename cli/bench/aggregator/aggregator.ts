// How many contributions a second the real aggregator merges on this machine (workerd, SQLite on disk), and how long one waits for its
// answer, by number of participants and size of the task.

import { mean } from "../../../shared/math/mean.ts";
import { startLocalAggregator } from "../../machine/local-aggregator.ts";
import type { BenchOptions } from "../bench-options.ts";
import type { BenchResult, ReportRow, Target } from "../bench-report.ts";
import { estimate } from "../statistics.ts";
import { loadTask } from "./aggregator-contributions.ts";
import { loadAggregator } from "./aggregator-load.ts";
import { stepTimes } from "./aggregator-steps.ts";

interface Size {
  readonly slots: number;
  /** Per slot. */
  readonly candidates: number;
}

/** Slots times candidates; the two label words, which are not tuned, come on top. The largest is the paper's. */
const SIZES: readonly Size[] = [
  { slots: 5, candidates: 15 },
  { slots: 50, candidates: 100 },
  { slots: 75, candidates: 100 },
];
/** Fewer contributions each where there are more participants, so that a cell takes about as long. */
const CROWDS = [
  { participants: 1, warmUp: 20, measured: 60 },
  { participants: 8, warmUp: 10, measured: 30 },
  { participants: 32, warmUp: 5, measured: 10 },
];
const QUESTIONS = 10;

/** Of one size and number of participants, by seed. */
interface Cell extends Size {
  readonly participants: number;
  readonly runs: readonly Run[];
}

interface Run {
  readonly perSecond: number;
  readonly mergedMs: readonly number[];
  readonly observedMs: readonly number[];
  readonly stepMs: readonly number[];
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly planes: number;
}

export async function benchAggregator({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const sizes = quick ? SIZES.slice(0, 1) : SIZES;
  const crowds = quick ? CROWDS.map((crowd) => ({ ...crowd, warmUp: 2, measured: 4 })) : CROWDS;
  const cells = sizes.flatMap((size) => crowds.map((crowd) => ({ ...size, ...crowd, runs: [] as Run[] })));
  const aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
  try {
    // The first task warms the compilers of both processes. All cells in turn, seed by seed: what else the machine does then meets all of
    // them.
    for (let seed = 0; seed <= seeds; seed++) {
      for (const cell of cells) {
        if (seed === 0 && (cell.participants > 1 || quick)) continue;
        const run = await measured(aggregator.origin, cell, seed);
        if (seed === 0) continue;
        cell.runs.push(run);
        say(
          `${cell.slots * cell.candidates} candidates, ${cell.participants} participants, seed ${seed}: ${run.perSecond.toFixed(0)} a second`,
        );
      }
    }
  } finally {
    await aggregator.close();
  }
  return {
    bench: "aggregator",
    rows: cells.map((cell) => rowOf(cells, cell)),
    targets: quick ? [] : targetsOf(cells),
    notes: NOTES,
    plots: {},
  };
}

const NOTES = [
  "Every participant has a socket of the production client and sends its next contribution (40 prompts) as soon as the last is answered, all in one Node process: with several, the time to `merged` is mostly the wait for the others' merges. candidates: slots x candidates of each. Percentiles over the contributions of all seeds.",
  "of 1: merges a second against one participant's with the same task. step: the aggregator's pure function alone, in Node; step / merge: its mean over the mean time between two merges. merged / observed: median time to `merged` over that to `observed`, which sends as much back but merges and writes nothing. Ratios are taken within a seed; geometric means over seeds with 95 % intervals.",
];

async function measured(
  origin: string,
  cell: Size & { readonly participants: number; readonly warmUp: number; readonly measured: number },
  seed: number,
): Promise<Run> {
  const { warmUp } = cell;
  const task = loadTask({ ...cell, seed }, warmUp + cell.measured);
  const { elapsedMs, ...rest } = await loadAggregator(origin, { ...task, warmUp, questions: QUESTIONS });
  return { ...rest, perSecond: (1_000 * rest.mergedMs.length) / elapsedMs, stepMs: await stepTimes(task, warmUp) };
}

function rowOf(cells: readonly Cell[], cell: Cell): ReportRow {
  const { slots, candidates, participants, runs } = cell;
  const alone = cells.find((other) => other.slots === slots && other.participants === 1)?.runs ?? [];
  const merged = runs.flatMap(({ mergedMs }) => mergedMs);
  const steps = runs.flatMap(({ stepMs }) => stepMs);
  return {
    candidates: `${slots} x ${candidates}`,
    participants,
    "merges/s": mean(runs.map(({ perSecond }) => perSecond)),
    "of 1": shownRatio(runs.map(({ perSecond }, seed) => perSecond / (alone[seed]?.perSecond ?? perSecond))),
    "merged p50, ms": quantile(merged, 0.5),
    "merged p95, ms": quantile(merged, 0.95),
    "step mean, ms": mean(steps),
    "step p95, ms": quantile(steps, 0.95),
    "step / merge": shownRatio(runs.map(({ stepMs, perSecond }) => (mean(stepMs) * perSecond) / 1_000)),
    "merged / observed": shownRatio(runs.map(({ mergedMs, observedMs }) => quantile(mergedMs, 0.5) / quantile(observedMs, 0.5))),
    "bytes up": Math.round(mean(runs.map(({ bytesUp }) => bytesUp))),
    "bytes down": Math.round(mean(runs.map(({ bytesDown }) => bytesDown))),
    planes: Math.round(mean(runs.map(({ planes }) => planes))),
  };
}

/** On the paper's size; every number of participants must meet them. */
function targetsOf(cells: readonly Cell[]): Target[] {
  const { slots, candidates } = SIZES.at(-1) ?? { slots: 0, candidates: 0 };
  const largest = cells.filter((cell) => cell.slots === slots);
  const target = (
    name: string,
    words: string,
    judged: { readonly value: (cell: Cell) => number; readonly met: (value: number) => boolean },
  ): Target => {
    const values = largest.map((cell) => ({ participants: cell.participants, value: judged.value(cell) }));
    return {
      id: `${name}, ${slots} x ${candidates}`,
      target: words,
      measured: values.map(({ participants, value }) => `R=${participants}: ${value.toFixed(1)}`).join(", "),
      met: values.every(({ value }) => judged.met(value)),
    };
  };
  return [
    target("merges a second", "at least 100", {
      value: ({ runs }) => mean(runs.map(({ perSecond }) => perSecond)),
      met: (value) => value >= 100,
    }),
    target("time to `merged`, p95", "at most 150 ms", {
      value: ({ runs }) =>
        quantile(
          runs.flatMap(({ mergedMs }) => mergedMs),
          0.95,
        ),
      met: (value) => value <= 150,
    }),
    target("arithmetic of a merge, p95", "at most 5 ms", {
      value: ({ runs }) =>
        quantile(
          runs.flatMap(({ stepMs }) => stepMs),
          0.95,
        ),
      met: (value) => value <= 5,
    }),
  ];
}

/** Of at least one value: the smallest that at least this share does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Geometric mean of at least one ratio, with its interval. */
function shownRatio(ratios: readonly number[]): string {
  const { mean, half } = estimate(ratios.map(Math.log));
  return `${Math.exp(mean).toFixed(2)} (${Math.exp(mean - half).toFixed(2)} to ${Math.exp(mean + half).toFixed(2)})`;
}
