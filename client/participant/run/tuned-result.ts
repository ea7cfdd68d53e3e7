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
} from "../../../shared/algorithm/participant/selection/selection.ts";
import { type Comparison, comparisonOf, verdictOf } from "../../../shared/algorithm/participant/selection/verdict.ts";
import type { TuningState } from "../../../shared/algorithm/participant/tuning-state.ts";
import type { View } from "../../../shared/algorithm/state.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import { ABSENT } from "../../../shared/prompt/search-space.ts";
import type { Judgement, Score, TunedResult } from "../snapshot.ts";
import type { AnswerScoring } from "./answer-scoring.ts";
import { confusionOf } from "./confusion.ts";
import { mendedMistakes } from "./mended.ts";
import type { ScoredRow } from "./scorer.ts";

/** Answers what is wanted, reporting progress as it likes. */
export type Ask = (wanted: readonly WantedAnswer[]) => Promise<readonly ScoredRow[]>;

/** `answering`: where answers are no single labels. */
export interface Asking {
  readonly ask: Ask;
  readonly answering?: AnswerScoring | undefined;
}

export interface Selection {
  readonly selected: Selected;
  readonly progress: SelectionProgress;
}

/** `start`: what the starting prompt has answered already. */
type Tuned = TuningState & { readonly start?: RowAnswers };

export async function select(problem: TuningProblem, tuning: Tuned, view: View, ask: Ask): Promise<Selection> {
  let progress = beginSelection(problem, tuning, view);
  while (progress.stage < progress.stages.length) {
    progress = withSelectionAnswers(problem, progress, await ask(wantedForSelection(progress)));
  }
  return { selected: finishSelection(problem, progress), progress };
}

/**
 * Tests the initial and the chosen prompt on the test rows, and the chosen one's shared part where it holds private demonstrations: each
 * row is asked once per prompt.
 */
export async function testedResult(
  problem: TuningProblem,
  selection: Selection,
  model: LanguageModel,
  asking: Asking,
): Promise<TunedResult> {
  const { ask, answering } = asking;
  const { selected, progress } = selection;
  const { choice, labelOffsets, baselineKept } = selected;
  const [initial = choice] = progress.candidates;
  const zero = problem.space.task.labels.map(() => 0);
  const tested = async (prompt: JointChoice): Promise<RowAnswers> =>
    (await ask(problem.test.map((row) => ({ choice: prompt, row })))).map(
      ({ row, logProbs }) => [row, logProbs && Array.from(logProbs)] as const,
    );
  const initialTest = await tested(initial);
  const chosenTest = baselineKept ? initialTest : await tested(choice);
  const isShared = choice.upper.every((candidate) => candidate === ABSENT);
  const sharedPart: JointChoice = { lower: choice.lower, upper: choice.upper.map(() => ABSENT) };
  const sharedTest = isShared ? [] : await tested(sharedPart);
  const validation = { initial: selectionAnswers(progress, initial), chosen: selectionAnswers(progress, choice) };
  const scores = (offsets: readonly number[], side: "initial" | "chosen"): { validation: Score | null; test: Score | null } => {
    const test = { initial: initialTest, chosen: chosenTest };
    const other = side === "initial" ? "chosen" : "initial";
    return {
      validation: scoreBeside(problem, pairedAnswers(problem.validation, validation[side], validation[other]), offsets),
      test: scoreBeside(problem, pairedAnswers(problem.test, test[side], test[other]), offsets),
    };
  };
  const bare = scores(zero, "chosen");
  const judgement = judge(problem, {
    selected,
    validation: pairedAnswers(problem.validation, validation.initial, validation.chosen),
    test: pairedAnswers(problem.test, initialTest, chosenTest),
    shared: pairedAnswers(problem.test, initialTest, sharedTest),
  });
  return {
    ...(answering === undefined ? {} : { answers: answering.figures(initial, baselineKept ? initial : choice, problem.test) }),
    content: promptContent(problem, choice),
    ...(isShared ? {} : { shared: promptContent(problem, sharedPart) }),
    layout: problem.layout,
    labelOffsets,
    languageModelId: model.id,
    rung: model.capabilities.rung,
    baseline: { content: promptContent(problem, initial), ...scores(zero, "initial") },
    tuned: { ...scores(labelOffsets, "chosen"), validationWithoutOffsets: bare.validation, testWithoutOffsets: bare.test },
    baselineKept,
    judgement,
    mended: mendedMistakes(problem, {
      start: initialTest,
      tuned: chosenTest,
      offsets: judgement.verdict === "calibrated-answers" ? labelOffsets : zero,
    }),
  };
}

/** Rows that were asked under both prompts and answered under at least one. */
type Paired = readonly { readonly row: number; readonly own: readonly number[] | null; readonly other: readonly number[] | null }[];

function pairedAnswers(rows: readonly number[], own: RowAnswers, other: RowAnswers): Paired {
  const [mine, others] = [new Map(own), new Map(other)];
  return rows.flatMap((row) => {
    const [a, b] = [mine.get(row), others.get(row)];
    return a === undefined || b === undefined || (a === null && b === null) ? [] : [{ row, own: a, other: b }];
  });
}

function judge(
  problem: TuningProblem,
  found: { readonly selected: Selected; readonly validation: Paired; readonly test: Paired; readonly shared: Paired },
): Judgement {
  const { labelOffsets, baselineKept } = found.selected;
  const zero = labelOffsets.map(() => 0);
  const measuredOn = found.test.length > 0 ? "test" : "validation";
  const compared = (paired: Paired, tuned: readonly number[]): Comparison | null =>
    comparisonOf(
      paired.map(({ row, own, other }) => ({ label: problem.rows[row]?.label ?? 0, start: { logProbs: own }, tuned: { logProbs: other } })),
      { start: zero, tuned },
    );
  const pasted = compared(found[measuredOn], zero);
  const calibrated = labelOffsets.some((offset) => offset !== 0) ? compared(found[measuredOn], labelOffsets) : null;
  const unmeasured = problem.test.length + problem.validation.length === 0 ? "no-rows" : "not-answered";
  const verdict = verdictOf({ changed: !baselineKept, pasted, calibrated }) ?? unmeasured;
  return { measuredOn, verdict, pasted, calibrated, shared: compared(found.shared, zero) };
}

/** A row counts as wrong where the model refuses this prompt and answers the other. null without rows. */
function scoreBeside(problem: TuningProblem, paired: Paired, offsets: readonly number[]): Score | null {
  if (paired.length === 0) return null;
  const answered = answeredRows(
    problem,
    new Map(paired.map(({ row, own }) => [row, own])),
    paired.map(({ row }) => row),
  );
  const score = scoreRows(answered, offsets);
  return { ...score, total: paired.length, confusion: confusionOf(answered, offsets) };
}
