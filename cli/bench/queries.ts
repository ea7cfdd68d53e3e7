// The worth of a query to one participant: the default against the paper's recipe and against itself without one ingredient each, on the
// additive black box with pairs.

import { shrinkageOf, slotwise } from "../../shared/algorithm/level.ts";
import { drawableLevels } from "../../shared/algorithm/participant/problem.ts";
import { cheapestChoice, type JointChoice, likeliestChoice } from "../../shared/algorithm/participant/sampling.ts";
import { uniformView } from "../../shared/algorithm/participant/tuning.ts";
import type { Settings } from "../../shared/algorithm/settings.ts";
import { createBlackBox, yardstick } from "../../shared/simulation/black-box/additive-black-box.ts";
import { blackBoxAnswer, blackBoxProblem, blackBoxSettings, blackBoxSpace } from "../../shared/simulation/black-box/black-box-problem.ts";
import { createTuner } from "../../shared/simulation/tuner.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, ReportRow } from "./bench-report.ts";
import { estimate, shownEstimate } from "./statistics.ts";
import { linePlot } from "./svg-plot.ts";

const CHECKPOINTS = [500, 2_000, 8_000];
/** Most promising prompts that the choice is made among. */
const PROMISING = 4;
/** Rows a prompt may be scored on. */
const ROWS = 20;

interface Method {
  readonly name: string;
  readonly settings: Partial<Settings>;
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
const DEFAULT = "default: table, Thompson sampling";
const PAPER_NAME = "paper: policy gradient, Adam 1e-4, I=20, Bq=20";

const METHODS: readonly Method[] = [
  { name: PAPER_NAME, settings: PAPER },
  { name: "+ Adam 1e-2", settings: FASTER },
  { name: "+ I=40, Bq=2", settings: NARROW },
  { name: "+ table and mirror step of 0.3", settings: { sampling: "distribution", stepLower: 0.3, stepUpper: 0.3 } },
  { name: "default with draws from p and q", settings: { sampling: "distribution" } },
  { name: "default with elites, as for small budgets", settings: { sampling: "elite" } },
  { name: "default with kappa0 2", settings: { tableShrinkage: 2 } },
  { name: "default with kappa0 64", settings: { tableShrinkage: 64 } },
  { name: "default without forgetting", settings: { tableForgetting: 1 } },
  { name: "default, racing every step", settings: { racePeriod: 1, neighbourhoodShare: 0 } },
  { name: "default, racing every step, neighbours", settings: { racePeriod: 1 } },
  { name: "default, racing every fourth step, neighbours", settings: { racePeriod: 4 } },
  { name: DEFAULT, settings: {} },
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
      "M=10, N=100, U=2, V=50, sparse effects, pairs, noise 0.3 a query. Share of the achievable reduction of the expected loss, 95 % intervals over seeds. likeliest: the likeliest candidate of every slot; chosen: of that, the candidates of the lowest cost by the table, the incumbents and the four most promising prompts, the one with the lowest mean loss on the training rows, as the selection would find.",
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
                [PAPER_NAME, "+ Adam 1e-2", "+ I=40, Bq=2", "default, racing every step, neighbours", DEFAULT].includes(method),
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
  const tuner = createTuner(problem, answer);
  const share = (choice: JointChoice): number => (box.uniform - box.expected(choice.lower, choice.upper)) / (box.uniform - box.best);
  const found: Found[] = [];
  const look = async (): Promise<void> => {
    const { lower, upper, incumbents, promising } = tuner.tuning;
    const levels = drawableLevels(problem, lower.distribution, upper.distribution);
    const likeliest: JointChoice = { lower: likeliestChoice(levels.lower), upper: likeliestChoice(levels.upper) };
    const shrinkage = shrinkageOf(settings);
    const cheapest: JointChoice = {
      lower: cheapestChoice(levels.lower, slotwise(space, lower.table, shrinkage)),
      upper: cheapestChoice(levels.upper, slotwise(problem.upperShape, upper.table, shrinkage)),
    };
    const known = settings.estimator === "table" ? [likeliest, cheapest] : [likeliest];
    const scored = await Promise.all(
      [...known, ...incumbents, ...promising.slice(0, PROMISING)].map(async (choice) => {
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

function rowOf({ method, likeliest, chosen }: Measured, checkpoints: readonly number[]): ReportRow {
  const cells = (values: readonly (readonly number[])[], name: string): [string, string][] =>
    checkpoints.map((queries, c) => [`${name} @${queries}`, shownEstimate(estimate(values[c] ?? []), 2)]);
  return { method, ...Object.fromEntries(cells(chosen, "chosen")), ...Object.fromEntries(cells(likeliest, "likeliest")) };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
