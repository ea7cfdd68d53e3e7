// If a limit ends a race, rows that were not asked about all prompts decide nothing.

import { describe, expect, it } from "vitest";
import { problemOf } from "../../testing/toy-problem.ts";
import type { WantedAnswer } from "../answers.ts";
import type { TuningProblem } from "../problem.ts";
import { choiceKey } from "../sampling.ts";
import { beginRace, finishSelection, wantedForSelection, withSelectionAnswers } from "./selection.ts";

describe("a race that was cut short", () => {
  const problem = problemOf();
  const choices = [1, 2, 3].flatMap((a) => [0, 1, 2].map((b) => ({ lower: [a, b, 0, 0, 0, 1, 0, 1], upper: [] })));
  const [good = { lower: [], upper: [] }] = choices;
  const [easy] = problem.selectionRows;
  /** The first prompt is good. The others are worthless, except on the row that is asked first. */
  const answer = (own: TuningProblem, { choice, row }: WantedAnswer): number[] => {
    const right = own.rows[row]?.label ?? 0;
    const known = choiceKey(choice) === choiceKey(good);
    const initial = choice.lower.every((j) => j === 0);
    const p = initial ? 0.5 : row === easy ? 0.99 : known ? 0.8 : 0.3;
    return [0, 1].map((label) => Math.log(label === right ? p : 1 - p));
  };
  /** The race with answers for so many queries. */
  const cutAt = (queries: number) => {
    let progress = beginRace(problem, choices, []);
    let left = queries;
    while (progress.stage < progress.stages.length) {
      const wanted = wantedForSelection(progress).slice(0, left);
      left -= wanted.length;
      progress = withSelectionAnswers(
        problem,
        progress,
        wanted.map((one) => ({ ...one, logProbs: answer(problem, one) })),
      );
    }
    return { left, selected: finishSelection(problem, progress) };
  };

  it("[A37g] a race never compares prompts on different rows", () => {
    // The initial prompt and the good one have their twelve rows each; the others may have fewer.
    let queries = 24;
    for (; cutAt(queries).left === 0; queries++) {
      const { choice, baselineKept } = cutAt(queries).selected;
      expect({ queries, baselineKept, choice: choiceKey(choice) }).toEqual({ queries, baselineKept: false, choice: choiceKey(good) });
    }
    expect(queries).toBeGreaterThan(120);
  });

  it("[A37n] ended before anything was asked, it keeps what was found so far, without a claim", () => {
    const rows = problem.selectionRows.slice(0, 6);
    const [, other = good, fewer = good] = choices;
    const known = [other, good, fewer].map((choice) => ({
      ...choice,
      answers: rows.slice(0, choice === fewer ? 1 : rows.length).map((row) => [row, answer(problem, { choice, row })] as const),
    }));
    const ended = (given: typeof known) => {
      let progress = beginRace(problem, choices, given);
      while (progress.stage < progress.stages.length) progress = withSelectionAnswers(problem, progress, []);
      return finishSelection(problem, progress);
    };
    expect(ended(known)).toEqual({ choice: good, labelOffsets: [0, 0], baselineKept: false });
    expect(ended([])).toMatchObject({ baselineKept: true });
  });

  it("[A37k] one row proves nothing", () => {
    expect(cutAt(13).selected.baselineKept).toBe(true);
  });

  it("[A37g] a prompt that lacks an answer leaves, one that was refused it stays", () => {
    let progress = beginRace(problem, choices, []);
    const wanted = wantedForSelection(progress);
    const whole = wanted.filter(({ choice }) => choiceKey(choice) !== choiceKey(good));
    const missing = wanted.filter(({ choice, row }) => choiceKey(choice) === choiceKey(good) && row !== easy);
    const answered = [...whole, ...missing].map((one) => ({ ...one, logProbs: one.row === easy ? null : answer(problem, one) }));
    progress = withSelectionAnswers(problem, progress, answered);
    expect(progress.racing).not.toContain(1);
    expect(progress.racing).toHaveLength(4);
  });
});
