// With the policy gradient a prompt is kept for its own losses, because one step's score estimates say nothing about its parts.

import { expect, it } from "vitest";
import { runSteps } from "../../testing/run-steps.ts";
import { problemOf } from "../../testing/toy-problem.ts";
import { answeredLoss } from "../answers.ts";
import { choiceKey } from "../sampling.ts";

it("[A41b] with the policy gradient the most promising did best beside the mean of their step", () => {
  const problem = problemOf({ setting: { estimator: "policy-gradient", sampling: "distribution" } });
  const relative = new Map<string, number>();
  const steps = runSteps(problem, 4);
  for (const { progress } of steps) {
    const [first = []] = progress.stages;
    const losses = progress.choices.map((choice) => answeredLoss(problem, progress.answers.get(choiceKey(choice)), first));
    const mean = losses.reduce((sum, loss) => sum + loss / losses.length, 0);
    progress.choices.forEach((choice, i) => {
      relative.set(choiceKey(choice), (losses[i] ?? 0) - mean);
    });
  }
  const kept = (steps.at(-1)?.state.promising ?? []).map((tried) => relative.get(choiceKey(tried)) ?? Number.NaN);
  expect(kept).toHaveLength(relative.size);
  expect(kept).toEqual([...relative.values()].sort((a, b) => a - b).map((value) => expect.closeTo(value, 12)));
});
