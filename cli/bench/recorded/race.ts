// Choosing among candidates with few answers: all begin on some rows, the better third goes on to three times as many, until the last few
// have all rows. With several people each asks on its own rows and their losses are pooled; a person alone is a pool of one.

import type { AnsweredRow } from "../../../shared/prompt/loss.ts";
import { type Asker, lossOf, type Use } from "./asking.ts";

export interface Racer {
  readonly asker: Asker;
  readonly rows: readonly number[];
}

export interface RaceOptions {
  readonly racers: readonly Racer[];
  /** In the order of who takes part where the budget cannot afford all. */
  readonly candidates: readonly number[];
  /** Queries of each racer for this race; it stops earlier where its asker has no more. */
  readonly budget: number;
  readonly labels: number;
  readonly use: Use;
}

export interface RankedPrompt {
  readonly prompt: number;
  readonly loss: number;
}

const KEPT = 3;

/** Best first, among those that have seen the most rows. As many candidates take part as the budget can afford. */
export function race({ racers, candidates, budget, labels, use }: RaceOptions): RankedPrompt[] {
  const most = Math.max(1, ...racers.map(({ rows }) => rows.length));
  const levels = levelsUpTo(most);
  let field = candidates.slice(0, affordable(candidates.length, { budget, levels }));
  let ranked: RankedPrompt[] = [];
  for (const [i, level] of levels.entries()) {
    ranked = field
      .map((prompt) => ({ prompt, loss: lossOf(pooled(racers, prompt, level / most), labels, use) }))
      .sort((a, b) => a.loss - b.loss);
    if (i < levels.length - 1) field = ranked.slice(0, Math.ceil(ranked.length / KEPT)).map(({ prompt }) => prompt);
  }
  return ranked;
}

/** Each racer asks the same share of its rows. */
function pooled(racers: readonly Racer[], prompt: number, share: number): AnsweredRow[] {
  return racers.flatMap(({ asker, rows }) => asker.ask(prompt, rows.slice(0, Math.max(1, Math.round(share * rows.length)))));
}

function levelsUpTo(rows: number): number[] {
  const levels = [rows];
  for (let level = rows / KEPT; level >= 4; level /= KEPT) levels.unshift(Math.round(level));
  return levels.slice(-3);
}

/** How many can begin so that all levels are paid: n on the first level, a third of n on the added rows of the next, and so on. */
function affordable(count: number, { budget, levels }: { readonly budget: number; readonly levels: readonly number[] }): number {
  const cost = (n: number): number => {
    let field = n;
    return levels.reduce((sum, level, i) => {
      const added = field * (level - (levels[i - 1] ?? 0));
      field = Math.ceil(field / KEPT);
      return sum + added;
    }, 0);
  };
  let n = Math.min(count, 1);
  while (n < count && cost(n + 1) <= budget) n++;
  return n;
}
