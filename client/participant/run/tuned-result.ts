// The end of a run: select the final prompt, test it once beside the initial one, and hold everything an export needs.

import { answeredRows, type RowAnswers, type WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import { promptContent, type TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { JointChoice } from "../../../shared/algorithm/participant/sampling.ts";
import {
  beginSelection,
  finishSelection,
  type Selected,
  type SelectionProgress,
  scoreRows,
  selectionAnswers,
  wantedForSelection,
  withSelectionAnswers,
} from "../../../shared/algorithm/participant/selection.ts";
import type { TuningState } from "../../../shared/algorithm/participant/tuning-state.ts";
import type { View } from "../../../shared/algorithm/state.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import type { Score, TunedResult } from "../snapshot.ts";
import { confusionOf } from "./confusion.ts";
import type { ScoredRow } from "./scorer.ts";

/** Answers what is wanted, reporting progress as it likes. */
export type Ask = (wanted: readonly WantedAnswer[]) => Promise<readonly ScoredRow[]>;

export interface Selection {
  readonly selected: Selected;
  readonly progress: SelectionProgress;
}

export async function select(problem: TuningProblem, tuning: TuningState, view: View, ask: Ask): Promise<Selection> {
  let progress = beginSelection(problem, tuning, view);
  while (progress.stage < progress.stages.length) {
    progress = withSelectionAnswers(problem, progress, await ask(wantedForSelection(progress)));
  }
  return { selected: finishSelection(problem, progress), progress };
}

/** Tests baseline and tuned prompt on the test rows, if there are any, each row asked once per prompt. */
export async function testedResult(problem: TuningProblem, selection: Selection, model: LanguageModel, ask: Ask): Promise<TunedResult> {
  const { selected, progress } = selection;
  const [initial = selected.choice] = progress.candidates;
  const zero = problem.space.task.labels.map(() => 0);
  const tested = async (choice: JointChoice): Promise<RowAnswers> =>
    (await ask(problem.test.map((row) => ({ choice, row })))).map(({ row, logProbs }) => [row, logProbs && Array.from(logProbs)] as const);
  const validation = { initial: selectionAnswers(progress, initial), tuned: selectionAnswers(progress, selected.choice) };
  const initialTest = await tested(initial);
  const test = { initial: initialTest, tuned: selected.baselineKept ? initialTest : await tested(selected.choice) };
  const scores = (side: "initial" | "tuned", offsets: readonly number[]): { validation: Score | null; test: Score | null } => {
    const other = side === "initial" ? "tuned" : "initial";
    return {
      validation: scoreBeside(problem, problem.validation, offsets, validation[side], validation[other]),
      test: scoreBeside(problem, problem.test, offsets, test[side], test[other]),
    };
  };
  const bare = scores("tuned", zero);
  return {
    content: promptContent(problem, selected.choice),
    layout: problem.layout,
    labelOffsets: selected.labelOffsets,
    languageModelId: model.id,
    rung: model.capabilities.rung,
    baseline: { content: promptContent(problem, initial), ...scores("initial", zero) },
    tuned: { ...scores("tuned", selected.labelOffsets), validationWithoutOffsets: bare.validation, testWithoutOffsets: bare.test },
    baselineKept: selected.baselineKept,
  };
}

/**
 * On the rows that both prompts were asked about. One is wrong where the model refuses it and answers the other; rows that neither is answered
 * on are left out. null without any.
 */
function scoreBeside(
  problem: TuningProblem,
  rows: readonly number[],
  offsets: readonly number[],
  own: RowAnswers,
  other: RowAnswers,
): Score | null {
  const [mine, others] = [new Map(own), new Map(other)];
  const both = rows.filter((row) => mine.has(row) && others.has(row));
  const answered = answeredRows(problem, mine, both);
  const refused = both.filter((row) => mine.get(row) === null && others.get(row)).length;
  if (answered.length + refused === 0) return null;
  const score = scoreRows(answered, offsets);
  return { ...score, total: score.total + refused, confusion: confusionOf(answered, offsets) };
}
