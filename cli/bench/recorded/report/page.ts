// The generated page: targets first, then the leaderboard and the differences, for three and for ten people, and the plots.

import type { Responsiveness } from "../responsive.ts";
import type { RecordedCell } from "../run-line.ts";
import { gainPlot, queriesPlot } from "./plots.ts";
import { byLine, differencesToAlone, type LineVotes, leaderboard, lineTable, targetTable, voteTable } from "./tables.ts";
import { recordedTargetsOf } from "./targets.ts";

export interface RecordedPageInput {
  readonly lines: readonly { readonly name: string; readonly answers: number; readonly prompts: number; readonly found: Responsiveness }[];
  readonly cells: readonly RecordedCell[];
  readonly votes: readonly LineVotes[];
  readonly seeds: number;
}

/** Names and contents of the files. */
export function recordedPage({ lines, cells, votes, seeds }: RecordedPageInput): (readonly [string, string])[] {
  const sizes = [...new Set(cells.map(({ people }) => people))].sort((a, b) => a - b);
  const parts = sizes.flatMap((people) => [
    `## ${people} people`,
    `![accuracy by queries, ${people} people](recorded-queries-${people}.svg)`,
    `![difference to alone, ${people} people](recorded-gain-${people}.svg)`,
    leaderboard(cells, people),
    `Each against alone, as pasted:`,
    differencesToAlone(cells, people, "bare"),
    `Each against alone, with probabilities:`,
    differencesToAlone(cells, people, "pooled"),
    `Accuracy by line, as pasted:`,
    byLine(cells, people, "bare"),
    `Accuracy by line, with probabilities:`,
    byLine(cells, people, "pooled"),
  ]);
  const text = [
    "# Recorded answers: every method, every seed",
    "Written by `npm run bench:accuracy -- --recorded` out of `bench/recorded`, which holds label log-probabilities and no texts. What it means is in [together.md](together.md).",
    `${seeds} stories a line: who takes part (3 of the owners, or all 10), who holds which rows, and the noise of selection. Voted and self-labelled are told where their sets were recorded, which is fewer. ` +
      "Numbers are means over lines of accuracy on the test rows, at 400 queries a participant unless a budget is named, with 95 % bootstrap intervals over rows and seeds. " +
      "*As pasted*: the likeliest label. *Offsets*, *own layer*: after label offsets or the decision layer fitted on the participant's own answered rows. *Pooled layer*, with probabilities: fitted on everybody's rows where the prompt is shared, else on one's own. " +
      "*Could have seen*: the difference that this design finds four times in five. Ranks are among methods that use no labels of public texts, no other's data and one answer.",
    "## Targets",
    targetTable(recordedTargetsOf(cells)),
    "## Lines",
    lineTable(lines),
    "## Labels of public texts",
    "By each person's best prompt with private demonstrations, before anything is shown: what votes have to offer.",
    voteTable(votes),
    ...parts,
  ].join("\n\n");
  return [
    ["recorded.md", `${text}\n`],
    ...sizes.flatMap((people) => [
      [`recorded-queries-${people}.svg`, queriesPlot(cells, people)] as const,
      [`recorded-gain-${people}.svg`, gainPlot(cells, people)] as const,
    ]),
  ];
}
