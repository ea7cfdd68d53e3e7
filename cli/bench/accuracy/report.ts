// The report: rows, targets and plots as JSON, Markdown and HTML.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, join } from "node:path";
import { mean } from "../../../shared/math/mean.ts";
import { METHODS } from "../../../shared/methods/methods.ts";
import { projectRoot } from "../../machine/project-root.ts";
import { markdownTable, type ReportRow } from "../bench-report.ts";
import { estimate, shownEstimate } from "../statistics.ts";
import { linePlot } from "../svg-plot.ts";
import type { Cell } from "./cell.ts";
import { accuracy, accuracyBySeed, averageRanks, type Group, groupsOf, pairedBootstrap } from "./figures.ts";
import { page } from "./html.ts";
import { targetsOf } from "./targets.ts";

export interface ReportInput {
  readonly cells: readonly Cell[];
  /** The budget of the main table; other budgets make the curve. */
  readonly budgetQueries: number;
  readonly participants: number;
  readonly model: string;
  readonly json: string | undefined;
}

export function writeReport({ cells, budgetQueries, participants, model, json }: ReportInput): void {
  const at = (budget: number): Group[] => groupsOf(cells.filter((cell) => cell.budgetQueries === budget));
  const groups = at(budgetQueries);
  const targets = targetsOf(groups, at(Math.round(budgetQueries / 4)));
  const rows = groups.map((group) => rowOf(group, groups));
  const ranks = rankRows(groups);
  const plots = plotsOf(cells, groups);
  const date = new Date().toISOString().slice(0, 10);
  const notes = [
    `${model}, ${budgetQueries} queries for each participant, ${participants} participants in the shared setting, ${date}, ${cpus()[0]?.model ?? "unknown processor"}.`,
    "Accuracy on test rows that no method saw, as drawn and with label offsets estimated by the same rule on the participant's own training and validation rows; 95 % intervals over seeds where there are at least two. pooled: one participant holds all examples. shared: each its own, unevenly shared out; mean over participants. Tokens: prompt tokens of tuning and selection, all participants.",
  ];
  const text = [
    ...notes,
    markdownTable(targets.map(({ id, target, measured, met }) => ({ target: id, wanted: target, measured, met: met ? "met" : "MISSED" }))),
    markdownTable(ranks),
    markdownTable(rows),
  ].join("\n\n");
  console.log(text);
  if (json === undefined) return;
  mkdirSync(dirname(json), { recursive: true });
  const document = {
    bench: "accuracy",
    seed: Math.min(...cells.map(({ seed }) => seed)),
    commit: commitOf(),
    machine: { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    date,
    model,
    budgetQueries,
    participants,
    rows,
    ranks,
    targets,
    notes,
    cells,
  };
  writeFileSync(json, `${JSON.stringify(document, null, 1)}\n`);
  const stem = join(dirname(json), basename(json, ".json"));
  for (const [name, svg] of Object.entries(plots)) writeFileSync(`${stem}-${name}.svg`, svg);
  const images = Object.keys(plots).map((name) => `![${name}](${basename(stem)}-${name}.svg)`);
  writeFileSync(`${stem}.md`, `# Accuracy\n\n${text}\n\n${images.join("\n\n")}\n`);
  writeFileSync(`${stem}.html`, page({ notes, targets, ranks, rows, plots: Object.values(plots) }));
}

function rowOf(group: Group, groups: readonly Group[]): ReportRow {
  const named = METHODS.find(({ name }) => name === group.method);
  const rivals = groups.filter((other) => {
    const rival = METHODS.find(({ name }) => name === other.method);
    return other.set === group.set && other.method !== group.method && rival?.role === "baseline" && rival.setting === named?.setting;
  });
  const best = [...rivals].sort((a, b) => accuracy(b, "calibrated") - accuracy(a, "calibrated"))[0];
  const compared = best && named?.role !== "baseline" ? pairedBootstrap(group, best, "calibrated") : undefined;
  // Without a seed that both have there is nothing to compare.
  const against = compared && Number.isFinite(compared.difference) ? compared : undefined;
  const sum = (pick: (cell: Cell) => number): number => mean(group.cells.map(pick));
  return {
    set: group.set,
    setting: named?.setting ?? "",
    method: group.method,
    seeds: group.cells.length,
    "with offsets": shownEstimate(estimate(accuracyBySeed(group, "calibrated")), 3),
    bare: shownEstimate(estimate(accuracyBySeed(group, "bare")), 3),
    "against the best baseline, with offsets": against
      ? `${best?.method}: ${signed(against.difference)} (${signed(against.low)} to ${signed(against.high)})`
      : null,
    queries: Math.round(sum(({ tested }) => mean(tested.map(({ queries }) => queries)))),
    tokens: Math.round(sum(({ tokens }) => tokens)),
    seconds: Math.round(sum(({ seconds }) => seconds)),
  };
}

/** Ours among the baselines: an ablation is no rival, and may have fewer seeds and sets. */
function rankRows(groups: readonly Group[]): ReportRow[] {
  return (["pooled", "shared"] as const).flatMap((setting) => {
    const methods = METHODS.filter((method) => method.setting === setting && method.role !== "ablation").map(({ name }) => name);
    const [calibrated, bare] = [averageRanks(groups, methods, "calibrated"), averageRanks(groups, methods, "bare")];
    return [...calibrated].map(([method, rank]) => ({
      setting,
      method,
      "average rank, with offsets": Number(rank.toFixed(2)),
      "average rank, bare": Number((bare.get(method) ?? Number.NaN).toFixed(2)),
    }));
  });
}

/** Accuracy of every method over its queries, and over budgets where there are several. */
function plotsOf(cells: readonly Cell[], groups: readonly Group[]): Readonly<Record<string, string>> {
  const sets = [...new Set(groups.map(({ set }) => set))];
  const methods = [...new Set(groups.map(({ method }) => method))];
  const over = (x: "tokens" | "seconds"): string =>
    linePlot({
      title: `Accuracy with offsets against ${x}, mean over sets`,
      x,
      y: "accuracy",
      logX: true,
      series: methods.flatMap((method) => {
        const own = groups.filter((group) => group.method === method);
        const cost = mean(own.flatMap((group) => group.cells.map((cell) => cell[x])));
        return own.length === sets.length && cost > 0
          ? [{ name: method, marks: true, points: [[cost, mean(own.map((group) => accuracy(group, "calibrated")))] as const] }]
          : [];
      }),
    });
  const budgets = [...new Set(cells.map(({ budgetQueries }) => budgetQueries))].sort((a, b) => a - b);
  const curves = sets.flatMap((set) =>
    methods.flatMap((method) => {
      const points = budgets.flatMap((budget) => {
        const [group] = groupsOf(cells.filter((cell) => cell.set === set && cell.method === method && cell.budgetQueries === budget));
        return group ? [[budget, accuracy(group, "calibrated")] as const] : [];
      });
      return points.length > 1 ? [{ name: `${set} ${method}`, points }] : [];
    }),
  );
  return {
    tokens: over("tokens"),
    seconds: over("seconds"),
    ...(curves.length > 0
      ? {
          queries: linePlot({
            title: "Accuracy with offsets by queries",
            x: "queries of each participant",
            y: "accuracy",
            logX: true,
            series: curves,
          }),
        }
      : {}),
  };
}

function signed(value: number): string {
  return `${value >= 0 ? "+" : "-"}${Math.abs(value).toFixed(3)}`;
}

function commitOf(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: projectRoot, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
