// Does federation pay? Participants with a few examples each tune together, each alone, and as one who holds everything, on the simulated
// learner (no language model) with public demonstration slots.

import { join } from "node:path";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import { randomStream, shuffled } from "../../shared/math/random.ts";
import { centralised, federated } from "../../shared/methods/asyndbt.ts";
import type { Method } from "../../shared/methods/method.ts";
import { testPrompt } from "../../shared/methods/tested.ts";
import { lossWithOffsets, predictedLabel } from "../../shared/prompt/loss.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import type { Example, Task } from "../../shared/prompt/task.ts";
import { readDataFolder } from "../data/data-folder.ts";
import { projectRoot } from "../machine/project-root.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, ReportRow, Target } from "./bench-report.ts";
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
  // The figures that are kept were made before the sample task had other headers.
  const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true, tuneInstruction: false, privateShots: 0 });
  const test = quick ? data.test.slice(0, 24) : data.test;
  const budget = quick ? 400 : 800;
  const sizes = quick ? [3] : [1, 3, 5, 10];
  const table: Measured[] = [];
  for (const participants of sizes) {
    const arms = { alone: [] as Score[], joint: [] as Score[], same: [] as Score[], more: [] as Score[] };
    for (let seed = 1; seed <= seeds; seed++) {
      const shares = dealt([...data.train, ...data.pool, ...data.validation], participants, seed);
      const setting: Setting = { task: data.task, test, budget, seed };
      arms.alone.push(await alone(setting, shares));
      arms.joint.push(await joint(setting, shares));
      const all: Share = { train: shares.flatMap(({ train }) => train), validation: shares.flatMap(({ validation }) => validation) };
      arms.same.push(await alone(setting, [all]));
      arms.more.push(await alone({ ...setting, budget: budget * participants }, [all]));
      say(`R=${participants}, seed ${seed}`);
    }
    table.push({ participants, arm: "alone", scores: arms.alone });
    table.push({ participants, arm: "joint", scores: arms.joint });
    table.push({ participants, arm: "pooled, same queries", scores: arms.same });
    table.push({ participants, arm: "pooled, R times the queries", scores: arms.more });
  }
  const notes = [
    `${TRAIN} training and ${VALIDATION} validation examples and ${budget} queries (tuning and selection) each; tested on ${test.length} held-out messages with the participant's own label offsets. sim-icl-2 is a simulated learner: this shows that what participants learn adds up, not how good a language model gets.`,
    "recovered: (joint - alone) / (pooled with R times the queries - alone), of the mean test loss and of the mean accuracy.",
  ];
  return {
    bench: "federation",
    rows: table.map((row) => rowOf(table, row)),
    targets: quick ? [] : targetsOf(table),
    notes,
    plots: { "federation.svg": plotOf(table) },
  };
}

interface Setting {
  readonly task: Task;
  readonly test: readonly Example[];
  readonly budget: number;
  readonly seed: number;
}

async function alone(setting: Setting, shares: readonly Share[]): Promise<Score> {
  return measured(setting, shares, centralised(), "alone");
}

async function joint(setting: Setting, shares: readonly Share[]): Promise<Score> {
  return measured(setting, shares, federated(), "joint");
}

async function measured({ task, test, budget, seed }: Setting, own: readonly Share[], method: Method, name: string): Promise<Score> {
  const shares = own.map((share) => ({ ...share, pool: [] }));
  const input = { task, minedPhrases: [], settings: defaultSettings, shares, budgetQueries: budget, seed: `${seed}/${name}`, model: MODEL };
  const scores: Score[] = [];
  for (const [who, prompt] of (await method(input)).entries()) {
    const share = shares[who];
    if (!share) continue;
    const { rows, offsets } = await testPrompt(prompt, share, test, task.labels, MODEL);
    const right = rows.filter((row) => predictedLabel(row.logProbs, offsets) === row.label).length;
    scores.push({
      accuracy: right / rows.length,
      loss: rows.reduce((sum, row) => sum + lossWithOffsets("calibrated", [row], offsets) / rows.length, 0),
    });
  }
  return meanScore(scores);
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

function meanScore(scores: readonly Score[]): Score {
  const mean = (pick: (score: Score) => number): number => scores.reduce((sum, score) => sum + pick(score) / scores.length, 0);
  return { accuracy: mean(({ accuracy }) => accuracy), loss: mean(({ loss }) => loss) };
}

function recovered(measured: readonly Measured[], participants: number, pick: (score: Score) => number): number | null {
  const of = (arm: Measured["arm"]): number =>
    pick(meanScore(measured.find((row) => row.participants === participants && row.arm === arm)?.scores ?? []));
  const gap = of("pooled, R times the queries") - of("alone");
  return Math.abs(gap) < 1e-9 ? null : (of("joint") - of("alone")) / gap;
}

function rowOf(measured: readonly Measured[], { participants, arm, scores }: Measured): ReportRow {
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
      measured: `loss ${byLoss?.toFixed(2) ?? "no gap"}, accuracy ${byAccuracy?.toFixed(2) ?? "no gap"}`,
      met: byLoss !== null && byAccuracy !== null && byLoss >= 0.8 && byAccuracy >= 0.8,
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
      points: measured.filter((row) => row.arm === arm).map((row) => [row.participants, meanScore(row.scores).loss] as const),
    })),
  });
}
