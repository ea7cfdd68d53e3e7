// The report as one HTML page without scripts.

import type { ReportCell, ReportRow, Target } from "../bench-report.ts";

export interface PageInput {
  readonly notes: readonly string[];
  readonly targets: readonly Target[];
  readonly ranks: readonly ReportRow[];
  readonly rows: readonly ReportRow[];
  /** SVG texts. */
  readonly plots: readonly string[];
}

export function page({ notes, targets, ranks, rows, plots }: PageInput): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Accuracy</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color-scheme: light dark; }
div { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #8884; padding: .25rem .75rem .25rem 0; text-align: left; }
svg { max-width: 100%; }
</style>
<h1>Accuracy at equal numbers of queries</h1>
${notes.map((note) => `<p>${escaped(note)}</p>`).join("\n")}
<h2>Targets</h2>
${table(targets.map(({ id, target, measured, met }) => ({ target: id, wanted: target, measured, met: met ? "met" : "missed" })))}
<h2>Average ranks</h2>
${table(ranks)}
<h2>All figures</h2>
${table(rows)}
${plots.join("\n")}
</html>
`;
}

function table(rows: readonly ReportRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) =>
    line(
      columns.map((column) => escaped(shown(row[column] ?? null))),
      "td",
    ),
  );
  return `<div><table>${line(columns.map(escaped), "th")}${body.join("")}</table></div>`;
}

function shown(cell: ReportCell): string {
  return cell === null ? "" : String(cell);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
