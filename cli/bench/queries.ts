// What a query buys one participant: the default against the paper's recipe and against itself without one ingredient each, on the additive
// black box with pairs.

import { drawableLevels } from "../../shared/algorithm/problem.ts";
import { type JointChoice, likeliestChoice } from "../../shared/algorithm/sampling.ts";
import type { Settings } from "../../shared/algorithm/settings.ts";
import { uniformView } from "../../shared/algorithm/tuning.ts";
import { createBlackBox, yardstick } from "../../shared/simulation/additive-black-box.ts";
import { blackBoxAnswer, blackBoxProblem, blackBoxSettings, blackBoxSpace } from "../../shared/simulation/black-box-problem.ts";
import { createThompsonTuner } from "../../shared/simulation/thompson.ts";
import { createTuner } from "../../shared/simulation/tuner.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, Row } from "./bench-report.ts";
import { estimate, shownEstimate } from "./statistics.ts";
import { linePlot } from "./svg-plot.ts";

const CHECKPOINTS = [500, 2_000, 8_000];
/** Rows a prompt may be scored on. */
const ROWS = 20;

interface Method {
  readonly name: string;
  readonly settings: Partial<Settings>;
  /** Racing on more rows than the first look. */
  readonly racing: boolean;
  readonly thompson?: boolean;
}

const PAPER: Partial<Settings> = {
  estimator: "policy-gradient",
  geometry: "euclidean",
  optimiser: "adam",
  stepLower: 1e-4,
  stepUpper: 1e-4,
  neighbourhoodShare: 0,
  samplesPerStep: 20,
  rowsPerClass: 10,
  tableForgetting: 0,
};
const FASTER: Partial<Settings> = { ...PAPER, stepLower: 1e-2, stepUpper: 1e-2 };
const NARROW: Partial<Settings> = { ...FASTER, samplesPerStep: 40, rowsPerClass: 1 };
const DEFAULT = "default: table, mirror step, neighbourhood, racing";
const PAPER_NAME = "paper: policy gradient, Adam 1e-4, I=20, Bq=20";

const METHODS: readonly Method[] = [
  { name: PAPER_NAME, settings: PAPER, racing: false },
  { name: "+ Adam 1e-2", settings: FASTER, racing: false },
  { name: "+ I=40, Bq=2", settings: NARROW, racing: false },
  {
    name: "+ mirror step, step 0.3",
    settings: { ...NARROW, geometry: "entropic", optimiser: "plain", stepLower: 0.3, stepUpper: 0.3 },
    racing: false,
  },
  { name: "table, mirror step, no neighbourhood, no racing", settings: { neighbourhoodShare: 0 }, racing: false },
  {
    name: "table, mirror step of 0.3, no neighbourhood, no racing",
    settings: { neighbourhoodShare: 0, stepLower: 0.3, stepUpper: 0.3 },
    racing: false,
  },
  {
    name: "table, mirror step of 1, no neighbourhood, no racing",
    settings: { neighbourhoodShare: 0, stepLower: 1, stepUpper: 1 },
    racing: false,
  },
  {
    name: "table, Adam 1e-2, no neighbourhood, no racing",
    settings: { ...NARROW, estimator: "table", tableForgetting: 0.98 },
    racing: false,
  },
  { name: "table, Thompson sampling, no racing", settings: { neighbourhoodShare: 0, tableForgetting: 1 }, racing: false, thompson: true },
  { name: "default without neighbourhood", settings: { neighbourhoodShare: 0 }, racing: true },
  { name: "default with steps of 1", settings: { stepLower: 1, stepUpper: 1 }, racing: true },
  { name: DEFAULT, settings: {}, racing: true },
];

interface Measured {
  readonly method: string;
  /** Share of the achievable reduction by checkpoint and seed: of the likeliest choice, and of the best of it and the incumbent. */
  readonly likeliest: readonly (readonly number[])[];
  readonly chosen: readonly (readonly number[])[];
}

