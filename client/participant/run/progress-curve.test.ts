// The progress of a run on a made-up model: never falls, ends where the rows say, and costs no query that the race would not ask.

import { describe, expect, it } from "vitest";
import { choiceKey } from "../../../shared/algorithm/participant/sampling.ts";
import { beginSelection, initialChoice, wantedForSelection } from "../../../shared/algorithm/participant/selection/selection.ts";
import { runSteps } from "../../../shared/algorithm/testing/run-steps.ts";
import { madeUpAnswer, problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { curveView, emptyCurve, type ProgressCurve, startAnswers, withStep } from "./progress-curve.ts";
import { planRun } from "./run-plan.ts";
import type { Ask } from "./tuned-result.ts";

const problem = problemOf({ setting: { racePeriod: 2 } });
const ask: Ask = async (wanted) => wanted.map((one) => ({ ...one, logProbs: Float64Array.from(madeUpAnswer(problem, one)) }));

async function charted(steps: number): Promise<readonly ProgressCurve[]> {
  const start = await startAnswers(problem, emptyCurve, ask);
  const curves: ProgressCurve[] = [];
  runSteps(problem, steps).forEach(({ state, progress }, i) => {
    const before = curves.at(-1) ?? { ...emptyCurve, start };
    curves.push(withStep(problem, before, { tuning: state, progress, queries: 100 * (i + 1) }));
  });
  return curves;
}

describe("the curve of a run", () => {
  it("[A53d] never falls, begins above the start, and has every prompt that was tried", async () => {
    const steps = 12;
    const curves = await charted(steps);
    const view = curveView(problem, curves.at(-1) ?? emptyCurve);
    const shares = [view.start ?? 0, ...view.best.map(({ share }) => share)];
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(shares).size).toBe(shares.length);
    expect(view.best.map(({ queries }) => queries)).toEqual(view.best.map(({ queries }) => queries).sort((a, b) => a - b));
    const tried = runSteps(problem, steps).map(({ progress }) => new Set(progress.choices.map(choiceKey)).size);
    expect(view.tried.length).toBe(tried.reduce((sum, count) => sum + count, 0));
    for (const { share, low, high } of view.best) expect(low <= share && share <= high).toBe(true);
  });

  it("[A53d] a prompt that was the best of its time counts on when it is forgotten", async () => {
    const [last = emptyCurve] = (await charted(6)).slice(-1);
    const forgetful = runSteps(problem, 7).at(-1);
    if (!forgetful) throw new Error("no step");
    const tuning = { ...forgetful.state, promising: [], incumbents: [] };
    const after = withStep(problem, last, { tuning, progress: forgetful.progress, queries: 700 });
    expect(curveView(problem, after).best).toEqual(curveView(problem, last).best);
  });

  it("keeps a bounded number of points, however long it goes on", async () => {
    const { state, progress } = runSteps(problem, 1)[0] ?? {};
    if (!state || !progress) throw new Error("no step");
    let curve: ProgressCurve = { ...emptyCurve, start: await startAnswers(problem, emptyCurve, ask) };
    for (let i = 0; i < 600; i++) curve = withStep(problem, curve, { tuning: state, progress, queries: i });
    expect(curve.tried.length).toBeLessThanOrEqual(2_000);
    expect(curve.tried.length).toBeGreaterThan(900);
    expect(curve.marks.length).toBeLessThan(100);
  });

  it("[A36c] the starting prompt is asked about the race's training rows, once, and the race does not ask it again", async () => {
    const start = await startAnswers(problem, emptyCurve, ask);
    expect(start.map(([row]) => row).toSorted()).toEqual(problem.fit.toSorted());
    const untouched: Ask = async () => {
      throw new Error("asked again");
    };
    expect(await startAnswers(problem, { ...emptyCurve, start }, untouched)).toBe(start);
    const tuning = runSteps(problem, 1)[0]?.state;
    if (!tuning) throw new Error("no step");
    const initial = choiceKey(initialChoice(problem));
    const asked = (answers: typeof start): number =>
      wantedForSelection(beginSelection(problem, { ...tuning, start: answers }, tuning.view)).filter(
        ({ choice }) => choiceKey(choice) === initial,
      ).length;
    const both = beginSelection(problem, tuning, tuning.view).stages[0]?.filter((row) => problem.fit.includes(row)).length ?? 0;
    expect(both).toBeGreaterThan(3);
    expect(asked([]) - asked(start)).toBe(both);
  });

  it("[A36c] what it cost is taken off the race's part of the plan", async () => {
    const start = await startAnswers(problem, emptyCurve, ask);
    const languageModel = { id: "toy", capabilities: {} } as Parameters<typeof planRun>[1]["languageModel"];
    const options = { budgetQueries: 2_000, languageModel };
    const soFar = { allowed: 9_999, steps: 1 };
    const [before, after] = [planRun(problem, options, soFar), planRun(problem, { ...options, startAnswers: start }, soFar)];
    expect(before.selection - after.selection).toBe(start.length);
    expect(after.step).toBe(before.step);
  });
});
