// Searches without distributions, tables or planes. AsynDBT has to beat them with the same number of queries.

import { initialLevel } from "../algorithm/level.ts";
import { answeredLoss, type RowAnswers } from "../algorithm/participant/answers.ts";
import { drawableLevels, type TuningProblem } from "../algorithm/participant/problem.ts";
import { byDistribution, choiceKey, drawChoice, type JointChoice, neighbourOf } from "../algorithm/participant/sampling.ts";
import { beginRace, selectionCost } from "../algorithm/participant/selection/selection.ts";
import { type Rng, randomStream } from "../math/random.ts";
import { searchSpaceOf } from "../prompt/search-space.ts";
import { createMember, type Member, raced } from "./member.ts";
import type { Method, MethodPrompt } from "./method.ts";

interface Scored extends JointChoice {
  readonly answers: RowAnswers;
  readonly loss: number;
}

/** Scores random prompts on the same training rows until the budget is spent. The best of them race at the end, as in every method. */
export const randomSearch: Method = search(async (member, rng, budget) => {
  const { problem } = member;
  const found: Scored[] = [];
  const rows = problem.fit.slice(0, ROWS);
  while (member.spent() + rows.length <= budget) found.push(await scored(member, drawn(problem, rng), rows, []));
  return found;
});

/**
 * Takes the best of `STARTS` random prompts, then changes one or two of its slots, or swaps two, again and again. A changed prompt is
 * scored on half of the rows first, and on the others if it is better there.
 */
export const localSearch: Method = search(async (member, rng, budget) => {
  const { problem } = member;
  const rows = problem.fit.slice(0, ROWS);
  const half = rows.slice(0, Math.ceil(rows.length / 2));
  const found: Scored[] = [];
  const starts = Math.min(STARTS, Math.floor(budget / 2 / half.length));
  for (let k = 0; k < starts; k++) found.push(await scored(member, drawn(problem, rng), half, []));
  let best = found.sort(byLoss)[0];
  if (!best) return [];
  best = await scored(member, best, rows, best.answers);
  const complete = [best];
  const seen = new Set([...found, best].map(choiceKey));
  const levels = uniformLevels(problem);
  const draws = { lower: byDistribution(levels.lower, 0), upper: byDistribution(levels.upper, 0) };
  for (let idle = 0; idle < 100 && member.spent() + rows.length <= budget; idle++) {
    const choice = neighbourOf(rng, best, levels, draws);
    if (seen.has(choiceKey(choice))) continue;
    idle = 0;
    seen.add(choiceKey(choice));
    const first = await scored(member, choice, half, []);
    if (first.loss > lossOn(problem, best.answers, half)) continue;
    const candidate = await scored(member, choice, rows, first.answers);
    complete.push(candidate);
    if (candidate.loss < best.loss) best = candidate;
  }
  return complete;
});

/** A prompt is scored on at most so many rows. */
const ROWS = 20;
const STARTS = 15;

function search(find: (member: Member, rng: Rng, budget: number) => Promise<readonly Scored[]>): Method {
  return async (input) => {
    const { settings, budgetQueries } = input;
    const space = searchSpaceOf(input.task);
    const prompts: MethodPrompt[] = [];
    for (const [v, share] of input.shares.entries()) {
      const member = createMember({ space, settings, share, alone: true, budgetQueries, seed: `${input.seed}/${v}`, model: input.model });
      // The race at the end need not ask again about rows on which the search has scored.
      const budget = budgetQueries - selectionCost(member.problem, new Set(member.problem.fit.slice(0, ROWS)));
      const found = await find(member, randomStream(member.problem.seed, "search"), budget);
      const best = [...found].sort(byLoss);
      prompts.push(await raced(member, beginRace(member.problem, best, best)));
    }
    return prompts;
  };
}

async function scored(
  { problem, answer }: Member,
  { lower, upper }: JointChoice,
  rows: readonly number[],
  known: RowAnswers,
): Promise<Scored> {
  const choice = { lower, upper };
  const asked = new Map(known);
  const answered = await answer(rows.filter((row) => !asked.has(row)).map((row) => ({ choice, row })));
  for (const { row, logProbs } of answered) asked.set(row, logProbs && Array.from(logProbs));
  const answers = [...asked];
  return { ...choice, answers, loss: lossOn(problem, answers, rows) };
}

function lossOn(problem: TuningProblem, answers: RowAnswers, rows: readonly number[]): number {
  return answeredLoss(problem, new Map(answers), rows);
}

function drawn(problem: TuningProblem, rng: Rng): JointChoice {
  const { lower, upper } = uniformLevels(problem);
  return { lower: drawChoice(rng, lower, byDistribution(lower, 0)), upper: drawChoice(rng, upper, byDistribution(upper, 0)) };
}

function uniformLevels(problem: TuningProblem): ReturnType<typeof drawableLevels> {
  const plain = { optimiser: "plain" } as const;
  return drawableLevels(problem, initialLevel(problem.space, plain).distribution, initialLevel(problem.upperShape, plain).distribution);
}

function byLoss(a: Scored, b: Scored): number {
  return a.loss - b.loss;
}
