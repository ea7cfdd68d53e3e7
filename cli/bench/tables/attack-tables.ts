// The table of attacks: one line for each attack, one column for each share of attackers.

import { markdownTable, type ReportRow } from "../bench-report.ts";
import { pivoted } from "./pivot.ts";
import { storedBench } from "./stored.ts";

const CONTROL = "control, ";

export function attackTables(): [string, () => string][] {
  return [
    ["attacks", attacks],
    ["attacks controls", controls],
  ];
}

/** The attacks that cost anything; the others by name. Smaller shares of attackers cost less. */
function attacks(): string {
  const rows = storedBench("attacks").rows.filter(({ attack }) => !String(attack).startsWith(CONTROL));
  const lines = byShare(rows.filter(({ bad }) => /\((20|30|40) %\)/.test(String(bad))));
  const harmless = (line: ReportRow): boolean => Object.values(line).every((cell) => cell === line.attack || cell === NOTHING_LOST);
  const names = lines.filter(harmless).map(({ attack }) => attack);
  return `${markdownTable(lines.filter((line) => !harmless(line)))}\n\nNothing is lost to ${names.length} others: ${names.join("; ")}.`;
}

function controls(): string {
  const rows = storedBench("attacks").rows.filter(({ attack }) => String(attack).startsWith(CONTROL));
  return markdownTable(byShare(rows).map(({ attack, ...shares }) => ({ control: String(attack).replace(CONTROL, ""), ...shares })));
}

/** What a cell says where the consensus is that of the clean run. */
const NOTHING_LOST = "nothing lost";

/** Cells: agree / captured / drop of the worst seed. */
function byShare(rows: readonly ReportRow[]): ReportRow[] {
  // Plus 0 makes -0 a 0.
  const digits = (cell: ReportRow[string] | undefined, count: number): string =>
    (Math.round(Number(cell) * 10 ** count) / 10 ** count + 0).toFixed(count);
  return pivoted(rows, {
    row: ({ attack }) => ({ attack: attack ?? null }),
    column: ({ bad }) => /\((\d+ %)\)/.exec(String(bad))?.[1] ?? String(bad),
    cell: (row) => {
      const shown = `${digits(row.agree, 2)} / ${digits(row.captured, 2)} / ${digits(row["worst drop"], 1)}`;
      return shown === "1.00 / 0.00 / 0.0" ? NOTHING_LOST : shown;
    },
  });
}
