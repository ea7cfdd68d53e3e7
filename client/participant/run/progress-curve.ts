// How far a run has come, as a chart shows it: the starting prompt, the best prompt so far, and every prompt that was tried, each with the
// share of all training rows that it is estimated to answer right. What is known better later is told better for the time before, too.

import type { RowAnswers } from "../../../shared/algorithm/participant/answers.ts";
import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { choiceKey, type JointChoice } from "../../../shared/algorithm/participant/sampling.ts";
import {
  estimatedShare,
  type RightShare,
  type RowShares,
  rightShareOf,
  usualGainOf,
  withRowShares,
} from "../../../shared/algorithm/participant/selection/right-shares.ts";
import { initialChoice } from "../../../shared/algorithm/participant/selection/selection.ts";
import type { StepProgress, TuningState } from "../../../shared/algorithm/participant/tuning-state.ts";
import type { CurveView } from "../snapshot.ts";
import type { Ask } from "./tuned-result.ts";

/** Kept with the checkpoint: it holds answers about private examples, and stays in the tab. */
export interface ProgressCurve {
  /** The starting prompt's answers: the race at the end takes them over. */
  readonly start: RowAnswers;
  /** Prompts that are remembered, or that once were the best, with the queries at which each was first tried. */
  readonly marks: readonly Mark[];
  /** How right the newest prompts were, row by row. */
  readonly rows: RowShares;
  /** One point for each prompt that a step tried, as it was estimated then. */
  readonly tried: CurveView["tried"];
}

interface Mark extends RightShare {
  readonly key: string;
  readonly queries: number;
  /** Of the time when it was made. */
  readonly usualGain: number;
}

export const emptyCurve: ProgressCurve = { start: [], marks: [], rows: [], tried: [] };

/** More points than this cannot be told apart: of those that there are then, every second one goes. */
const TRIED_MOST = 2_000;

/** The starting prompt's answers on the training rows of the race at the end. Those that are missing are asked now rather than then [A36c]. */
export async function startAnswers(problem: TuningProblem, { start }: ProgressCurve, ask: Ask): Promise<RowAnswers> {
  const [known, raced] = [new Set(start.map(([row]) => row)), new Set(problem.selectionRows)];
  const wanted = problem.fit.filter((row) => raced.has(row) && !known.has(row));
  if (wanted.length === 0) return start;
  const choice = initialChoice(problem);
  const answered = await ask(wanted.map((row) => ({ choice, row })));
  return [...start, ...answered.map(({ row, logProbs }) => [row, logProbs && Array.from(logProbs)] as const)];
}

/** With a step that has ended at so many queries. */
export function withStep(
  problem: TuningProblem,
  curve: ProgressCurve,
  step: { readonly tuning: TuningState; readonly progress: StepProgress; readonly queries: number },
): ProgressCurve {
  const { tuning, progress, queries } = step;
  const prompts = triedPrompts(progress);
  const rows = withRowShares(problem, curve.rows, { rows: progress.stages[0] ?? [], prompts: prompts.map(({ answers }) => answers) });
  const now = usualGainOf(problem, curve.start, rows);
  const before = new Map(curve.marks.map((mark) => [mark.key, mark]));
  const estimated = ({ key, answers }: Known): readonly Mark[] => {
    const made = before.get(key) ?? { queries, usualGain: now };
    const estimate = estimatedShare(problem, curve.start, { answers, usualGain: made.usualGain });
    return estimate ? [{ ...estimate, key, queries: made.queries, usualGain: made.usualGain }] : [];
  };
  const kept = keptPrompts(tuning).flatMap(estimated);
  const remembered = new Set(kept.map(({ key }) => key));
  // What is forgotten counts no more than it did, and only if it was the best of its time.
  const marks = [...records(problem, curve).filter(({ key }) => !remembered.has(key)), ...kept];
  const tried = prompts.flatMap(estimated).map(({ share }) => ({ queries, share }));
  return { ...curve, rows, marks, tried: thinned([...curve.tried, ...tried]) };
}

/** The best so far never falls [A53d]. */
export function curveView(problem: TuningProblem, curve: ProgressCurve): CurveView {
  return {
    rows: problem.fit.length,
    start: rightShareOf(problem, curve.start),
    best: records(problem, curve).map(({ queries, share, low, high }) => ({ queries, share, low, high })),
    tried: curve.tried,
  };
}

interface Known {
  readonly key: string;
  readonly answers: RowAnswers;
}

/** What the participant remembers of, each prompt once. */
function keptPrompts({ promising, incumbents }: TuningState): readonly Known[] {
  return [...new Map([...promising, ...incumbents].map((entry) => [choiceKey(entry), entry.answers]))].map(([key, answers]) => ({
    key,
    answers,
  }));
}

function triedPrompts({ choices, answers }: StepProgress): readonly Known[] {
  const keys = new Set(choices.map((choice: JointChoice) => choiceKey(choice)));
  return [...keys].map((key) => ({ key, answers: [...(answers.get(key) ?? [])] }));
}

/** The marks that were better than the starting prompt and than all before them, in order of time. */
function records(problem: TuningProblem, { start, marks }: ProgressCurve): readonly Mark[] {
  let best = rightShareOf(problem, start) ?? 0;
  return marks
    .toSorted((a, b) => a.queries - b.queries || b.share - a.share)
    .filter(({ share }) => {
      if (share <= best) return false;
      best = share;
      return true;
    });
}

function thinned(points: CurveView["tried"]): CurveView["tried"] {
  return points.length > TRIED_MOST ? points.filter((_, i) => i % 2 === 0) : points;
}
