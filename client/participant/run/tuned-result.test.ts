// A test that a limit ends compares both prompts on the rows that both were asked about.

import { describe, expect, it } from "vitest";
import { promptContent } from "../../../shared/algorithm/participant/problem.ts";
import type { JointChoice } from "../../../shared/algorithm/participant/sampling.ts";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { examples, problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import { createSimulatedModel } from "../../../shared/prompt/simulated/simulated-model.ts";
import { type Ask, select, testedResult } from "./tuned-result.ts";

const problem = problemOf({ test: examples("test", 6, 6) });
const view = uniformView(problem);
const isInitial = ({ lower, upper }: { lower: readonly number[]; upper: readonly number[] }): boolean =>
  [...lower, ...upper].every((candidate) => candidate <= 0);

/** The initial prompt is right on every second test row, from the first on; any other always. Rows listed are refused. */
const answering =
  (most: number, refused: readonly number[] = []): Ask =>
  async (wanted) =>
    wanted.slice(0, most).map((one) => {
      const right = problem.rows[one.row]?.label ?? 0;
      const isRight = !isInitial(one.choice) || one.row % 2 === 0;
      const p = isRight ? 0.9 : 0.1;
      return {
        ...one,
        logProbs: refused.includes(one.row) ? null : Float64Array.from([0, 1].map((c) => Math.log(c === right ? p : 1 - p))),
      };
    });

async function tested(ask: Ask) {
  const selection = await select(problem, initialTuning(problem, view), view, answering(Number.POSITIVE_INFINITY));
  expect(selection.selected.baselineKept).toBe(false);
  return testedResult(problem, { ...selection, selected: { ...selection.selected, labelOffsets: [0, 0] } }, createSimulatedModel(), {
    ask,
  });
}

/** The first asking is the initial prompt's, the second the tuned one's. */
const inTurn = (first: Ask, second: Ask): Ask => {
  const asks = [first, second];
  return (wanted) => (asks.shift() ?? second)(wanted);
};

describe("the test", () => {
  const all = answering(Number.POSITIVE_INFINITY);

  it("scores all rows where all were asked", async () => {
    const { baseline, tuned } = await tested(all);
    expect(baseline.test).toMatchObject({ correct: 6, total: 12 });
    expect(tuned.test).toMatchObject({ correct: 12, total: 12 });
  });

  it.each([1, 5])("that ends after %i rows of the tuned prompt scores these for both", async (rows) => {
    const { baseline, tuned } = await tested(inTurn(all, answering(rows)));
    expect([baseline.test?.total, tuned.test?.total, tuned.testWithoutOffsets?.total]).toEqual([rows, rows, rows]);
    expect(tuned.test?.correct).toBe(rows);
  });

  it("keeps the shared part as it was asked: what is exported of it is what was measured", async () => {
    const asked: JointChoice[] = [];
    const { shared, content } = await tested((wanted) => {
      asked.push(...wanted.map(({ choice }) => choice));
      return all(wanted);
    });
    const last = asked.at(-1);
    expect(content.demonstrations.length).toBeGreaterThan(shared?.demonstrations.length ?? 0);
    expect(shared).toEqual(last && promptContent(problem, last));
  });

  it("that ends before the tuned prompt was asked at all gives no figure", async () => {
    const { baseline, tuned } = await tested(inTurn(all, answering(0)));
    expect([baseline.test, tuned.test]).toEqual([null, null]);
  });

  it("counts a refusal against the prompt that is refused, and no row that neither is answered on", async () => {
    const [first = 0, second = 0] = problem.test;
    const { baseline, tuned } = await tested(inTurn(answering(12, [first]), answering(12, [first, second])));
    expect([baseline.test?.total, tuned.test?.total]).toEqual([11, 11]);
    expect(tuned.test?.correct).toBe(10);
  });
});
