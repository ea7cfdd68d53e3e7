// The attack suite at a glance: for each attack how much of the gain is kept, one mark per share of attackers, and where the thresholds
// lie.

import { COLOURS, escaped } from "../svg-plot.ts";

export interface AttackMark {
  readonly attack: string;
  /** Share of attackers in per cent. */
  readonly bad: number;
  /** Share of the clean run's gain that is kept, in per cent. Marks outside [0, 100] are drawn at the edge. */
  readonly retained: number;
}

export interface AttackPlot {
  readonly title: string;
  readonly marks: readonly AttackMark[];
  /** Vertical lines at these percentages. */
  readonly thresholds: readonly { readonly at: number; readonly name: string }[];
}

const [WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM] = [870, 420, 90, 62, 17, 44];

/** Rows in the order in which the attacks first appear. */
export function attackPlot({ title, marks, thresholds }: AttackPlot): string {
  const attacks = [...new Set(marks.map(({ attack }) => attack))];
  const shares = [...new Set(marks.map(({ bad }) => bad))].sort((a, b) => a - b);
  const bottom = TOP + ROW * attacks.length;
  const x = (percent: number): number =>
    Math.round(10 * (LEFT + (Math.min(100, Math.max(0, percent)) / 100) * (WIDTH - RIGHT - LEFT))) / 10;
  const parts: string[] = [];
  for (const tick of [0, 25, 50, 75, 100]) {
    parts.push(`<line x1="${x(tick)}" y1="${TOP}" x2="${x(tick)}" y2="${bottom}" stroke="#8884"/>`);
    parts.push(`<text x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`);
  }
  attacks.forEach((attack, row) => {
    parts.push(`<text x="${LEFT - 10}" y="${TOP + ROW * (row + 0.5) + 4}" text-anchor="end">${escaped(attack)}</text>`);
  });
  thresholds.forEach(({ at, name }, i) => {
    const dashes = i === 0 ? "4 2" : "1 3";
    parts.push(
      `<line x1="${x(at)}" y1="${TOP - 4}" x2="${x(at)}" y2="${bottom}" stroke="#888" stroke-width="1.5" stroke-dasharray="${dashes}"/>`,
    );
    parts.push(`<text x="${x(at) - 6}" y="${TOP - 22 + 14 * i}" text-anchor="end">${escaped(name)}</text>`);
    parts.push(`<line x1="${x(at) - 4}" y1="${TOP - 26 + 14 * i}" x2="${x(at)}" y2="${TOP - 4}" stroke="#8888"/>`);
  });
  shares.forEach((share, i) => {
    const colour = COLOURS[i % COLOURS.length] ?? "#888";
    for (const { attack, retained } of marks.filter(({ bad }) => bad === share)) {
      // Side by side within the row: most marks lie at 100.
      const y = TOP + ROW * attacks.indexOf(attack) + (ROW * (i + 1)) / (shares.length + 1);
      parts.push(`<circle cx="${x(retained)}" cy="${Math.round(10 * y) / 10}" r="2.5" fill="${colour}"/>`);
    }
    const top = TOP + 12 + 18 * i;
    parts.push(`<circle cx="${WIDTH - RIGHT + 20}" cy="${top - 4}" r="4" fill="${colour}"/>`);
    parts.push(`<text x="${WIDTH - RIGHT + 32}" y="${top}">B = ${share} %</text>`);
  });
  const height = bottom + BOTTOM;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#777">
<title>${escaped(title)}</title>
<text x="10" y="20" font-size="13" font-weight="600">${escaped(title)}</text>
${parts.join("\n")}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 8}" text-anchor="middle">share of the clean run's gain that is kept, %, mean over seeds</text>
</svg>
`;
}