export async function benchQueries({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const checkpoints = quick ? CHECKPOINTS.slice(0, 1) : CHECKPOINTS;
  const measured: Measured[] = [];
  for (const method of METHODS) {
    const runs: Found[][] = [];
    for (let seed = 1; seed <= seeds; seed++) runs.push(await learn(method, seed, checkpoints));
    measured.push({
      method: method.name,
      likeliest: checkpoints.map((_, c) => runs.map((run) => run[c]?.likeliest ?? 0)),
      chosen: checkpoints.map((_, c) => runs.map((run) => run[c]?.chosen ?? 0)),
    });
    say(method.name);
  }
  // The paper decodes the likeliest choice; choosing an incumbent is ours.
  const ours = estimate(measured.find(({ method }) => method === DEFAULT)?.chosen.at(-1) ?? [0]).mean;
  const paper = estimate(measured.find(({ method }) => method === PAPER_NAME)?.likeliest.at(-1) ?? [0]).mean;
  return {
    bench: "queries",
    rows: measured.map((row) => rowOf(row, checkpoints)),
    targets: quick
      ? []
      : [
          { id: "default at 8000 queries", target: "at least 0.75 of the achievable reduction", measured: round(ours), met: ours >= 0.75 },
          {
            id: "default against the paper's recipe at 8000 queries",
            target: "more",
            measured: `${round(ours)} against ${round(paper)}`,
            met: ours > paper,
          },
        ],
    notes: [
      "M=10, N=100, U=2, V=50, sparse effects, pairs, noise 0.3 a query. Share of the achievable reduction of the expected loss, 95 % intervals over seeds. likeliest: the likeliest candidate of every slot; chosen: of that and the best incumbent the one with the lower mean loss on the training rows, as the selection would find.",
    ],
    plots: quick
      ? {}
      : {
          "queries.svg": linePlot({
            title: "Share of the achievable reduction by queries",
            x: "queries",
            y: "share, chosen prompt",
            logX: true,
            series: measured
              .filter(({ method }) =>
                [PAPER_NAME, "+ Adam 1e-2", "+ I=40, Bq=2", "table, Thompson sampling, no racing", DEFAULT].includes(method),
              )
              .map(({ method, chosen }) => ({
                name: method.split(":")[0]?.slice(0, 24) ?? "",
                points: checkpoints.map((queries, c) => [queries, estimate(chosen[c] ?? []).mean] as const),
              })),
          }),
        },
  };
}

interface Found {
  readonly likeliest: number;
  readonly chosen: number;
}

async function learn(method: Method, seed: number, checkpoints: readonly number[]): Promise<Found[]> {
  const box = createBlackBox(yardstick, seed);
  const space = blackBoxSpace(yardstick);
  const settings = blackBoxSettings(method.settings);
  const problem = blackBoxProblem({
    space,
    settings,
    demonstrations: yardstick.demonstrations,
    trainRows: ROWS,
    validationRows: 0,
    alone: true,
    seed: `${seed}`,
  });
  const answer = blackBoxAnswer(problem, box);
  const tuner = method.thompson ? createThompsonTuner(problem, answer) : createTuner(problem, answer, method.racing ? {} : { stages: 1 });
  const share = (choice: JointChoice): number => (box.uniform - box.expected(choice.lower, choice.upper)) / (box.uniform - box.best);
  const found: Found[] = [];
  const look = async (): Promise<void> => {
    const { lower, upper, incumbents } = tuner.tuning;
    const levels = drawableLevels(problem, lower.distribution, upper.distribution);
    const likeliest: JointChoice = { lower: likeliestChoice(levels.lower), upper: likeliestChoice(levels.upper) };
    const scored = await Promise.all(
      [likeliest, ...incumbents].map(async (choice) => {
        const answers = await answer(problem.fit.map((row) => ({ choice, row })));
        return { choice, loss: answers.reduce((sum, { row, logProbs }) => sum - (logProbs?.[problem.rows[row]?.label ?? 0] ?? 0), 0) };
      }),
    );
    const [best] = scored.sort((a, b) => a.loss - b.loss);
    found.push({ likeliest: share(likeliest), chosen: share(best?.choice ?? likeliest) });
  };
  for (const checkpoint of checkpoints) {
    const view = uniformView(problem);
    // The last step may end beyond the checkpoint by less than its own cost.
    while (tuner.queries < checkpoint) await tuner.step(view);
    await look();
  }
  return found;
}

function rowOf({ method, likeliest, chosen }: Measured, checkpoints: readonly number[]): Row {
  const cells = (values: readonly (readonly number[])[], name: string): [string, string][] =>
    checkpoints.map((queries, c) => [`${name} @${queries}`, shownEstimate(estimate(values[c] ?? []), 2)]);
  return { method, ...Object.fromEntries(cells(chosen, "chosen")), ...Object.fromEntries(cells(likeliest, "likeliest")) };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
