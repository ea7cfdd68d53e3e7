// The attack suite: what malicious participants, who can send nothing but samples and bounded losses, do to the consensus of twenty.

import * as v from "valibot";
import type { Settings } from "../../shared/algorithm/settings.ts";
import { hash32 } from "../../shared/math/random.ts";
import { encodeContribution } from "../../shared/protocol/codec.ts";
import { contributeSchema } from "../../shared/protocol/messages.ts";
import { type Attack, createAttacker } from "../../shared/simulation/attack.ts";
import { blackBoxAnswer } from "../../shared/simulation/black-box-problem.ts";
import { decoded, runScenario, type Scenario } from "../../shared/simulation/scenario.ts";
import { createTuner, type HonestTuner, type StepResult } from "../../shared/simulation/tuner.ts";
import { CASES } from "./attack-cases.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { BenchResult, Row, Target } from "./bench-report.ts";

const R = 20;
const BOX = { slots: 4, candidates: 10, demonstrationSlots: 0, demonstrations: 0, lead: 0.2, slotEffect: 0.1, deviation: 0.1, noise: 0.3 };
const MINUTES = 8;

interface Measured {
  readonly name: string;
  readonly bad: number;
  readonly agree: number;
  readonly captured: number;
  /** Points of the achievable reduction lost against the clean run: mean over seeds, and of the worst seed. */
  readonly drop: number;
  readonly worstDrop: number;
  readonly planesMost: number;
}

export async function benchAttacks({ quick, seeds }: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const counts = quick ? [4] : [1, 2, 4, 6, 8];
  const cases = quick ? CASES.slice(0, 3) : CASES;
  const clean = new Map<number, Scenario>();
  for (let seed = 1; seed <= seeds; seed++) clean.set(seed, await run(seed));
  const measured: Measured[] = [];
  for (const bad of counts) {
    for (const { name, attack, pace } of cases) {
      measured.push(await measure(clean, name, { bad, attack, pace: pace ?? 1 }));
      say(`B=${bad} of ${R}, ${name}`);
    }
  }
  const undefended: Measured[] = [];
  for (const bad of quick ? [] : [4, 6]) {
    const attacked: AttackRun = { bad, attack: { type: "one-hot", rival: true }, pace: 1, settings: { aggregation: "mean" } };
    undefended.push(await measure(clean, "one-hot, rivals the likeliest; plain mean, no defence", attacked));
  }
  const notes = [
    `R = ${R}, ${MINUTES} minutes of virtual time, ${BOX.slots} slots of ${BOX.candidates} candidates, heterogeneous participants, all attackers colluding on the same words and sending 256 samples a time where the losses are made up. agree: slots with the same top word as the clean run; captured: slots with the attackers' word on top; drop: points of the achievable reduction of the mean expected loss lost.`,
    "Not applicable: sending p, duals or vocabulary (no such field: the schema refuses it), an unbounded scale (refused as out-of-range). Sybil clones count as that many colluders; the cap on their number is the invite's. No alarm is raised at 40 %.",
  ];
  return {
    bench: "attacks",
    rows: [...measured, ...undefended].map(rowOf),
    targets: quick
      ? []
      : [...(await costOfDefence(clean)), ...targetsOf(measured), planesTarget(measured), await floodTarget(clean), uplinkTarget()],
    notes,
    plots: {},
  };
}

async function measure(clean: ReadonlyMap<number, Scenario>, name: string, attacked: AttackRun): Promise<Measured> {
  const outcomes: Outcome[] = [];
  for (const [seed, reference] of clean) outcomes.push(compare(reference, await run(seed, attacked), seed));
  const mean = (pick: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + pick(outcome) / outcomes.length, 0);
  return {
    name,
    bad: attacked.bad,
    agree: mean((outcome) => outcome.agree),
    captured: mean((outcome) => outcome.captured),
    drop: mean((outcome) => outcome.drop),
    worstDrop: Math.max(...outcomes.map((outcome) => outcome.drop)),
    planesMost: Math.max(...outcomes.map((outcome) => outcome.planes)),
  };
}

interface AttackRun {
  readonly bad: number;
  readonly attack: Attack;
  readonly pace: number;
  readonly settings?: Partial<Settings>;
}

/** The last participant is the one that is mimicked; the first `bad` are malicious. */
function run(seed: number, attacked?: AttackRun): Promise<Scenario> {
  let last: StepResult | null = null;
  return runScenario({
    seed: String(seed),
    count: R,
    box: BOX,
    maxMs: MINUTES * 60_000,
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

function rowOf({ name, bad, ...numbers }: Measured): Row {
  return {
    attack: name,
    bad: `${bad} of ${R} (${(100 * bad) / R} %)`,
    agree: round(numbers.agree),
    captured: round(numbers.captured),
    drop: round(numbers.drop),
    "worst drop": round(numbers.worstDrop),
  };
}

/** One per attack and limit, its worst number of attackers counting. 40 % is not promised. */
function targetsOf(measured: readonly Measured[]): Target[] {
  return CASES.flatMap(({ name, limits }) =>
    limits.map((limit, i): Target => {
      const rows = measured.filter((row) => row.name === name && (i === 0 ? row.bad <= 4 : row.bad === 6));
      const worst = {
        agree: Math.min(...rows.map((row) => row.agree)),
        captured: Math.max(...rows.map((row) => row.captured)),
        drop: Math.max(...rows.map((row) => row.drop)),
      };
      const met =
        worst.agree >= (limit.agree ?? 0) - 1e-9 &&
        worst.captured <= (limit.captured ?? 1) + 1e-9 &&
        worst.drop <= (limit.drop ?? Number.POSITIVE_INFINITY);
      const words = [
        ...(limit.agree === undefined ? [] : [`agree >= ${limit.agree}`]),
        ...(limit.captured === undefined ? [] : [`captured <= ${limit.captured}`]),
        ...(limit.drop === undefined ? [] : [`drop <= ${limit.drop}`]),
      ];
      const shown = `agree ${round(worst.agree)}, captured ${round(worst.captured)}, drop ${round(worst.drop)}`;
      return { id: `${name}, ${i === 0 ? "up to 20 %" : "30 %"}`, target: words.join(", "), measured: shown, met };
    }),
  );
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

function planesTarget(measured: readonly Measured[]): Target {
  const most = Math.max(...measured.map(({ planesMost }) => planesMost));
  return { id: "plane stuffing, planes per slot", target: "at most 8", measured: most, met: most <= 8 };
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

/** A contribution with any further field is refused by the schema. */
function uplinkTarget(): Target {
  const contribution = { participant: "p", epoch: 1, seq: 1, base: 0, onDistribution: 2, queries: 2, tokens: 0, scale: "" };
  const vectors = { samples: Uint16Array.of(0, 0), losses: Float32Array.of(0, 0) };
  const message = encodeContribution({ ...contribution, ...vectors }, { rung: "exact", loss: "plain" });
  const foreign = ["p", "z", "pull", "dual", "duals", "planes", "table", "vocabulary", "phrases"];
  const refused = foreign.filter((field) => !v.safeParse(contributeSchema, { ...message, [field]: "AAAA" }).success).length;
  const met = refused === foreign.length && v.safeParse(contributeSchema, message).success;
  return { id: "vocabulary or dual fields in the uplink", target: "refused 100 %", measured: `${refused} of ${foreign.length}`, met };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
