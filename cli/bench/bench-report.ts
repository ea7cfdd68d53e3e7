// The report of a bench: rows, targets met and missed, and where they were measured. The same as a Markdown table on the terminal.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { projectRoot } from "../machine/project-root.ts";
import type { BenchOptions } from "./bench-options.ts";

export type ReportCell = string | number | null;
export type ReportRow = Readonly<Record<string, ReportCell>>;

export interface Target {
  readonly id: string;
  /** In words. */
  readonly target: string;
  readonly measured: ReportCell;
  readonly met: boolean;
}

export interface BenchResult {
  readonly bench: string;
  readonly rows: readonly ReportRow[];
  readonly targets: readonly Target[];
  /** Findings, a sentence each. */
  readonly notes: readonly string[];
  /** File name in docs/benchmarks/ to SVG text. */
  readonly plots: Readonly<Record<string, string>>;
}

/** Prints, writes the JSON where asked, and the plots of a full run. */
export function report(options: BenchOptions, result: BenchResult, startedMs: number): void {
  const { bench, rows, targets, notes, plots } = result;
  const seconds = Math.round((Date.now() - startedMs) / 1_000);
  const document = {
    bench,
    seed: 1,
    seeds: options.seeds,
    quick: options.quick,
    commit: commitOf(),
    machine: { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    seconds,
    rows,
    targets,
    notes,
  };
  console.log(`${markdownTable(rows)}\n`);
  console.log(markdownTable(targets.map(({ id, target, measured, met }) => ({ id, target, measured, met: met ? "met" : "MISSED" }))));
  for (const note of notes) console.log(`\n${note}`);
  console.log(`\n${bench}: ${options.seeds} seeds, ${seconds} s${options.quick ? ", quick: the numbers mean little" : ""}`);
  if (options.json !== undefined) write(options.json, `${JSON.stringify(document, null, 1)}\n`);
  if (!options.quick) for (const [name, svg] of Object.entries(plots)) write(join(projectRoot, "docs", "benchmarks", name), svg);
}

/** Columns in the order of the first row. */
export function markdownTable(rows: readonly ReportRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(escaped)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map((column) => shown(row[column] ?? null)))),
  ].join("\n");
}

function shown(cell: ReportCell): string {
  if (cell === null) return "-";
  return typeof cell === "number" && !Number.isInteger(cell) ? String(Number(cell.toPrecision(3))) : escaped(String(cell));
}

/** A bar would begin another column. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function commitOf(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: projectRoot, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
