// Does federation pay? Participants with a few examples each tune together, each alone, and as one who holds everything, on the simulated
// learner (no language model) with public demonstration slots.

import { join } from "node:path";
import { planBudget } from "../../client/participant/budget-plan.ts";
import { viewFor } from "../../shared/algorithm/consensus-step.ts";
import { createProblem, type Problem } from "../../shared/algorithm/problem.ts";
import {
  beginSelection,
  finishSelection,
  scoreRows,
  selectionCost,
  wantedForSelection,
  withSelectionAnswers,
} from "../../shared/algorithm/selection.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import type { View } from "../../shared/algorithm/state.ts";
import { answeredRows, uniformView } from "../../shared/algorithm/tuning.ts";
import { randomStream, shuffled } from "../../shared/math/random.ts";
import { type SearchSpace, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import type { Example } from "../../shared/prompt/task.ts";
import { promptAnswers } from "../../shared/simulation/prompt-answers.ts";
import { nameOf, simulate } from "../../shared/simulation/simulation.ts";
import { type Answer, createTuner, type HonestTuner } from "../../shared/simulation/tuner.ts";
import { readDataFolder } from "../data-folder.ts";
import { projectRoot } from "../project-root.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, Row, Target } from "./bench-report.ts";
import { estimate, shownEstimate } from "./statistics.ts";
import { linePlot } from "./svg-plot.ts";

/** Examples each participant tunes and validates on, out of 208. */
const TRAIN = 12;
const VALIDATION = 8;
const MODEL = createSimulatedModel();

interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

interface Share {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
}

interface Measured {
  readonly participants: number;
  readonly arm: "alone" | "joint" | "pooled, same queries" | "pooled, R times the queries";
  /** By seed, means over participants. */
  readonly scores: readonly Score[];
}

export async function benchFederation({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true, privateShots: 0 });
  const space = searchSpaceOf(data.task);
  const test = quick ? data.test.slice(0, 24) : data.test;
  const budget = quick ? 400 : 800;
  const sizes = quick ? [3] : [1, 3, 5, 10];
  const measured: Measured[] = [];
  for (const participants of sizes) {
    const arms = { alone: [] as Score[], joint: [] as Score[], same: [] as Score[], more: [] as Score[] };
    for (let seed = 1; seed <= seeds; seed++) {
      const shares = dealt([...data.train, ...data.pool, ...data.validation], participants, seed);
      const setting: Setting = { space, test, budget, seed };
      arms.alone.push(await alone(setting, shares));
      arms.joint.push(await joint(setting, shares));
      const all: Share = { train: shares.flatMap(({ train }) => train), validation: shares.flatMap(({ validation }) => validation) };
      arms.same.push(await alone(setting, [all]));
      arms.more.push(await alone({ ...setting, budget: budget * participants }, [all]));
      say(`R=${participants}, seed ${seed}`);
    }
    measured.push({ participants, arm: "alone", scores: arms.alone });
    measured.push({ participants, arm: "joint", scores: arms.joint });
    measured.push({ participants, arm: "pooled, same queries", scores: arms.same });
    measured.push({ participants, arm: "pooled, R times the queries", scores: arms.more });
  }
  const notes = [
    `${TRAIN} training and ${VALIDATION} validation examples and ${budget} queries (tuning and selection) each; tested on ${test.length} held-out messages with the participant's own label offsets. sim-icl-1 is a simulated learner: this shows that what participants learn adds up, not how good a language model gets.`,
    "recovered: (joint - alone) / (pooled with R times the queries - alone), of the mean test loss and of the mean accuracy.",
  ];
  return {
    bench: "federation",
    rows: measured.map((row) => rowOf(measured, row)),
    targets: quick ? [] : targetsOf(measured),
    notes,
    plots: { "federation.svg": plotOf(measured) },
  };
}

interface Setting {
  readonly space: SearchSpace;
  readonly test: readonly Example[];
  readonly budget: number;
  readonly seed: number;
}

interface Member {
  readonly problem: Problem;
  readonly answer: Answer;
  readonly tuner: HonestTuner;
}

function member({ space, test, budget, seed }: Setting, share: Share, who: { readonly name: string; readonly alone: boolean }): Member {
  const input = {
    space,
    settings: defaultSettings,
    layout: "completion",
    alone: who.alone,
    train: share.train,
    validation: share.validation,
    pool: [],
    test,
    seed: `${seed}/${who.name}`,
  } as const;
  const problem = createProblem({ ...input, ...planBudget(createProblem(input), budget) });
  const answer = promptAnswers(problem, MODEL);
  return { problem, answer, tuner: createTuner(problem, answer, { queries: budget - selectionCost(problem) }) };
}

async function alone(setting: Setting, shares: readonly Share[]): Promise<Score> {
  const scores: Score[] = [];
  for (const [who, share] of shares.entries()) {
    const own = member(setting, share, { name: `alone ${who}`, alone: true });
    const view = uniformView(own.problem);
    while (await own.tuner.step(view));
    scores.push(await concluded(own, { ...view, z: Float32Array.from(own.tuner.tuning.lower.distribution) }));
  }
  return meanOf(scores);
}

