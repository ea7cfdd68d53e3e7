// Runs a participant's steps on a made-up language model. The tests of the participant's side share it.

import type { WantedAnswer } from "../participant/answers.ts";
import type { TuningProblem } from "../participant/problem.ts";
import { choiceKey } from "../participant/sampling.ts";
import { beginStep, type FinishedStep, finishStep, initialTuning, uniformView, wantedAnswers, withAnswers } from "../participant/tuning.ts";
import type { StepProgress, TuningState } from "../participant/tuning-state.ts";
import { madeUpAnswer } from "./toy-problem.ts";

export type MadeUpAnswer = (problem: TuningProblem, wanted: WantedAnswer) => number[] | null;

export interface DoneStep extends FinishedStep {
  readonly before: TuningState;
  readonly planned: StepProgress;
  readonly progress: StepProgress;
  /** The prompt and row of every query, in order. */
  readonly asked: readonly string[];
}

export function runStep(problem: TuningProblem, before: TuningState, answer: MadeUpAnswer = madeUpAnswer): DoneStep {
  const planned = beginStep(problem, before);
  let progress = planned;
  const asked: string[] = [];
  while (progress.stage < progress.stages.length) {
    const wanted = wantedAnswers(progress);
    asked.push(...wanted.map(({ choice, row }) => `${choiceKey(choice)}/${row}`));
    progress = withAnswers(
      problem,
      progress,
      wanted.map((one) => ({ ...one, logProbs: answer(problem, one) })),
    );
  }
  return { ...finishStep(problem, before, progress), before, planned, progress, asked };
}

/** Runs so many steps from the initial state. */
export function runSteps(problem: TuningProblem, steps: number, answer: MadeUpAnswer = madeUpAnswer): readonly DoneStep[] {
  const done: DoneStep[] = [];
  for (let k = 0; k < steps; k++) done.push(runStep(problem, done.at(-1)?.state ?? initialTuning(problem, uniformView(problem)), answer));
  return done;
}
