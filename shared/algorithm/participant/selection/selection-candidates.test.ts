// Which prompts race at the end, in which order, and by which loss they are ranked.

import { describe, expect, it } from "vitest";
import { shrinkageOf, slotwise } from "../../level.ts";
import type { View } from "../../state.ts";
import { runSteps } from "../../testing/run-steps.ts";
import { problemOf } from "../../testing/toy-problem.ts";
import type { WantedAnswer } from "../answers.ts";
import { drawableLevels, type TuningProblem } from "../problem.ts";
import { cheapestChoice, choiceKey, type JointChoice, likeliestChoice } from "../sampling.ts";
import { initialTuning, uniformView } from "../tuning.ts";
import type { TuningState } from "../tuning-state.ts";
import { beginRace, beginSelection, initialChoice, wantedForSelection, withSelectionAnswers } from "./selection.ts";

/** A consensus that has settled on the last candidate of every slot. */
function settledView(problem: TuningProblem): View {
  const view = uniformView(problem);
  const z = Float32Array.from(view.z).fill(0);
  for (const { offset, size } of problem.space.slots) z[offset + size - 1] = 1;
  return { ...view, iteration: 1, z };
}

function parts(problem: TuningProblem, { lower, upper }: TuningState, view: View) {
  const own = drawableLevels(problem, lower.distribution, upper.distribution);
  const shrinkage = shrinkageOf(problem.settings);
  const shown = cheapestChoice(own.upper, slotwise(problem.upperShape, upper.table, shrinkage));
  const consensus = drawableLevels(problem, Float64Array.from(view.z), upper.distribution).lower;
  return {
    shown,
    shared: likeliestChoice(consensus),
    cheapest: { lower: cheapestChoice(own.lower, slotwise(problem.space, lower.table, shrinkage)), upper: shown },
  };
}

function namesOf(choices: readonly JointChoice[]): readonly string[] {
  return [...new Set(choices.map(choiceKey))];
}

describe("candidates", () => {
  const tuned = (problem: TuningProblem): TuningState => runSteps(problem, 6).at(-1)?.state ?? initialTuning(problem, uniformView(problem));

  it("[A37a] the initial prompt, z's likeliest choice, the cheapest, incumbents, then the most promising", () => {
    const problem = problemOf({ setting: { racePeriod: 1 }, selectionCandidates: 100 });
    const tuning = tuned(problem);
    const view = settledView(problem);
    const { shared, shown, cheapest } = parts(problem, tuning, view);
    expect(tuning.incumbents.length).toBe(4);
    expect(beginSelection(problem, tuning, view).candidates.map(choiceKey)).toEqual(
      namesOf([initialChoice(problem), { lower: shared, upper: shown }, cheapest, ...tuning.incumbents, ...tuning.promising]),
    );
  });

  it("[A37b] with elites the best two tried come first, and z with the best one's demonstrations, or alone the cheapest", () => {
    for (const alone of [true, false]) {
      const problem = problemOf({ alone, setting: { sampling: "elite", racePeriod: 1 }, selectionCandidates: 100 });
      const tuning = tuned(problem);
      const view = settledView(problem);
      const { shared, cheapest } = parts(problem, tuning, view);
      const [best, second, ...others] = tuning.promising;
      if (!best || !second) throw new RangeError("nothing was tried");
      const third = alone ? cheapest : { lower: shared, upper: best.upper };
      const wanted = namesOf([
        initialChoice(problem),
        best,
        second,
        ...tuning.incumbents,
        third,
        ...others.slice(0, 1),
        cheapest,
        ...others,
      ]);
      expect(beginSelection(problem, tuning, view).candidates.map(choiceKey)).toEqual(wanted);
    }
  });

  it("[A37c] nine race beside the initial prompt, four where others take part", () => {
    for (const [alone, count] of [
      [true, 9],
      [false, 4],
    ] as const) {
      const problem = problemOf({ alone });
      const choices = Array.from({ length: 12 }, (_, k) => ({ lower: [k % 4, Math.floor(k / 4), 0, 0, 0, 0, 1, 1], upper: [] }));
      expect(beginRace(problem, choices, []).candidates.slice(1)).toEqual(choices.slice(0, count));
    }
  });
});

it("[A42] ranks by the mean of plain and calibrated, by calibrated alone where that is the task's loss", () => {
  // By the first slot's candidate: log-odds of the right label, and a preference for label 0 on top of them.
  const odds = [
    { right: 0, bias: 0 },
    // Plain and calibrated .40.
    { right: 0.71, bias: 0 },
    // Plain .44, calibrated .25: their mean is the least.
    { right: 1.26, bias: 1.5 },
    // Plain .78, calibrated .20.
    { right: 1.5, bias: 2.8 },
  ];
  const answer = (problem: TuningProblem, { choice, row }: WantedAnswer): number[] => {
    const { right, bias } = odds[choice.lower[0] ?? 0] ?? { right: 0, bias: 0 };
    const x = bias + (problem.rows[row]?.label === 0 ? right : -right);
    return [-Math.log(1 + Math.exp(-x)), -Math.log(1 + Math.exp(x))];
  };
  const bestBy = (loss: "plain" | "calibrated"): number | undefined => {
    const problem = problemOf({ setting: { loss } });
    const choices = [1, 2, 3].map((k) => ({ lower: [k, 0, 0, 0, 0, 0, 1, 1], upper: [] }));
    let progress = beginRace(problem, choices, []);
    while (progress.stage < progress.stages.length)
      progress = withSelectionAnswers(
        problem,
        progress,
        wantedForSelection(progress).map((one) => ({ ...one, logProbs: answer(problem, one) })),
      );
    return progress.racing[1];
  };
  expect(bestBy("plain")).toBe(2);
  expect(bestBy("calibrated")).toBe(3);
});
