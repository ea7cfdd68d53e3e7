// A small line plot as SVG text: axes, series, legend. Readable on light and on dark pages.

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Points only; a line through them otherwise. */
  readonly marks?: boolean;
}

export interface PlotOptions {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Logarithmic axes; their values must be positive. */
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly series: readonly PlotSeries[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 360, 60, 170, 34, 44];
/** Okabe and Ito's colours, told apart by the colour-blind too. */
export const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F"];

export function linePlot(options: PlotOptions): string {
  const all = options.series.flatMap(({ points }) => points);
  const x = axis(
    all.map(([value]) => value),
    { log: options.logX ?? false, from: LEFT, to: WIDTH - RIGHT },
  );
  const y = axis(
    all.map(([, value]) => value),
    { log: options.logY ?? false, from: HEIGHT - BOTTOM, to: TOP },
  );
  const parts: string[] = [];
  for (const tick of x.ticks) {
    parts.push(`<line x1="${x.at(tick)}" y1="${TOP}" x2="${x.at(tick)}" y2="${HEIGHT - BOTTOM}" stroke="#8884"/>`);
    parts.push(`<text x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label(tick)}</text>`);
  }
  for (const tick of y.ticks) {
    parts.push(`<line x1="${LEFT}" y1="${y.at(tick)}" x2="${WIDTH - RIGHT}" y2="${y.at(tick)}" stroke="#8884"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${y.at(tick) + 4}" text-anchor="end">${label(tick)}</text>`);
  }
  options.series.forEach(({ name, points, marks }, i) => {
    const colour = COLOURS[i % COLOURS.length] ?? "#888";
    const drawn = points.map(([px, py]) => [x.at(px), y.at(py)] as const);
    if (marks) parts.push(...drawn.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`));
    else
      parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${drawn.map((point) => point.join(",")).join(" ")}"/>`);
    const top = TOP + 12 + 18 * i;
    parts.push(`<rect x="${WIDTH - RIGHT + 10}" y="${top - 8}" width="12" height="4" fill="${colour}"/>`);
    parts.push(`<text x="${WIDTH - RIGHT + 28}" y="${top - 2}">${escaped(name)}</text>`);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" fill="#777">
<title>${escaped(options.title)}</title>
<text x="${LEFT}" y="20" font-size="13" font-weight="600">${escaped(options.title)}</text>
${parts.join("\n")}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(options.x)}</text>
<text transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(options.y)}</text>
</svg>
`;
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function axis(values: readonly number[], place: { readonly log: boolean; readonly from: number; readonly to: number }): Axis {
  const scale = (value: number): number => (place.log ? Math.log10(value) : value);
  let low = Math.min(...values.map(scale));
  let high = Math.max(...values.map(scale));
  if (!(high > low)) [low, high] = [low - 0.5, high + 0.5];
  const step = place.log ? Math.max(1, Math.ceil((high - low) / 6)) : niceStep((high - low) / 5);
  if (!place.log) [low, high] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k++) ticks.push(place.log ? 10 ** (k * step) : k * step);
  const at = (value: number): number =>
    Math.round(10 * (place.from + ((scale(value) - low) / (high - low)) * (place.to - place.from))) / 10;
  return { ticks, at };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough - 1e-12);
  return (factor ?? 10) * power;
}

function label(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
