// Two plots as SVG text: accuracy by queries, and every method's difference to alone with its interval. One colour a method, the same in
// both, and names beside what they name.

import { COLOURS, escaped } from "../../svg-plot.ts";
import { RECORDED_METHODS } from "../methods/methods.ts";
import { BUDGETS, MAIN_BUDGET, type RecordedCell } from "../run-line.ts";
import { accuracyOf, compareArms } from "./comparison.ts";

const MORE_COLOURS = [...COLOURS, "#882255", "#117733", "#332288", "#AA4499", "#999933", "#44AA99", "#661100"];
const [WIDTH, LEFT, RIGHT, TOP] = [720, 60, 150, 40];

function colourOf(method: string): string {
  return MORE_COLOURS[RECORDED_METHODS.findIndex(({ name }) => name === method) % MORE_COLOURS.length] ?? "#777";
}

/** Lines through the budgets with 95 % intervals, as pasted; only lines of recordings that every method has at every budget. */
export function queriesPlot(cells: readonly RecordedCell[], people: number): string {
  const height = 420;
  const series = RECORDED_METHODS.flatMap(({ name }) => {
    const points = BUDGETS.flatMap((budget) => {
      const found = accuracyOf(cells, { method: name, people, budget, reading: "bare" });
      return found ? [{ budget, ...found }] : [];
    });
    return points.length === BUDGETS.length ? [{ name, points }] : [];
  });
  const values = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const [low, high] = [Math.floor(20 * Math.min(...values)) / 20, Math.ceil(20 * Math.max(...values)) / 20];
  const x = (budget: number): number => LEFT + 30 + (BUDGETS.indexOf(budget) / (BUDGETS.length - 1)) * (WIDTH - LEFT - RIGHT - 60);
  const y = (value: number): number => TOP + ((high - value) / (high - low)) * (height - TOP - 50);
  const parts: string[] = [];
  for (let tick = low; tick <= high + 1e-9; tick += 0.05) {
    parts.push(`<line x1="${LEFT}" y1="${round(y(tick))}" x2="${WIDTH - RIGHT}" y2="${round(y(tick))}" stroke="#8884"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${tick.toFixed(2)}</text>`);
  }
  for (const budget of BUDGETS) parts.push(`<text x="${x(budget)}" y="${height - 28}" text-anchor="middle">${budget}</text>`);
  series.forEach(({ name, points }, i) => {
    const colour = colourOf(name);
    // A little apart, so that intervals do not hide each other.
    const shift = 2.5 * (i - series.length / 2);
    const drawn = points.map(({ budget, mean }) => `${round(x(budget) + shift)},${round(y(mean))}`);
    parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${drawn.join(" ")}"/>`);
    for (const { budget, low: from, high: to } of points)
      parts.push(
        `<line x1="${round(x(budget) + shift)}" y1="${round(y(from))}" x2="${round(x(budget) + shift)}" y2="${round(y(to))}" stroke="${colour}"/>`,
      );
  });
  const ends = series.map(({ name, points }) => ({ name, y: y(points.at(-1)?.mean ?? 0) })).sort((a, b) => a.y - b.y);
  spread(ends, 13).forEach(({ name, y: at }) => {
    parts.push(`<text x="${WIDTH - RIGHT + 4}" y="${round(at + 4)}" fill="${colourOf(name)}" font-weight="600">${escaped(name)}</text>`);
  });
  return framed(
    {
      height,
      title: `Accuracy as pasted by queries of a participant, ${people} people, 95 % intervals`,
      below: "queries of a participant",
    },
    parts,
  );
}

/** One row a method: the difference to alone at the main budget, as pasted (filled) and with probabilities (open). */
export function gainPlot(cells: readonly RecordedCell[], people: number): string {
  const arm = { people, budget: MAIN_BUDGET };
  const rows = RECORDED_METHODS.flatMap(({ name }) => {
    const found = (["bare", "pooled"] as const).map((reading) =>
      compareArms(cells, { ...arm, reading, method: name }, { ...arm, reading, method: "alone" }),
    );
    return name !== "alone" && found[0] ? [{ name, found }] : [];
  });
  const height = TOP + 24 * rows.length + 50;
  const values = rows.flatMap(({ found }) => found.flatMap((part) => (part ? [part.low, part.high] : [])));
  const [low, high] = [Math.floor(20 * Math.min(0, ...values)) / 20, Math.ceil(20 * Math.max(0, ...values)) / 20];
  const x = (value: number): number => 150 + ((value - low) / (high - low)) * (WIDTH - 150 - 30);
  const parts: string[] = [];
  for (let tick = low; tick <= high + 1e-9; tick += 0.05) {
    const strong = Math.abs(tick) < 1e-9;
    parts.push(
      `<line x1="${round(x(tick))}" y1="${TOP - 6}" x2="${round(x(tick))}" y2="${height - 44}" stroke="${strong ? "#888" : "#8884"}"/>`,
    );
    parts.push(`<text x="${round(x(tick))}" y="${height - 28}" text-anchor="middle">${Math.round(100 * tick)}</text>`);
  }
  rows.forEach(({ name, found }, i) => {
    const colour = colourOf(name);
    parts.push(`<text x="142" y="${TOP + 24 * i + 12}" text-anchor="end" fill="${colour}" font-weight="600">${escaped(name)}</text>`);
    found.forEach((part, k) => {
      if (!part) return;
      const at = TOP + 24 * i + 4 + 9 * k;
      parts.push(
        `<line x1="${round(x(part.low))}" y1="${at}" x2="${round(x(part.high))}" y2="${at}" stroke="${colour}" stroke-width="2"/>`,
      );
      parts.push(
        `<circle cx="${round(x(part.mean))}" cy="${at}" r="4" stroke="${colour}" stroke-width="2" fill="${k === 0 ? colour : "none"}"/>`,
      );
    });
  });
  const title = `Points against alone, ${people} people, ${MAIN_BUDGET} queries: as pasted (filled), with probabilities (open)`;
  return framed({ height, title, below: "points of accuracy" }, parts);
}

function framed(
  { height, title, below }: { readonly height: number; readonly title: string; readonly below: string },
  parts: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#777">
<title>${escaped(title)}</title>
<text x="12" y="20" font-size="13" font-weight="600">${escaped(title)}</text>
${parts.join("\n")}
<text x="${WIDTH / 2}" y="${height - 8}" text-anchor="middle">${escaped(below)}</text>
</svg>
`;
}

/** Moves labels down until none covers the one above. */
function spread<T extends { readonly y: number }>(labels: readonly T[], least: number): T[] {
  let last = Number.NEGATIVE_INFINITY;
  return labels.map((label) => {
    last = Math.max(label.y, last + least);
    return { ...label, y: last };
  });
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
