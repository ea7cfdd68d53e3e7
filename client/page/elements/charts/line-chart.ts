// A chart of a few series against queries. uPlot is loaded with the first points; a table and a CSV say the same to whoever cannot see it.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../../catalogue/catalogue.ts";
import { THEME_EVENT } from "../theme.ts";
import { type ChartColumns, chartTable } from "./chart-table.ts";

export interface ChartLine {
  readonly name: string;
  readonly values: readonly number[];
}

export interface ChartData {
  readonly title: string;
  readonly x: { readonly name: string; readonly values: readonly number[] };
  readonly series: readonly ChartLine[];
  readonly fileName: string;
  /** Ends of the y axis where they are known; else it follows the values. */
  readonly range?: readonly [number, number];
}

type Columns = [number[], ...(number | null)[][]];

const HEIGHT = 220;

class LineChart extends LitElement {
  static override properties = { data: { attribute: false }, open: { state: true }, undrawn: { state: true } };
  declare data: ChartData;
  /** The table is shown: its rows cost more than the drawing. */
  declare open: boolean;
  /** The part that draws could not be loaded: the table stands for the chart. */
  declare undrawn: boolean;
  #plot: {
    destroy(): void;
    setData(data: Columns): void;
    setSize(size: { width: number; height: number }): void;
  } | null = null;
  /** What the plot's legend says. */
  #named = "";
  #building = false;
  #drawn: readonly number[] = [];

  constructor() {
    super();
    this.open = false;
    this.undrawn = false;
  }

  readonly #rebuild = (): void => {
    this.#plot?.destroy();
    this.#plot = null;
    this.requestUpdate();
  };
  // In the next frame: a new size set at once would be observed at once, which browsers report as a loop.
  readonly #resize = new ResizeObserver(() => requestAnimationFrame(() => this.#plot?.setSize({ width: this.#width(), height: HEIGHT })));

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(THEME_EVENT, this.#rebuild);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.#rebuild);
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(THEME_EVENT, this.#rebuild);
    matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.#rebuild);
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  override render(): TemplateResult {
    const { title, x, series } = this.data;
    const { live } = t();
    const last = series.map(({ name, values }) => `${name} ${rounded(values.at(-1))}`).join(", ");
    const hidden = x.values.length === 0;
    return html`
      <h3>${title}</h3>
      ${hidden ? html`<p class="quiet small">${live.chartEmpty}</p>` : nothing}
      <div class="chart" role="img" aria-label="${title}: ${last}" ?hidden=${hidden || this.undrawn}></div>
      ${chartTable(this.#columns(), {
        open: this.open,
        hidden,
        onToggle: (open) => {
          this.open = open;
        },
      })}
    `;
  }

  #columns(): ChartColumns {
    const { title, x, series, fileName } = this.data;
    return {
      title,
      fileName,
      head: [x.name, ...series.map(({ name }) => name)],
      rows: () => x.values.map((value, i) => [value, ...series.map(({ values }) => values[i] ?? Number.NaN)]),
      words: (value, at) => (at === 0 ? t().number(value) : rounded(value)),
    };
  }

  protected override updated(_: PropertyValues): void {
    const { x, series } = this.data;
    if (x.values.length === 0) return;
    // The legend's names are those it was built with.
    if (this.#plot && this.#named !== namesOf(this.data)) this.#rebuild();
    if (!this.#plot) return void this.#build();
    // Views come several times a second, points once a step: what is drawn already is not drawn again.
    const last = [x.values.length, x.values.at(-1) ?? 0, ...series.map(({ values }) => values.at(-1) ?? 0)];
    if (last.every((value, i) => Object.is(value, this.#drawn[i]))) return;
    this.#drawn = last;
    this.#plot.setData(columns(this.data));
  }

  async #build(): Promise<void> {
    if (this.#building || this.undrawn) return;
    this.#building = true;
    const UPlot = await loadPlot();
    this.#building = false;
    if (!UPlot) {
      this.undrawn = true;
      this.open = true;
      return;
    }
    const host = this.querySelector<HTMLElement>(".chart");
    if (!host || !this.isConnected) return;
    const style = getComputedStyle(this);
    const colour = (name: string): string => resolve(style.getPropertyValue(name), host);
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const { x, series, range } = this.data;
    this.#named = namesOf(this.data);
    this.#plot = new UPlot(
      {
        width: this.#width(),
        height: HEIGHT,
        scales: { x: { time: false }, y: range ? { range: [...range] } : {} },
        axes: [axis, { ...axis, size: 56 }],
        series: [
          { label: x.name },
          ...series.map(({ name }, i) => ({
            label: name,
            stroke: colour(`--series-${i + 1}`),
            width: 2,
            ...(i === 1 ? { dash: [6, 4] } : {}),
            value: (_: unknown, value: number | null) => (value === null ? "" : rounded(value)),
          })),
        ],
      },
      columns(this.data),
      host,
    );
  }

  #width(): number {
    return Math.max(220, this.clientWidth);
  }
}

/** null where it cannot be had: a new deployment has no more of the parts that a tab of the old one still wants. */
async function loadPlot() {
  try {
    const [{ default: plot }] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
    return plot;
  } catch {
    return null;
  }
}

/** In the language in use. */
function namesOf({ x, series }: ChartData): string {
  return JSON.stringify([x.name, ...series.map(({ name }) => name)]);
}

/** A value that is no number leaves a gap. */
function columns({ x, series }: ChartData): Columns {
  return [[...x.values], ...series.map(({ values }) => values.map((value) => (Number.isFinite(value) ? value : null)))];
}

function rounded(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "–" : t().number(Math.round(value * 10_000) / 10_000);
}

/** A canvas does not understand light-dark(): let the browser work the colour out. */
function resolve(value: string, host: HTMLElement): string {
  const before = host.style.color;
  host.style.color = value;
  const resolved = getComputedStyle(host).color;
  host.style.color = before;
  return resolved;
}

customElements.define("line-chart", LineChart);
