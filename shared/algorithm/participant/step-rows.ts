// Chooses the rows at which a step looks, and computes what that costs.

import type { Settings } from "../settings.ts";
import type { TuningProblem } from "./problem.ts";

/** Each stage of a race has so many times the rows of the stage before, and one in so many of its prompts [A5c]. */
export const RACE_FACTOR = 3;

/**
 * With `elite`, prompts are compared on the same rows, at least so many. After so many steps the rows move on, or one would tune for them
 * [A44e].
 */
const ELITE_ROWS = 4;
/**
 * A loss that somebody else sees covers at least so many rows, or all that there are. No setting lowers it: a loss of one row would answer
 * a question about that row [A18d].
 */
export const REPORTED_ROWS = 4;
const STEPS_PER_ROWS = 3;
/** So many prompts are drawn at large, all on the same rows, before the best of them become parents [A44]. */
export const FIRST_PROMPTS = 20;

/** The most queries that a step can cost ([A36], [A36b]). Budgets are planned with it. */
export function stepCost(problem: TuningProblem): number {
  let prompts = problem.samplesPerStep;
  let before = 0;
  let cost = 0;
  for (const rows of stagesOf(problem, Math.max(0, problem.settings.racePeriod - 1))) {
    cost += prompts * (rows.length - before);
    before = rows.length;
    prompts = Math.ceil(prompts / RACE_FACTOR);
  }
  return cost;
}

/**
 * The rows of each stage. The first stage has rowsPerClass of every class and moves on with each step [A5], or `ahead` of it. In a race
 * [A5b], each further stage has three times as many, up to all of `fit`.
 */
export function stagesOf(problem: TuningProblem, step: number, ahead = 0): number[][] {
  const { fit } = problem;
  const classes = new Set(fit.map((row) => problem.rows[row]?.label)).size;
  const elite = problem.sampling === "elite";
  const first = Math.min(fit.length, firstRows(problem.settings, { classes, elite, alone: problem.alone }));
  const turn = ahead + (elite ? eliteTurn(problem, step) : step);
  const balanced = problem.alone ? balancedFrom(problem, (turn * first) % fit.length) : groupFirst(problem, first, turn);
  const stages: number[][] = [];
  const { racePeriod } = problem.settings;
  if (racePeriod === 0 || step % racePeriod !== racePeriod - 1) return [balanced.slice(0, first)];
  for (let size = first; ; size = Math.min(fit.length, size * RACE_FACTOR)) {
    stages.push(balanced.slice(0, size));
    if (size === fit.length) return stages;
  }
}

interface FirstLook {
  readonly classes: number;
  readonly elite: boolean;
  readonly alone: boolean;
}

function firstRows({ rowsPerClass }: Settings, { classes, elite, alone }: FirstLook): number {
  const least = Math.max(elite ? ELITE_ROWS : 0, alone ? 0 : REPORTED_ROWS);
  return classes * Math.max(rowsPerClass, Math.ceil(least / classes));
}

/** The most rows that a step's first look can have [A18c], whichever of the task's `labels` the participant has, and however it samples. */
export function mostFirstRows(settings: Settings, labels: number): number {
  return Math.max(...Array.from({ length: labels }, (_, c) => firstRows(settings, { classes: c + 1, elite: true, alone: false })));
}

/**
 * With others, the rows come in fixed groups of `first`, so that whoever sees the losses learns of a group what it has in common, and no
 * two losses differ by a single row [A18d]. Each group has at least two classes, if the participant has. What is left over is asked at
 * the end only. The group whose turn it is comes first, then all other rows.
 */
function groupFirst(problem: TuningProblem, first: number, turn: number): number[] {
  const { fit, rows } = problem;
  const byLabel = new Map<number, number[]>();
  for (const row of fit) byLabel.set(rows[row]?.label ?? 0, [...(byLabel.get(rows[row]?.label ?? 0) ?? []), row]);
  const secondLargest = [...byLabel.values()].map(({ length }) => length).sort((a, b) => b - a)[1] ?? fit.length;
  const count = Math.max(1, Math.min(Math.floor(fit.length / first), secondLargest));
  const groups = Array.from({ length: count }, (): number[] => []);
  // Each class is dealt by itself, and the next goes on where the last ended, so that the groups are equally large.
  let place = 0;
  for (const own of byLabel.values()) for (const row of own) groups[place++ % count]?.push(row);
  const chosen = groups[turn % count] ?? [];
  const inTurns = classesInTurns(problem, chosen);
  return [...inTurns, ...fit.filter((row) => !chosen.includes(row))];
}

/** As many rows as `mostFirstRows` allows the classes of the training rows. */
export function mostRowsOfClasses({ fit, rows, settings }: Pick<TuningProblem, "fit" | "rows" | "settings">): number {
  const classes = new Set(fit.map((row) => rows[row]?.label)).size;
  return firstRows(settings, { classes, elite: true, alone: false });
}

/** The turn of the rows: 0 for the first prompts and for those that are made of them at once. */
function eliteTurn({ samplesPerStep }: TuningProblem, step: number): number {
  const firstSteps = Math.ceil(FIRST_PROMPTS / samplesPerStep);
  return Math.floor(Math.max(0, step - firstSteps + 1) / STEPS_PER_ROWS);
}

/** `fit` from a starting place on, rearranged so that the classes take turns even if one has few rows. */
function balancedFrom(problem: TuningProblem, start: number): number[] {
  return classesInTurns(problem, [...problem.fit.slice(start), ...problem.fit.slice(0, start)]);
}

function classesInTurns(problem: TuningProblem, given: readonly number[]): number[] {
  const turns = new Map<number, number>();
  return given
    .map((row, i) => {
      const label = problem.rows[row]?.label ?? 0;
      const turn = turns.get(label) ?? 0;
      turns.set(label, turn + 1);
      return { row, turn, i };
    })
    .sort((a, b) => a.turn - b.turn || a.i - b.i)
    .map(({ row }) => row);
}
