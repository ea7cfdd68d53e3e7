// The first look at a task's instructions [A55]: a header decides more than any phrase that follows it, so a participant's first step shows
// every header once, all else equal, and races them on few rows. What it learns goes the way of every step: into tables and kept prompts.

import { integerBelow, type Rng, randomStream } from "../../math/random.ts";
import { initialLowerChoice } from "../../prompt/search-space.ts";
import { drawableLevels, type TuningProblem } from "./problem.ts";
import { byDistribution, type Draw, drawChoice, geometric, type JointChoice } from "./sampling.ts";
import { mostRowsOfClasses, RACE_FACTOR } from "./step-rows.ts";
import type { StepProgress, TuningState } from "./tuning-state.ts";

/** With fewer rows than this, a header that prefers the row's label would win. */
const ROWS_LEAST = 2;
/** A task without a look goes on at once. */
const NO_STAGES: readonly (readonly number[])[] = [];

/** The number of headers to choose from; 1 without an instruction slot. */
function headersOf({ space }: Pick<TuningProblem, "space">): number {
  return space.slots.find(({ kind }) => kind === "instruction")?.size ?? 1;
}

/**
 * The rows of each stage, which begin with those of the stage before; none if there is nothing to look at, the step must draw from
 * distributions, or two rows for each header are more than `lookQueries` [A55a].
 */
export function lookStages(problem: TuningProblem): readonly (readonly number[])[] {
  const { fit, lookQueries, sampling } = problem;
  const headers = headersOf(problem);
  if (headers < 2 || sampling === "distribution") return NO_STAGES;
  const affordable = (sizes: readonly number[]): boolean => costOf(headers, sizes) <= lookQueries;
  let first = Math.min(fit.length, mostRowsOfClasses(problem));
  const twoStages = (rows: number): number[] => [rows, Math.min(fit.length, RACE_FACTOR * rows)];
  while (first > ROWS_LEAST && !affordable(twoStages(first))) first--;
  const sizes = [first];
  if (!affordable(sizes)) return NO_STAGES;
  for (let racing = third(headers); racing > 1; racing = third(racing)) {
    const next = Math.min(fit.length, RACE_FACTOR * (sizes.at(-1) ?? first));
    if (next === sizes.at(-1) || !affordable([...sizes, next])) break;
    sizes.push(next);
  }
  return sizes.map((size) => fit.slice(0, size));
}

/** The most queries that the look costs; 0 without one. */
export function lookCost(problem: TuningProblem): number {
  return costOf(
    headersOf(problem),
    lookStages(problem).map(({ length }) => length),
  );
}

function costOf(headers: number, sizes: readonly number[]): number {
  let [racing, before, cost] = [headers, 0, 0];
  for (const size of sizes) {
    cost += racing * (size - before);
    before = size;
    racing = third(racing);
  }
  return cost;
}

function third(racing: number): number {
  return Math.ceil(racing / RACE_FACTOR);
}

/** The look as a step; null if the step is an ordinary one. */
export function firstLook(problem: TuningProblem, { step, lower, upper }: TuningState): StepProgress | null {
  if (step > 0) return null;
  const stages = lookStages(problem);
  if (stages.length === 0) return null;
  const rng = randomStream(problem.seed, "look");
  const levels = drawableLevels(problem, lower.distribution, upper.distribution);
  const initial = initialLowerChoice(problem.space);
  // All else is as the owner wrote it, with demonstrations drawn once for all headers [A55b].
  const drawn = byDistribution(levels.lower, problem.settings.samplingFloor);
  const asWritten: Draw = (of, slot) =>
    problem.space.slots[slot]?.kind === "public-demonstration" ? drawn(of, slot) : (initial[slot] ?? 0);
  const anyOf: Draw = (of, slot) => integerBelow(of, problem.upperShape.slots[slot]?.size ?? 1);
  const rest = { lower: drawChoice(rng, levels.lower, asWritten), upper: drawChoice(rng, levels.upper, anyOf) };
  const at = problem.space.slots.findIndex(({ kind }) => kind === "instruction");
  const choices = Array.from(
    { length: headersOf(problem) },
    (_, header): JointChoice => ({ lower: rest.lower.map((candidate, i) => (i === at ? header : candidate)), upper: rest.upper }),
  );
  const all = choices.map((_, k) => k);
  return {
    choices,
    origins: choices.map(() => "look" as const),
    onDistribution: choices.length,
    stages,
    stage: 0,
    racing: all,
    answers: new Map(),
  };
}

/** The headers that the look left in the race, best first; undefined if the step was an ordinary one. */
export function foundByLook({ space }: TuningProblem, progress: StepProgress): readonly number[] | undefined {
  if (progress.origins[0] !== "look") return undefined;
  const at = space.slots.findIndex(({ kind }) => kind === "instruction");
  return progress.racing.map((k) => progress.choices[k]?.lower[at] ?? 0);
}

/** The share of draws of the instruction slot that takes what the look found [A55c]. */
const LOOK_SHARE = 0.5;

/** Half of the draws of the instruction slot take a header that the look found: the best in half of these, the next in a quarter [A55c]. */
export function withLook({ space }: TuningProblem, found: readonly number[] | undefined, draw: Draw): Draw {
  if (!found || found.length === 0) return draw;
  return (rng: Rng, slot) => {
    if (space.slots[slot]?.kind !== "instruction" || rng() >= LOOK_SHARE) return draw(rng, slot);
    return found[Math.min(found.length - 1, geometric(rng))] ?? draw(rng, slot);
  };
}