async function joint(setting: Setting, shares: readonly Share[]): Promise<Score> {
  const members = shares.map((share, who) => member(setting, share, { name: `joint ${who}`, alone: false }));
  const { state } = await simulate({
    space: setting.space,
    settings: defaultSettings,
    seed: String(setting.seed),
    participants: members.map(({ tuner }) => tuner),
    delay: { type: "lognormal", sigma: 0.5 },
    queryMs: 200,
    networkMs: 50,
    leaseMs: null,
    maxMs: 86_400_000,
  });
  const scores: Score[] = [];
  for (const [who, own] of members.entries()) {
    const record = state.participants.find(({ id }) => id === nameOf(who));
    if (record) scores.push(await concluded(own, viewFor(setting.space, state, record)));
  }
  return meanOf(scores);
}

/** The production selection, then the test. */
async function concluded({ problem, answer, tuner }: Member, view: View): Promise<Score> {
  let progress = beginSelection(problem, tuner.tuning, view);
  while (progress.stage < progress.stages.length)
    progress = withSelectionAnswers(problem, progress, await answer(wantedForSelection(progress)));
  const { choice, labelOffsets } = finishSelection(problem, progress);
  const tested = await answer(problem.test.map((row) => ({ choice, row })));
  const answers = new Map(tested.map(({ row, logProbs }) => [row, logProbs && Array.from(logProbs)]));
  const { correct, total, loss } = scoreRows(problem, answeredRows(problem, answers, problem.test), labelOffsets);
  return { accuracy: correct / total, loss };
}

/** The classes take turns, in an order that the seed gives. */
function dealt(examples: readonly Example[], participants: number, seed: number): Share[] {
  const byLabel = new Map<string, Example[]>();
  for (const example of shuffled(randomStream("deal", seed), examples)) {
    byLabel.set(example.label, [...(byLabel.get(example.label) ?? []), example]);
  }
  const queues = [...byLabel.values()];
  const inTurn = examples
    .map((_, i) => queues[i % queues.length]?.[Math.floor(i / queues.length)])
    .filter((example) => example !== undefined);
  const each = TRAIN + VALIDATION;
  return Array.from({ length: participants }, (_, who) => {
    const own = inTurn.slice(who * each, (who + 1) * each);
    return { train: own.slice(0, TRAIN), validation: own.slice(TRAIN) };
  });
}

function meanOf(scores: readonly Score[]): Score {
  const mean = (pick: (score: Score) => number): number => scores.reduce((sum, score) => sum + pick(score) / scores.length, 0);
  return { accuracy: mean(({ accuracy }) => accuracy), loss: mean(({ loss }) => loss) };
}

function recovered(measured: readonly Measured[], participants: number, pick: (score: Score) => number): number {
  const of = (arm: Measured["arm"]): number =>
    pick(meanOf(measured.find((row) => row.participants === participants && row.arm === arm)?.scores ?? []));
  return (of("joint") - of("alone")) / (of("pooled, R times the queries") - of("alone"));
}

function rowOf(measured: readonly Measured[], { participants, arm, scores }: Measured): Row {
  const isJoint = arm === "joint" && participants > 1;
  return {
    R: participants,
    arm,
    "test accuracy": shownEstimate(estimate(scores.map(({ accuracy }) => accuracy)), 3),
    "test loss": shownEstimate(estimate(scores.map(({ loss }) => loss)), 3),
    "recovered (loss)": isJoint ? recovered(measured, participants, ({ loss }) => loss) : null,
    "recovered (accuracy)": isJoint ? recovered(measured, participants, ({ accuracy }) => accuracy) : null,
  };
}

function targetsOf(measured: readonly Measured[]): Target[] {
  return [3, 10].map((participants) => {
    const [byLoss, byAccuracy] = [
      recovered(measured, participants, ({ loss }) => loss),
      recovered(measured, participants, ({ accuracy }) => accuracy),
    ];
    return {
      id: `R=${participants}: joint recovers the gap between alone and pooled`,
      target: "at least 0.8, of loss and of accuracy",
      measured: `loss ${byLoss.toFixed(2)}, accuracy ${byAccuracy.toFixed(2)}`,
      met: byLoss >= 0.8 && byAccuracy >= 0.8,
    };
  });
}

function plotOf(measured: readonly Measured[]): string {
  const arms = [...new Set(measured.map(({ arm }) => arm))];
  return linePlot({
    title: "Test loss by number of participants (simulated learner)",
    x: "participants R",
    y: "mean test loss, nats",
    series: arms.map((arm) => ({
      name: arm,
      points: measured.filter((row) => row.arm === arm).map((row) => [row.participants, meanOf(row.scores).loss] as const),
    })),
  });
}
