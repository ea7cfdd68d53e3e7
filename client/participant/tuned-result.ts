// The end of a run: select the final prompt, test it once beside the initial one, and hold everything an export needs.

import { type Answers, answeredRows, type WantedAnswer } from "../../shared/algorithm/answers.ts";
import { type Problem, promptContent } from "../../shared/algorithm/problem.ts";
import type { JointChoice } from "../../shared/algorithm/sampling.ts";
import {
  beginSelection,
  finishSelection,
  type Selected,
  type SelectionProgress,
  scoreRows,
  selectionAnswers,
  wantedForSelection,
  withSelectionAnswers,
} from "../../shared/algorithm/selection.ts";
import type { View } from "../../shared/algorithm/state.ts";
import type { TuningState } from "../../shared/algorithm/tuning.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import type { AnsweredRow } from "../../shared/prompt/loss.ts";
import { confusionOf } from "./confusion.ts";
import type { Answered } from "./scoring.ts";
import type { Score, TunedResult } from "./snapshot.ts";

/** Answers what is wanted, reporting progress as it likes. */
export type Ask = (wanted: readonly WantedAnswer[]) => Promise<readonly Answered[]>;

export interface Selection {
  readonly selected: Selected;
  readonly progress: SelectionProgress;
}

export async function select(problem: Problem, tuning: TuningState, view: View, ask: Ask): Promise<Selection> {
  let progress = beginSelection(problem, tuning, view);
  while (progress.stage < progress.stages.length) {
    progress = withSelectionAnswers(problem, progress, await ask(wantedForSelection(progress)));
  }
  return { selected: finishSelection(problem, progress), progress };
}

/** Tests baseline and tuned prompt on the test rows, if there are any, each row asked once per prompt. */
export async function testedResult(problem: Problem, selection: Selection, model: LanguageModel, ask: Ask): Promise<TunedResult> {
  const { selected, progress } = selection;
  const [initial = selected.choice] = progress.candidates;
  const zero = problem.space.task.labels.map(() => 0);
  const onRows = (rows: readonly number[], answers: Answers, offsets: readonly number[]): Score | null => {
    const answered = answeredRows(problem, new Map(answers), rows);
    return answered.length > 0 ? scoreOf(answered, offsets) : null;
  };
  const validation = (choice: JointChoice, offsets: readonly number[]): Score | null =>
    onRows(problem.validation, selectionAnswers(progress, choice), offsets);
  const tested = async (choice: JointChoice): Promise<Answers> =>
    (await ask(problem.test.map((row) => ({ choice, row })))).flatMap(({ row, logProbs }) =>
      logProbs ? [[row, Array.from(logProbs)] as const] : [],
    );
  const initialTest = problem.test.length > 0 ? await tested(initial) : null;
  const tunedTest = problem.test.length > 0 ? (selected.baselineKept ? initialTest : await tested(selected.choice)) : null;
  return {
    content: promptContent(problem, selected.choice),
    layout: problem.layout,
    labelOffsets: selected.labelOffsets,
    languageModelId: model.id,
    rung: model.capabilities.rung,
    baseline: {
      content: promptContent(problem, initial),
      validation: validation(initial, zero),
      test: initialTest && onRows(problem.test, initialTest, zero),
    },
    tuned: {
      validation: validation(selected.choice, selected.labelOffsets),
      test: tunedTest && onRows(problem.test, tunedTest, selected.labelOffsets),
      validationWithoutOffsets: validation(selected.choice, zero),
      testWithoutOffsets: tunedTest && onRows(problem.test, tunedTest, zero),
    },
    baselineKept: selected.baselineKept,
  };
}

function scoreOf(rows: readonly AnsweredRow[], offsets: readonly number[]): Score {
  return { ...scoreRows(rows, offsets), confusion: confusionOf(rows, offsets) };
}
