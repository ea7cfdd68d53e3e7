// A participant's step asks what it planned, costs no more than it may, and learns and contributes what was answered.

import { describe, expect, it } from "vitest";
import { lossBound, promptLoss } from "../../prompt/loss.ts";
import { slotCosts } from "../level.ts";
import { localStep } from "../local-step.ts";
import { levelDigest } from "../state-digest.ts";
import { runStep, runSteps } from "../testing/run-steps.ts";
import { examples, madeUpAnswer, problemOf } from "../testing/toy-problem.ts";
import { answeredLoss, answeredRows } from "./answers.ts";
import type { TuningProblem } from "./problem.ts";
import { choiceKey, type JointChoice } from "./sampling.ts";
import { estimatedLosses } from "./selection/prompt-estimates.ts";
import { stepCost } from "./step-rows.ts";
import { beginStep, initialTuning, uniformView, wantedAnswers } from "./tuning.ts";
import type { TuningState } from "./tuning-state.ts";

/** A problem that races at every step. */
const racingProblem = (over: Parameters<typeof problemOf>[0] = {}): TuningProblem =>
  problemOf({ ...over, setting: { racePeriod: 1, sampling: "distribution", ...over.setting } });

describe("a step", () => {
  it("[A5] looks at one row per class, the next step at the ones that follow; [A36] which costs I queries a row", () => {
    const problem = problemOf();
    const steps = runSteps(problem, 12);
    for (const { asked, planned } of steps) {
      expect(planned.stages.map((rows) => rows.length)).toEqual([2]);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(stepCost(problem));
    }
    expect(stepCost(problem)).toBe(24);
    expect(steps[0]?.asked.length).toBe(24);
    expect(steps[1]?.planned.stages[0]).not.toEqual(steps[0]?.planned.stages[0]);
  });

  it("[A5b] every racePeriod-th step is a race", () => {
    const steps = runSteps(problemOf({ setting: { racePeriod: 3 } }), 6);
    expect(steps.map(({ planned }) => planned.stages.length)).toEqual([1, 1, 3, 1, 1, 3]);
  });

  it("[A41] [A41a] keeps the most promising prompts tried, best first: by tables, their parts' costs and a quarter of their own deviation", () => {
    const problem = problemOf();
    const steps = runSteps(problem, 8);
    const { lower, upper, promising } = steps[7]?.state ?? initialTuning(problem, uniformView(problem));
    const cost = (shape: typeof problem.space | typeof problem.upperShape, table: typeof lower.table, choice: readonly number[]): number =>
      shape.slots.reduce((sum, slot, i) => sum + (slotCosts(table, slot, problem.settings.tableShrinkage)[choice[i] ?? 0] ?? 0), 0);
    const expected = promising.map((tried) => {
      const parts = cost(problem.space, lower.table, tried.lower) + cost(problem.upperShape, upper.table, tried.upper);
      return parts + 0.25 * (tried.relativeLoss - parts);
    });
    expect([...expected].sort((a, b) => a - b)).toEqual(expected);
    // 8 steps of 12 prompts try more prompts than are kept.
    expect(promising.length).toBe(64);
    expect(new Set(promising.map(choiceKey)).size).toBe(64);
    for (const { answers } of promising) expect(answers.length).toBe(2);
  });

  it("[A41c] with elites by what is estimated of the whole prompts, each with all its answers", () => {
    const problem = problemOf({ setting: { sampling: "elite" } });
    const steps = runSteps(problem, 5);
    const { promising } = steps[4]?.state ?? initialTuning(problem, uniformView(problem));
    const losses = Array.from(estimatedLosses(problem, promising));
    expect([...losses].sort((a, b) => a - b)).toEqual(losses);
    expect(new Set(promising.map(choiceKey))).toEqual(new Set(steps.flatMap(({ planned }) => planned.choices.map(choiceKey))));
    expect(promising.every(({ answers }) => answers.length >= 4)).toBe(true);
    expect(promising.some(({ answers }) => answers.length > 4)).toBe(true);
  });

  it("[A5e] without races there are no incumbents, however many rows a prompt was asked about", () => {
    const problem = problemOf({ setting: { sampling: "elite", samplesPerStep: 4 }, train: examples("train", 4, 4) });
    const { incumbents, promising } = runSteps(problem, 25).at(-1)?.state ?? initialTuning(problem, uniformView(problem));
    expect(promising.some(({ answers }) => answers.length === problem.fit.length)).toBe(true);
    expect(incumbents).toEqual([]);
  });

  it("[A4] with others in the task, half of the fresh prompts take their lower level from the consensus", () => {
    const problem = problemOf({ alone: false, setting: { samplesPerStep: 64 } });
    const state = initialTuning(problem, uniformView(problem));
    const z = Float32Array.from(state.view.z);
    const phrase = problem.space.slots[0];
    if (!phrase) throw new RangeError("no slot");
    z.set([0, 0, 1].slice(0, phrase.size), phrase.offset);
    const shown = (iteration: number): number =>
      beginStep(problem, { ...state, view: { ...state.view, iteration, z } }).choices.filter(({ lower }) => lower[0] === 2).length;
    // A third of the participant's own draws show it too: 64 (1/2 + 1/2 1/3) on average, against 64 / 3 before anybody has contributed.
    expect(shown(1)).toBeGreaterThan(32);
    expect(shown(0)).toBeLessThan(32);
  });

  it("[A36] a racing step asks each query once and never more than stepCost; exactly that where no prompt repeats", () => {
    const problem = racingProblem();
    const steps = runSteps(problem, 12);
    for (const { asked } of steps) {
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(stepCost(problem));
    }
    // 12 prompts on 2 rows, 4 on 6 rows, 2 on all 13: 24 + 16 + 14. The first step of this seed draws twelve different prompts.
    expect(stepCost(problem)).toBe(54);
    expect(new Set(steps[0]?.planned.choices.map(choiceKey)).size).toBe(12);
    expect(steps[0]?.asked.length).toBe(54);
  });

  it("[A5] [A5c] looks at one row per class first, then at three times as many, up to all; the next step starts further on", () => {
    const problem = racingProblem();
    const [first, second] = runSteps(problem, 2);
    expect(first?.planned.stages.map((rows) => rows.length)).toEqual([2, 6, 13]);
    for (const rows of first?.planned.stages.slice(0, 2) ?? []) {
      expect(rows.filter((row) => problem.rows[row]?.label === 0).length).toBe(rows.length / 2);
    }
    expect(second?.planned.stages[0]).not.toEqual(first?.planned.stages[0]);
    expect(new Set(first?.planned.stages[2]).size).toBe(13);
  });

  it("[A4a] half of the prompts are neighbours of the incumbents once there are any, none repeated", () => {
    const [first, second] = runSteps(racingProblem(), 2);
    expect(first?.planned.onDistribution).toBe(12);
    expect(second?.planned.onDistribution).toBe(6);
    const near = second?.planned.choices.slice(6) ?? [];
    const keys = near.map(choiceKey);
    expect(new Set(keys).size).toBe(keys.length);
    for (const choice of near) {
      const distances = (first?.state.incumbents ?? []).map((centre) => {
        const both = [...choice.lower.map((j, i) => j !== centre.lower[i]), ...choice.upper.map((j, i) => j !== centre.upper[i])];
        return both.filter(Boolean).length;
      });
      expect(Math.min(...distances)).toBeLessThanOrEqual(2);
      expect(Math.min(...distances)).toBeGreaterThan(0);
    }
    expect(first?.contribution?.onDistribution).toBe(12);
    expect(second?.contribution?.onDistribution).toBe(6);
  });

  it("[A5e] incumbents are the best prompts scored on all rows, best first, at most four", () => {
    const steps = runSteps(racingProblem(), 6);
    const losses = steps.map(({ state }) => state.incumbents.map(({ loss }) => loss));
    for (const own of losses) expect([...own].sort((a, b) => a - b)).toEqual(own);
    expect(losses[5]?.length).toBe(4);
    // The best incumbent never gets worse.
    losses.slice(1).forEach((own, k) => {
      expect(own[0]).toBeLessThanOrEqual(losses[k]?.[0] ?? 0);
    });
    for (const { answers } of steps[5]?.state.incumbents ?? []) expect(answers.length).toBe(13);
  });

  it("[A13a] q is drawn to nobody, and neither is the p of a participant that is alone", () => {
    const pulled = (alone: boolean): TuningState => {
      const problem = problemOf({ alone });
      const state = initialTuning(problem, uniformView(problem));
      const pull = Float32Array.from(state.view.pull, (_, j) => j % 2);
      return runStep(problem, { ...state, view: { ...state.view, pull } }).state;
    };
    const free = runSteps(problemOf(), 1)[0]?.state;
    const together = runSteps(problemOf({ alone: false }), 1)[0]?.state;
    expect(pulled(true)).toEqual({ ...free, view: pulled(true).view });
    expect(pulled(false).lower.distribution).not.toEqual(together?.lower.distribution);
    expect(pulled(false).upper).toEqual(together?.upper);
  });

  it("[A35c] the same seed and step plan the same prompts; another seed others", () => {
    const problem = problemOf();
    const state = initialTuning(problem, uniformView(problem));
    expect(beginStep(problem, state)).toEqual(beginStep(problem, state));
    expect(beginStep(problemOf({ seed: "other" }), state).choices).not.toEqual(beginStep(problem, state).choices);
  });

  it("[A38] what is contributed is what the own step used: float32, in [0, bound], the same bits on both sides", () => {
    const problem = problemOf({ alone: false });
    let state = initialTuning(problem, uniformView(problem));
    for (let k = 0; k < 4; k++) {
      const before = state;
      const { contribution, state: after } = runStep(problem, state);
      if (!contribution) throw new RangeError("nothing contributed");
      for (const loss of contribution.losses) {
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(loss).toBeLessThanOrEqual(Math.fround(lossBound("plain", 2)));
      }
      const { settings, space } = problem;
      const again = localStep(
        {
          shape: space,
          settings,
          level: before.lower,
          batch: contribution,
          stepSize: settings.stepLower,
          lossRange: lossBound("plain", 2),
        },
        before.view,
      );
      expect(levelDigest(again)).toBe(levelDigest(after.lower));
      state = after;
    }
  });

  it("[A10e] the policy gradient learns from on-distribution samples on the first rows only", () => {
    const problem = racingProblem({ setting: { estimator: "policy-gradient" } });
    const [, second] = runSteps(problem, 2);
    expect(second?.contribution?.losses.length).toBe(second?.contribution?.onDistribution);
    expect(second?.contribution?.losses.length).toBe(6);
  });

  it("[A5g] rows without an answer are left out, prompts without any answer too; nothing at all contributes nothing", () => {
    const problem = problemOf();
    const state = initialTuning(problem, uniformView(problem));
    const missing = new Set([problem.fit[0], problem.fit[5]]);
    const some = runStep(problem, state, (own, one) => (missing.has(one.row) ? null : madeUpAnswer(own, one)));
    expect(some.contribution?.losses.length).toBe(12);
    expect(some.state.incumbents).toEqual([]);
    const shy = runStep(problem, state, (own, one) => (one.choice.lower[1] === 1 ? null : madeUpAnswer(own, one)));
    const answered = shy.planned.choices.filter(({ lower }) => lower[1] !== 1);
    expect(answered.length).toBeLessThan(12);
    expect([...(shy.contribution?.samples ?? [])]).toEqual(answered.flatMap(({ lower }) => [...lower]));
    const none = runStep(problem, state, () => null);
    expect(none.contribution).toBe(null);
    expect(none.state).toMatchObject({ step: 1, incumbents: [] });
    expect(none.meanLoss).toBeNaN();
    expect(none.accuracy).toEqual({ right: 0, asked: 0 });
  });

  it("[A41e] what was refused is remembered, and a prompt refused where others are answered is no parent", () => {
    const problem = problemOf({ setting: { sampling: "elite" } });
    const state = initialTuning(problem, uniformView(problem));
    const rows = runStep(problem, state).planned.stages[0] ?? [];
    const [bad] = rows;
    const shy = (lower: readonly number[]): boolean => lower[0] === 1;
    const { state: next } = runStep(problem, state, (own, one) =>
      one.row === bad || (shy(one.choice.lower) && rows.indexOf(one.row) < 3) ? null : madeUpAnswer(own, one),
    );
    expect(next.promising.length).toBeGreaterThan(0);
    expect(next.promising.some(({ lower }) => shy(lower))).toBe(false);
    for (const { answers } of next.promising) expect(new Map(answers).get(bad ?? -1)).toBeNull();
    const again = beginStep(problem, next);
    expect(again.stages[0]).toEqual(rows);
    const known = new Set(next.promising.map(choiceKey));
    expect(wantedAnswers(again).filter(({ choice, row }) => known.has(choiceKey(choice)) && row === bad)).toEqual([]);
  });

  it("counts right answers of the prompts drawn on the first rows, leaving out what was not answered", () => {
    const problem = racingProblem();
    const sure = (label: number): number[] => (label === 0 ? [-0.1, -2] : [-2, -0.1]);
    const labelOf = (row: number): number => problem.rows[row]?.label ?? 0;
    const begun = runStep(problem, initialTuning(problem, uniformView(problem)));
    const first = begun.planned.stages[0] ?? [];
    const counted = (answer: (row: number) => number[] | null) => {
      const { accuracy, contribution } = runStep(problem, begun.state, (_, { row }) => answer(row));
      return { ...accuracy, drawn: contribution?.onDistribution ?? 0 };
    };
    const all = counted((row) => sure(labelOf(row)));
    expect(all.drawn).toBeGreaterThan(1);
    expect(all).toMatchObject({ right: all.asked, asked: all.drawn * first.length });
    expect(counted((row) => sure(1 - labelOf(row)))).toMatchObject({ right: 0, asked: all.asked });
    expect(counted(() => sure(1))).toMatchObject({ right: all.asked / 2, asked: all.asked });
    expect(counted((row) => (labelOf(row) === 0 ? null : sure(1)))).toMatchObject({ right: all.asked / 2, asked: all.asked / 2 });
  });

  it("[A42b] a step scores by the task's loss, by default the plain one", () => {
    for (const loss of [undefined, "plain", "calibrated"] as const) {
      const problem = problemOf(loss ? { setting: { loss } } : {});
      const { contribution, progress } = runStep(problem, initialTuning(problem, uniformView(problem)));
      const answered = (choice: JointChoice) => answeredRows(problem, progress.answers.get(choiceKey(choice)), progress.stages[0] ?? []);
      const losses = progress.choices.map((choice) => promptLoss(loss ?? "plain", answered(choice), 2));
      expect([...(contribution?.losses ?? [])]).toEqual(losses.map(Math.fround));
    }
  });

  it("[A6a] a participant with one class falls back to the plain loss and its bound", () => {
    const problem = problemOf({ train: examples("train", 5, 0), setting: { loss: "calibrated" } });
    expect(problem.lossKind).toBe("plain");
    expect(problem.lossRange).toBe(lossBound("plain", 2));
    const [first] = runSteps(problem, 1);
    expect(first?.planned.stages[0]?.length).toBe(1);
    expect(problemOf({ setting: { loss: "calibrated" } }).lossKind).toBe("calibrated");
  });

  it("[A5f] a refined loss is the reference's on the first rows plus the paired difference on all rows both have", () => {
    const problem = racingProblem();
    const steps = runSteps(problem, 3);
    const reference = steps[1]?.state.incumbents[0];
    const third = steps[2];
    if (!reference || !third) throw new RangeError("no incumbent after two steps");
    const known = new Map(reference.answers);
    const first = third.planned.stages[0] ?? [];
    let refined = 0;
    third.planned.choices.forEach((choice, k) => {
      const answers = third.progress.answers.get(choiceKey(choice));
      const shared = problem.rows.map((_, row) => row).filter((row) => answers?.has(row) && known.has(row));
      const plain = answeredLoss(problem, answers, first);
      const paired = answeredLoss(problem, known, first) + answeredLoss(problem, answers, shared) - answeredLoss(problem, known, shared);
      if (shared.length > first.length) refined++;
      const wanted = Math.min(problem.lossRange, Math.max(0, shared.length > first.length ? paired : plain));
      expect(third.contribution?.losses[k]).toBe(Math.fround(wanted));
    });
    // A third of twelve goes on to six rows.
    expect(refined).toBeGreaterThanOrEqual(3);
  });
});
