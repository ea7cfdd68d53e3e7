// How far one method is above another, on the seeds that both have.

import { mean } from "../../../shared/math/mean.ts";
import type { Cell } from "../accuracy/cell.ts";
import { accuracyBySeed, type Group, groupsOf, onSeedsOf, type Reading } from "../accuracy/figures.ts";
import type { ReportRow } from "../bench-report.ts";

const PAIRS = [
  ["cendbt", "random-icl-many"],
  ["cendbt", "random-search"],
  ["cendbt", "local-search"],
  ["cendbt", "kate"],
  ["asyndbt", "alone"],
  ["asyndbt", "no-cuts"],
  ["asyndbt", "asyndbt-paper"],
  ["asyndbt", "cendbt"],
  ["public-demonstrations", "alone"],
  ["public-demonstrations", "public-demonstrations-alone"],
  ["public-demonstrations", "public-and-private"],
  ["public-demonstrations", "cendbt"],
] as const;

/** `models`: the cells of each model. Differences in points, of the mean over lines (a set on a model). */
export function differences(models: readonly (readonly Cell[])[]): ReportRow[] {
  const groups = models.map((cells) => groupsOf(cells.filter(({ budgetQueries }) => budgetQueries === 400)));
  return PAIRS.map(([method, other]) => {
    const lines = groups.flatMap((own) =>
      own.flatMap((group) => {
        const rival = own.find((rivals) => rivals.set === group.set && rivals.method === other);
        return group.method === method && rival ? [[onSeedsOf(group, rival), onSeedsOf(rival, group)] as const] : [];
      }),
    );
    return {
      difference: `${method} - ${other}`,
      lines: lines.length,
      pairs: lines.reduce((sum, [group]) => sum + group.cells.length, 0),
      "with offsets": shownDifference(lines, "calibrated"),
      bare: shownDifference(lines, "bare"),
    };
  });
}

/** The mean over lines, and the standard error of the mean over all pairs of seeds. */
function shownDifference(lines: readonly (readonly [Group, Group])[], reading: Reading): string {
  const byLine = lines.map(([a, b]) => {
    const other = accuracyBySeed(b, reading);
    return accuracyBySeed(a, reading).map((value, i) => 100 * (value - (other[i] ?? Number.NaN)));
  });
  const all = byLine.flat();
  const centre = mean(all);
  const error = Math.sqrt(all.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (all.length - 1) / all.length);
  const value = mean(byLine.map(mean));
  return `${value >= 0 ? "+" : "-"}${Math.abs(value).toFixed(1)} ± ${error.toFixed(1)}`;
}
