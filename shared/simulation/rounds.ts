// The paper's way to phi (Eq. 7 to 13): at every update of the polytope the aggregator makes K synchronous exchanges with all live
// participants, and waits for all of them. In each exchange, every participant scores a step at its own inner p. Production has no such
// barrier (deviation 4 in docs/algorithm.md); this file shows what the barrier costs.
// The losses of all exchanges so far are added to the participant's table, and forgotten afterwards: phi is an estimate, not a merge.

import { innerStep, type Phi } from "../algorithm/aggregator/phi.ts";
import { polytopeAround } from "../algorithm/aggregator/polytope.ts";
import { policyGradient, updateTable } from "../algorithm/estimator.ts";
import { type LevelSlot, shrinkageOf, slotCosts, slotPart } from "../algorithm/level.ts";
import { spreadOf } from "../algorithm/local-step.ts";
import { beginStep, finishStep, wantedAnswers, withAnswers } from "../algorithm/participant/tuning.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState, LevelState } from "../algorithm/state.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import type { AskModel, HonestTuner, StepResult } from "./tuner.ts";

/**
 * Scores prompts drawn from `p` and the participant's own q, on the first rows of a step only. `round` numbers the exchanges of the run.
 */
export type ScoreAt = (p: Float64Array, round: number) => Promise<StepResult>;

export function scoreAt(tuner: HonestTuner, answer: AskModel): ScoreAt {
  // The exchanges draw from streams of their own: with the step's draws, phi would be estimated on the very prompts that moved p.
  const problem = { ...tuner.problem, seed: `${tuner.problem.seed}/rounds` };
  return async (p, round) => {
    const { tuning } = tuner;
    const state = { ...tuning, step: round, incumbents: [], lower: { ...tuning.lower, distribution: p } };
    const planned = beginStep(problem, state);
    const first = { ...planned, stages: planned.stages.slice(0, 1) };
    const wanted = wantedAnswers(first);
    const { contribution } = finishStep(problem, state, withAnswers(problem, first, await answer(wanted)));
    if (!contribution) throw new RangeError("no prompt of an exchange could be scored");
    return { ...contribution, queries: wanted.length };
  };
}

/** Tells the caller what to do next: nothing, ask these participants for losses, or update the polytope and go on. */
export type RoundsStep =
  | { readonly type: "wait" }
  | { readonly type: "ask"; readonly participants: readonly string[] }
  | { readonly type: "done"; readonly shape: (state: AggregatorState) => AggregatorState };

export interface Rounds {
  /** The number of exchanges asked for so far, over the whole run. */
  readonly round: number;
  /** Must be called after each event while the aggregator is held. */
  advance(state: AggregatorState): RoundsStep;
  /** Whether the current exchange still lacks this participant's losses. */
  awaits(participant: string): boolean;
  /** The p at which an awaited participant has to score. */
  pointOf(participant: string): Float64Array;
  take(participant: string, result: StepResult): void;
}

interface Block {
  readonly level: LevelState;
  readonly rho: Float64Array;
}

export interface RoundsOptions {
  readonly space: SearchSpace;
  /** K is `phiSteps`. */
  readonly settings: Settings;
  readonly lossRange: number;
}

/** Participants that fall silent during an update keep their last p and drop out of the sums; newcomers are not asked. */
export function createRounds({ space, settings, lossRange }: RoundsOptions): Rounds {
  let round = 0;
  let left = 0;
  let z = new Float64Array(0);
  let blocks = new Map<string, Block>();
  const answers = new Map<string, StepResult>();

  const solve = (): void => {
    // Sums run in the order of joining, not of arrival.
    const members = [...blocks].flatMap(([id, block]) => {
      const result = answers.get(id);
      if (!result) return [];
      return [{ id, rho: Float64Array.from(block.rho), ...learned({ space, settings, lossRange }, block.level, result) }];
    });
    const nextZ = new Float64Array(space.dimension);
    const p = members.map(() => new Float64Array(space.dimension));
    for (const slot of space.slots) {
      const solved = innerStep(
        settings,
        {
          z: slotPart(z, slot),
          p: members.map(({ level }) => slotPart(level.distribution, slot)),
          rho: members.map(({ rho }) => slotPart(rho, slot)),
        },
        members.map(({ costs }) => slotPart(costs, slot)),
      );
      nextZ.set(solved.z, slot.offset);
      members.forEach(({ rho }, v) => {
        p[v]?.set(solved.p[v] ?? [], slot.offset);
        rho.set(solved.rho[v] ?? [], slot.offset);
      });
    }
    z = nextZ;
    blocks = new Map([
      ...blocks,
      ...members.map(({ id, level, rho }, v) => [id, { level: { ...level, distribution: p[v] ?? z }, rho }] as const),
    ]);
  };
  const phiAt = (slot: LevelSlot): Phi => ({
    consensus: slotPart(z, slot),
    participants: new Map([...blocks].map(([id, { level }]) => [id, slotPart(level.distribution, slot)])),
  });

  return {
    get round() {
      return round;
    },
    awaits: (participant) => left > 0 && blocks.has(participant) && !answers.has(participant),
    pointOf: (participant) => blocks.get(participant)?.level.distribution ?? z,
    take(participant, result) {
      answers.set(participant, result);
    },
    advance(state) {
      const live = state.participants.filter(({ status }) => status === "live");
      const ask = (): RoundsStep => {
        round++;
        answers.clear();
        return { type: "ask", participants: live.flatMap(({ id }) => (blocks.has(id) ? [id] : [])) };
      };
      if (left === 0) {
        left = settings.phiSteps;
        z = Float64Array.from(state.z);
        blocks = new Map(live.map(({ id, level }) => [id, { level, rho: new Float64Array(space.dimension) }]));
        return ask();
      }
      if (live.some(({ id }) => blocks.has(id) && !answers.has(id))) return { type: "wait" };
      solve();
      left--;
      return left > 0 ? ask() : { type: "done", shape: (from) => polytopeAround(space, settings, { state: from, phi: phiAt }) };
    },
  };
}

/** The level and its costs after one more exchange. Costs are in standard deviations of the losses. */
function learned(
  { space, settings, lossRange }: RoundsOptions,
  level: LevelState,
  result: StepResult,
): { readonly level: LevelState; readonly costs: Float64Array } {
  const spread = spreadOf(level);
  if (settings.estimator === "policy-gradient") {
    const gradient = policyGradient(space, level.distribution, result, settings.samplingFloor);
    return { level, costs: gradient.map((cost) => cost / spread) };
  }
  const table = updateTable(space, level, result, settings, lossRange);
  const costs = new Float64Array(space.dimension);
  for (const slot of space.slots) {
    costs.set(
      slotCosts(table, slot, shrinkageOf(settings)).map((cost) => cost / spread),
      slot.offset,
    );
  }
  return { level: { ...level, table }, costs };
}
