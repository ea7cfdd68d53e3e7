// The attack suite: what malicious participants, who can send nothing but samples and bounded losses, do to the consensus of twenty.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import { mean } from "../../../shared/math/mean.ts";
import { hash32 } from "../../../shared/math/random.ts";
import { type Attack, createAttacker } from "../../../shared/simulation/attack.ts";
import { blackBoxAnswer } from "../../../shared/simulation/black-box/black-box-problem.ts";
import { decoded, runScenario, type Scenario } from "../../../shared/simulation/black-box/scenario.ts";
import { createTuner, type HonestTuner, type StepResult } from "../../../shared/simulation/tuner.ts";
import type { BenchOptions } from "../bench-options.ts";
import type { BenchResult, ReportRow, Target } from "../bench-report.ts";
import { CASES, CONTROLS, MEAN_CONTROL } from "./attack-cases.ts";
import { attackPlot } from "./attack-plot.ts";
import { controlTargets, limitTargets, type Measured, planesTarget, round, uplinkTarget } from "./attack-targets.ts";
import { defenceCost } from "./defence-cost.ts";

const R = 20;
const BOX = { slots: 4, candidates: 10, demonstrationSlots: 0, demonstrations: 0, lead: 0.2, slotEffect: 0.1, deviation: 0.1, noise: 0.3 };
const MINUTES = 8;

