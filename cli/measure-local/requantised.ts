// Two files of the same model, e.g. Q4_1 and Q8_0 stored again from it: do they answer the same, and how fast is each?

import { mean } from "../../shared/math/mean.ts";
import { labelOffsets } from "../../shared/prompt/loss.ts";
import type { LocalScorer } from "../language-model/scorer.ts";
import { answers } from "./answers.ts";
import { shareRight } from "./label-bias.ts";
import { balanced, drawDemonstrations, type TextSet } from "./text-set.ts";

export interface RequantisedRow {
  readonly set: string;
  readonly models: readonly [string, string];
  readonly rows: number;
  readonly meanDifferenceNats: number;
  readonly largestDifferenceNats: number;
  readonly accuracyPlain: readonly [number, number];
  readonly accuracyWithOffsets: readonly [number, number];
  readonly tokensPerSecond: readonly [number, number];
  readonly queriesPerMinute: readonly [number, number];
}

export async function requantised(
  pair: readonly [LocalScorer, LocalScorer],
  set: TextSet,
  o: { demonstrations: number; testRows: number },
): Promise<RequantisedRow> {
  const demonstrations = drawDemonstrations(set, o.demonstrations, 0);
  const ask = async (scorer: LocalScorer) => {
    const train = await answers(scorer, set, { demonstrations, queries: balanced(set.train, 5) });
    return { train, test: await answers(scorer, set, { demonstrations, queries: set.test.slice(0, o.testRows) }) };
  };
  const both = [await ask(pair[0]), await ask(pair[1])] as const;
  const differences = both[0].test.rows.flatMap((row, i) =>
    Array.from(row.logProbs, (logProb, c) => Math.abs(logProb - (both[1].test.rows[i]?.logProbs[c] ?? Number.NaN))),
  );
  const each = (value: (one: (typeof both)[0]) => number): readonly [number, number] => [value(both[0]), value(both[1])];
  return {
    set: set.name,
    models: [pair[0].id, pair[1].id],
    rows: both[0].test.rows.length,
    meanDifferenceNats: mean(differences),
    largestDifferenceNats: Math.max(...differences),
    accuracyPlain: each(({ test }) => shareRight(test, new Float64Array(set.labels.length))),
    accuracyWithOffsets: each(({ test, train }) => shareRight(test, labelOffsets(train.rows, set.labels.length))),
    tokensPerSecond: each(({ test }) => (1000 * test.tokensEvaluated) / test.elapsedMs),
    queriesPerMinute: each(({ test }) => (60_000 * test.rows.length) / test.elapsedMs),
  };
}
