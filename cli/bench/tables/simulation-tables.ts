// Tables of the benches in virtual time and of the real aggregator: rows as measured, or turned so that one line tells one condition.

import { markdownTable, type ReportRow } from "../bench-report.ts";
import { attackTables } from "./attack-tables.ts";
import { pivoted } from "./pivot.ts";
import { storedBench } from "./stored.ts";

const AGGREGATOR = [
  ...["candidates", "participants", "merges/s", "of 1", "merged p50, ms", "merged p95, ms"],
  ...["step mean, ms", "step p95, ms", "step / merge"],
];

type Rows = readonly ReportRow[];

/** Benches with their rows as a reader needs them. */
const SHOWN: readonly (readonly [name: string, rows: (rows: Rows) => Rows])[] = [
  ["convergence", (rows) => rows.filter((_, i) => i % 6 === 0)],
  ["stragglers", stragglers],
  ["federation", federation],
  ["queries", queries],
  ["aggregator", (rows) => rows.filter(({ candidates }) => candidates !== "50 x 100").map((row) => columns(row, AGGREGATOR))],
];

/** For each bench: where and when it ran, its targets, and its rows. */
export function simulationTables(): [string, () => string][] {
  return [
    ...[...SHOWN.map(([name]) => name), "rounds", "attacks"].flatMap((name): [string, () => string][] => [
      [`${name} run`, () => ran(name)],
      [`${name} targets`, () => targets(name)],
    ]),
    ...SHOWN.flatMap(([name, rows]): [string, () => string][] => [[name, () => markdownTable(rows(storedBench(name).rows))]]),
    ["rounds", () => markdownTable(rounds(storedBench("rounds").rows))],
    ...attackTables(),
  ];
}

function columns(row: ReportRow, names: readonly string[]): ReportRow {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

/** One sentence: commit, seeds, time and machine. */
function ran(name: string): string {
  const { commit, seeds, seconds, machine } = storedBench(name);
  return `Commit ${commit}, ${seeds} seeds, ${seconds} s on ${machine.cores} shared cores (${machine.cpu}, Node ${machine.node}); [${name}.json](${name}.json).`;
}

/** How many are met; those that are missed, with what was wanted. */
function targets(name: string): string {
  const all = storedBench(name).targets;
  const missed = all.filter(({ met }) => !met);
  const lines = missed.map(({ id, target, measured }) => `- **Missed**: ${id}: ${measured} (wanted: ${target})`);
  const met = `${all.length - missed.length} of ${all.length} targets are met.`;
  return lines.length > 0 ? `${met}\n\n${lines.join("\n")}` : met;
}

/** Minutes of the asynchronous run, and how many times as long the others take with steps as long as theirs may be. */
function stragglers(rows: Rows): ReportRow[] {
  const lease = / ?, no lease$/;
  const mode = (row: ReportRow): string => String(row.mode).replace(lease, "");
  const asynchronous = (row: ReportRow): boolean => mode(row).startsWith("asynchronous");
  return pivoted(
    rows.filter((row) => asynchronous(row) || mode(row).includes("steps x")),
    {
      row: (row) => ({ R: row.R ?? null, conditions: `${row.conditions}${lease.test(String(row.mode)) ? ", no lease" : ""}` }),
      column: (row) => (asynchronous(row) ? "asynchronous, minutes" : mode(row)),
      cell: (row) => {
        if (asynchronous(row)) return row["minutes to goal"] ?? null;
        return `${row["speed-up of asynchronous"]}${row.reached === "10/10" ? "" : `, ${row.reached} reached it`}`;
      },
    },
  );
}

/** Minutes with the closed form, and how many times as long and as many queries the others take. */
function rounds(rows: Rows): ReportRow[] {
  return pivoted(rows, {
    row: (row) => ({ R: row.R ?? null, conditions: row.conditions ?? null }),
    column: (row) => (row.phi === "proximal" ? "proximal, minutes" : `${row.phi}: time, queries`),
    cell: (row) => {
      if (row.phi === "proximal") return row["minutes to goal"] ?? null;
      if (row.reached !== "10/10") return `${row.reached} reached it`;
      const queries = String(row["queries / proximal"]).split(" ")[0];
      return `${row["time / proximal"]}, ${queries}`;
    },
  });
}

/** Without the variants of variants. */
function queries(rows: Rows): ReportRow[] {
  const shown = rows.filter(({ method }) => !String(method).endsWith("neighbours"));
  return shown.map((row) => columns(row, ["method", "chosen @500", "chosen @2000", "chosen @8000", "likeliest @8000"]));
}

/** Loss and accuracy of each arm. */
function federation(rows: Rows): ReportRow[] {
  return pivoted(
    rows.filter(({ R }) => R !== 1),
    {
      row: (row) => ({ R: row.R ?? null }),
      column: (row) => String(row.arm),
      cell: (row) => `${row["test loss"]}; ${row["test accuracy"]}`,
    },
  );
}