export async function benchAttacks({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const counts = quick ? [4] : [1, 2, 4, 6, 8];
  const cases = quick ? CASES.slice(0, 2) : CASES;
  const minutes = quick ? 2 : MINUTES;
  const clean = new Map<number, Scenario>();
  for (let seed = 1; seed <= seeds; seed++) clean.set(seed, await run(seed, undefined, minutes));
  const measured: Measured[] = [];
  for (const bad of counts) {
    for (const { name, attack, pace } of cases) {
      measured.push(await measure(clean, name, { bad, attack, pace: pace ?? 1, minutes }));
      say(`B=${bad} of ${R}, ${name}`);
    }
  }
  const controls: Measured[] = [];
  for (const bad of counts) {
    for (const { name, attack, aggregation } of quick ? [MEAN_CONTROL] : CONTROLS) {
      controls.push(await measure(clean, name, { bad, attack, pace: 1, minutes, settings: { aggregation } }));
      say(`B=${bad} of ${R}, ${name}`);
    }
  }
  const notes = [
    `R = ${R}, ${MINUTES} minutes of virtual time, ${BOX.slots} slots of ${BOX.candidates} candidates, heterogeneous participants, all attackers colluding on the same words and sending 256 samples a time where the losses are made up. agree: slots with the same top word as the clean run; captured: slots with the attackers' word on top; drop: points of the achievable reduction of the mean expected loss lost.`,
    "Not applicable: sending p, duals or vocabulary (no such field: the schema refuses it), an unbounded scale (refused as out-of-range). Sybil clones count as that many colluders; the cap on their number is the invite's. No alarm is raised at 40 %.",
  ];
  return {
    bench: "attacks",
    rows: [...measured, ...controls].map(rowOf),
    targets: quick
      ? []
      : [
          ...(await costOfDefence(clean)),
          await defenceCost(),
          ...limitTargets(measured),
          planesTarget(measured),
          await floodTarget(clean),
          uplinkTarget(),
          ...controlTargets(controls),
        ],
    notes,
    plots: { "attacks.svg": plotOf([...measured, ...controls]) },
  };
}

async function measure(clean: ReadonlyMap<number, Scenario>, name: string, attacked: AttackRun): Promise<Measured> {
  const outcomes: Outcome[] = [];
  for (const [seed, reference] of clean) outcomes.push(compare(reference, await run(seed, attacked), seed));
  const meanOf = (pick: (outcome: Outcome) => number): number => mean(outcomes.map(pick));
  return {
    name,
    bad: attacked.bad,
    agree: meanOf((outcome) => outcome.agree),
    captured: meanOf((outcome) => outcome.captured),
    drop: meanOf((outcome) => outcome.drop),
    worstDrop: Math.max(...outcomes.map((outcome) => outcome.drop)),
    planesMost: Math.max(...outcomes.map((outcome) => outcome.planes)),
  };
}

interface AttackRun {
  readonly bad: number;
  readonly attack: Attack;
  readonly pace: number;
  readonly settings?: Partial<Settings>;
  /** Of virtual time. */
  readonly minutes?: number;
}

/** The last participant is the one that is mimicked; the first `bad` are malicious. */
function run(seed: number, attacked?: AttackRun, minutes = attacked?.minutes ?? MINUTES): Promise<Scenario> {
  let last: StepResult | null = null;
  return runScenario({
    seed: String(seed),
    count: R,
    box: BOX,
    maxMs: minutes * 60_000,
    delay: { type: "lognormal", sigma: 0.3 },
    ...(attacked?.settings ? { settings: attacked.settings } : {}),
    pace: (who) => (attacked && who < attacked.bad ? attacked.pace : 1),
    replace: (who, honest, box, space) => {
      if (who === R - 1) return observed(honest, (result) => (last = result));
      if (!attacked || who >= attacked.bad) return honest;
      const own = box.participants[who];
      const flipped = attacked.attack.type === "label-flip" && own ? createTuner(honest.problem, otherLabel(honest, own)) : honest;
      const targets = targetsOfSeed(box.optimum, seed);
      return createAttacker(attacked.attack, { space, box, honest: flipped, targets, victim: () => last, seed: `${seed}/${who}` });
    },
  });
}

function observed(honest: HonestTuner, onResult: (result: StepResult) => void) {
  return {
    problem: honest.problem,
    digest: honest.digest,
    restore: honest.restore,
    async step(view: Parameters<HonestTuner["step"]>[0]) {
      const result = await honest.step(view);
      if (result) onResult(result);
      return result;
    },
  };
}

/** The answers' probabilities belong to the other of the two labels. */
function otherLabel(honest: HonestTuner, own: Parameters<typeof blackBoxAnswer>[1]): ReturnType<typeof blackBoxAnswer> {
  const answer = blackBoxAnswer(honest.problem, own);
  return async (wanted) =>
    (await answer(wanted)).map(({ logProbs, ...rest }) => ({
      ...rest,
      logProbs: logProbs && Array.from(logProbs, (logProb) => Math.log(Math.max(1e-9, 1 - Math.exp(Math.min(-1e-9, logProb))))),
    }));
}

/** A word that is not the best, for each slot. */
function targetsOfSeed(optimum: readonly number[], seed: number): number[] {
  return optimum.map((best, i) => (best + 1 + (hash32(`target ${seed} ${i}`) % (BOX.candidates - 1))) % BOX.candidates);
}

interface Outcome {
  readonly agree: number;
  readonly captured: number;
  readonly drop: number;
  readonly planes: number;
}

function compare(clean: Scenario, attacked: Scenario, seed: number): Outcome {
  const [wanted, got] = [decoded(clean), decoded(attacked)];
  const targets = targetsOfSeed(clean.box.optimum, seed);
  const share = (other: readonly number[]): number => got.filter((word, i) => word === other[i]).length / got.length;
  const shareOf = ({ box, result, space }: Scenario): number => box.share(result.state.z, space.slots);
  const perSlot = attacked.space.slots.map((_, i) => attacked.result.state.planes.filter(({ slot }) => slot === i).length);
  return { agree: share(wanted), captured: share(targets), drop: 100 * (shareOf(clean) - shareOf(attacked)), planes: Math.max(...perSlot) };
}

/** 100 less the drop: how much of what the clean run gains is kept. */
function plotOf(measured: readonly Measured[]): string {
  return attackPlot({
    title: `What ${R} participants keep of their gain, by attack and share of attackers`,
    marks: measured.map(({ name, bad, drop }) => ({ attack: name, bad: (100 * bad) / R, retained: 100 - drop })),
    thresholds: [
      { at: 98, name: "threshold up to 20 %: drop 2" },
      { at: 95, name: "threshold at 30 %: drop 5" },
    ],
  });
}

function rowOf({ name, bad, ...numbers }: Measured): ReportRow {
  return {
    attack: name,
    bad: `${bad} of ${R} (${(100 * bad) / R} %)`,
    agree: round(numbers.agree),
    captured: round(numbers.captured),
    drop: round(numbers.drop),
    "worst drop": round(numbers.worstDrop),
  };
}

/** Without attackers, the defence against the plain mean. */
async function costOfDefence(clean: ReadonlyMap<number, Scenario>): Promise<Target[]> {
  let same = 0;
  let drop = 0;
  for (const [seed, reference] of clean) {
    const plain = await run(seed, { bad: 0, attack: { type: "free-rider" }, pace: 1, settings: { aggregation: "mean" } });
    const outcome = compare(plain, reference, seed);
    same += outcome.agree / clean.size;
    drop += outcome.drop / clean.size;
  }
  return [
    {
      id: "none: cost of the defence",
      target: "agree >= 0.98, drop <= 1 against the plain mean",
      measured: `agree ${round(same)}, drop ${round(drop)}`,
      met: same >= 0.98 && drop <= 1,
    },
  ];
}

/** One attacker, ten times as often as the others, against the same one at the usual pace: what Z loses may differ by five points. */
async function floodTarget(clean: ReadonlyMap<number, Scenario>): Promise<Target> {
  let difference = 0;
  for (const [seed, reference] of clean) {
    const attack: Attack = { type: "one-hot", rival: true };
    const [usual, often] = [await run(seed, { bad: 1, attack, pace: 1 }), await run(seed, { bad: 1, attack, pace: 10 })];
    difference += (compare(reference, often, seed).drop - compare(reference, usual, seed).drop) / clean.size;
  }
  return {
    id: "flood, one attacker at 10x against 1x",
    target: "influence within 5 points",
    measured: round(difference),
    met: Math.abs(difference) <= 5,
  };
}
