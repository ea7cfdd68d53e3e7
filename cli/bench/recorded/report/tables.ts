// The leaderboard, the targets and the comparisons as Markdown.

import type { RecordedReading } from "../evaluate.ts";
import { RECORDED_METHODS } from "../methods/methods.ts";
import type { Responsiveness } from "../responsive.ts";
import { BUDGETS, MAIN_BUDGET, type RecordedCell } from "../run-line.ts";
import type { VoteQuality } from "../vote-quality.ts";
import { accuracyOf, compareArms, type MethodComparison, meansByLine } from "./comparison.ts";
import { isMet, type RecordedTarget } from "./targets.ts";

/** Methods that use what the others may not: labels of public texts, everybody's data, several answers in use. */
export const UNRANKED: ReadonlySet<string> = new Set(["published", "central", "committee-2", "committee-3"]);

export function headedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function leaderboard(cells: readonly RecordedCell[], people: number): string {
  const lines = [...new Set(cells.filter((cell) => cell.people === people).map(({ line }) => line))].sort();
  const rows = RECORDED_METHODS.flatMap(({ name, about }) => {
    const at = (reading: RecordedReading, budget = MAIN_BUDGET) => accuracyOf(cells, { method: name, people, budget, reading });
    const [bare, offsets, layer, pooled] = [at("bare"), at("offsets"), at("layer"), at("pooled")];
    if (!bare) return [];
    const covered = bare.byLine.length;
    return [
      [
        `${name}${covered < lines.length ? ` (${covered} of ${lines.length} lines)` : ""}`,
        shownAccuracy(bare),
        shownAccuracy(offsets),
        shownAccuracy(layer),
        shownAccuracy(pooled),
        ...BUDGETS.map((budget) => shownRank(cells, { name, people, budget, reading: "bare" })),
        about,
      ],
    ];
  });
  return headedTable(
    ["method", "as pasted", "offsets", "own layer", "pooled layer", ...BUDGETS.map((budget) => `rank @${budget}`), "what it is"],
    rows,
  );
}

export function byLine(cells: readonly RecordedCell[], people: number, reading: RecordedReading): string {
  const lines = [...new Set(cells.filter((cell) => cell.people === people).map(({ line }) => line))].sort();
  const rows = RECORDED_METHODS.flatMap(({ name }) => {
    const found = accuracyOf(cells, { method: name, people, budget: MAIN_BUDGET, reading });
    if (!found) return [];
    return [[name, ...lines.map((line) => found.byLine.find((part) => part.line === line)?.mean.toFixed(3) ?? "-")]];
  });
  return headedTable(["method", ...lines], rows);
}

interface RankOf {
  readonly name: string;
  readonly people: number;
  readonly budget: number;
  readonly reading: RecordedReading;
}

/** Mean over the lines that all ranked methods have. */
function shownRank(cells: readonly RecordedCell[], { name, people, budget, reading }: RankOf): string {
  if (UNRANKED.has(name)) return "-";
  const ranked = RECORDED_METHODS.map((method) => method.name).filter((method) => !UNRANKED.has(method));
  const found = ranked.map((method) => meansByLine(cells, { method, people, budget, reading }));
  const lines = [...(found[0]?.keys() ?? [])].filter((line) => found.every((means) => means.has(line)));
  if (lines.length === 0) return "-";
  const own = found[ranked.indexOf(name)];
  const ranks = lines.map((line) => {
    const mine = own?.get(line) ?? 0;
    const values = found.map((means) => means.get(line) ?? 0);
    // Equals share the mean of their places.
    return 1 + values.filter((value) => value > mine).length + (values.filter((value) => value === mine).length - 1) / 2;
  });
  return (ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length).toFixed(2);
}

export function targetTable(targets: readonly RecordedTarget[]): string {
  return headedTable(
    ["target", "wanted", "found (95 %)", "could have seen", "lines", ""],
    targets.map((target) => {
      const { claim, wanted, beyondChance, found } = target;
      const met = isMet(target);
      const missed = found
        ? `**missed by ${Math.max(0, wanted - 100 * found.mean).toFixed(1)}**${100 * found.mean >= wanted ? " (within chance)" : ""}`
        : "";
      return [
        claim,
        `${signed(wanted)}${beyondChance ? ", beyond chance" : ""}`,
        found ? shownDifference(found) : "-",
        found ? (100 * found.detectable).toFixed(1) : "-",
        String(found?.byLine.length ?? 0),
        met === undefined ? "not recorded yet" : met ? "met" : missed,
      ];
    }),
  );
}

/** Each method against alone, as pasted. */
export function differencesToAlone(cells: readonly RecordedCell[], people: number, reading: RecordedReading): string {
  const rows = RECORDED_METHODS.filter(({ name }) => name !== "alone").flatMap(({ name }) => {
    const arm = { people, budget: MAIN_BUDGET, reading };
    const found = compareArms(cells, { ...arm, method: name }, { ...arm, method: "alone" });
    return found ? [[name, shownDifference(found), ...found.byLine.map((part) => `${part.line} ${signed(100 * part.mean)}`)]] : [];
  });
  const most = Math.max(...rows.map((row) => row.length));
  return headedTable(
    ["method", "against alone (95 %)", ...Array.from({ length: most - 2 }, () => "by line")],
    rows.map((row) => [...row, ...Array.from({ length: most - row.length }, () => "")]),
  );
}

export function lineTable(
  lines: readonly { readonly name: string; readonly answers: number; readonly prompts: number; readonly found: Responsiveness }[],
): string {
  return headedTable(
    ["line", "prompts", "answers", "majority share", "random demonstrations, as pasted", "spread of prompts", "taken"],
    lines.map(({ name, answers, prompts, found }) => [
      name,
      String(prompts),
      String(answers),
      found.majority.toFixed(3),
      found.demonstrations.toFixed(3),
      found.spread.toFixed(3),
      found.responsive ? "yes" : "no: not responsive",
    ]),
  );
}

export interface LineVotes {
  readonly line: string;
  readonly people: number;
  readonly plain: VoteQuality;
  readonly calibrated: VoteQuality;
}

export function voteTable(votes: readonly LineVotes[]): string {
  const shown = ({ one, covered, right }: VoteQuality): string[] => [one, covered, right].map((share) => share.toFixed(3));
  return headedTable(
    [
      "line",
      "people",
      "one's labels right, as pasted",
      "votes cover",
      "of them right",
      "one's right, own layer",
      "votes cover",
      "of them right",
    ],
    votes.map(({ line, people, plain, calibrated }) => [line, String(people), ...shown(plain), ...shown(calibrated)]),
  );
}

function shownAccuracy(found: MethodComparison | undefined): string {
  return found ? `${found.mean.toFixed(3)} [${found.low.toFixed(3)}, ${found.high.toFixed(3)}]` : "-";
}

export function shownDifference({ mean, low, high }: MethodComparison): string {
  return `${signed(100 * mean)} [${signed(100 * low)}, ${signed(100 * high)}]`;
}

function signed(points: number): string {
  return `${points < 0 ? "-" : "+"}${Math.abs(points).toFixed(1)}`;
}
