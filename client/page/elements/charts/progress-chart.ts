// The chart of a run's progress: the best prompt so far against the starting prompt, by the share of all training rows that each answers
// right, with a band, and every prompt that was tried as a dot. Drawn as SVG, so that colours and words are the page's.

import { html, nothing, svg, type TemplateResult } from "lit";
import type { CurveView, ProgressPoint } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Localised } from "../localised.ts";
import { type ChartColumns, chartTable } from "./chart-table.ts";
import { bandPath, bestAt, dotsPath, linePath, type Plane, planeOf } from "./curve-paths.ts";

export interface ProgressData {
  readonly curve: CurveView;
  readonly history: readonly ProgressPoint[];
  /** Asked by now: how far the curve goes. */
  readonly queries: number;
  readonly fileName: string;
  /** Beside others of its kind, of which one is explained. */
  readonly explained: boolean;
}

/** Estimates, so no fractions of a per cent. */
const rounded = (share: number): string => t().percent(Math.round(100 * share) / 100);

const HEIGHT = 240;

class ProgressChart extends Localised {
  static override properties = { data: { attribute: false }, open: { state: true }, width: { state: true } };
  declare data: ProgressData;
  declare open: boolean;
  declare width: number;

  constructor() {
    super();
    this.open = false;
    this.width = 0;
  }

  // In the next frame: a new size set at once would be observed at once, which browsers report as a loop.
  readonly #resize = new ResizeObserver(() =>
    requestAnimationFrame(() => {
      this.width = this.clientWidth;
    }),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override render(): TemplateResult {
    const { live } = t();
    const { curve } = this.data;
    const hidden = curve.start === null;
    return html`
      <h3>${live.curveTitle}</h3>
      ${hidden ? html`<p class="quiet small">${live.chartEmpty}</p>` : this.#drawing(curve, curve.start)}
      ${chartTable(this.#columns(), {
        open: this.open,
        hidden,
        onToggle: (open) => {
          this.open = open;
        },
      })}
    `;
  }

  #drawing(curve: CurveView, start: number): TemplateResult {
    const { live, percent, number } = t();
    const { queries } = this.data;
    const best = bestAt(curve, queries);
    const said = best
      ? live.curveSaid(rounded(start), rounded(best.share), rounded(best.low), rounded(best.high))
      : live.curveStart(rounded(start));
    const plane = planeOf(curve, { queries, width: Math.max(220, this.width), height: HEIGHT });
    return html`<svg class="progress-chart" role="img" aria-label="${live.curveTitle}: ${said}" width="100%" height=${HEIGHT}>
        ${grid(plane, percent, number)}
        <path class="band" d=${bandPath(plane, curve)}></path>
        <path class="dots" d=${dotsPath(plane, curve)}></path>
        <path class="start" d=${`M${plane.left} ${plane.y(start)}H${plane.right}`}></path>
        ${best ? svg`<path class="best" d=${linePath(plane, curve, start)}></path>` : nothing}
        ${labels(plane, { best: best?.share ?? null, start })}
      </svg>
      ${this.data.explained ? html`<p class="quiet small">${live.curveHint(curve.rows)}</p>` : nothing}`;
  }

  /** One row for each step; beside the curve what the step itself saw. */
  #columns(): ChartColumns {
    const { live, percent, number, fine } = t();
    const { curve, history, fileName } = this.data;
    return {
      title: live.curveTitle,
      fileName,
      head: [live.queriesAxis, live.curveBest, live.curveLow, live.curveHigh, live.baseline, live.accuracy, live.lossMean],
      rows: () =>
        history.map(({ queries, accuracy, loss }) => {
          const start = curve.start ?? Number.NaN;
          const { share, low, high } = bestAt(curve, queries) ?? { share: start, low: Number.NaN, high: Number.NaN };
          return [queries, share, low, high, start, accuracy, loss];
        }),
      words: (value, at) => (at === 0 ? number(value) : at === 6 ? fine(value) : percent(value)),
    };
  }
}

/** Lines for shares, and numbers of queries below. */
function grid(
  { left, right, top, bottom, x, y, shares, counts }: Plane,
  percent: (share: number) => string,
  number: (n: number) => string,
) {
  return svg`<g class="grid">
    ${shares.map((share) => svg`<path d=${`M${left} ${y(share)}H${right}`}></path><text x=${left - 6} y=${y(share) + 4} text-anchor="end">${percent(share)}</text>`)}
    <path class="axis" d=${`M${left} ${top}V${bottom}H${right}`}></path>
    ${counts.map((count, i) => svg`<text x=${x(count)} y=${bottom + 17} text-anchor=${i === 0 ? "start" : x(count) > right - 24 ? "end" : "middle"}>${number(count)}</text>`)}
    <text x=${(left + right) / 2} y=${bottom + 34} text-anchor="middle">${t().live.queriesAxis}</text>
  </g>`;
}

/** At the right end of each line, where a reader's eye is: the best above its line, or below where there is no room; the start below. */
function labels({ right, top, bottom, y }: Plane, { best, start }: { readonly best: number | null; readonly start: number }) {
  const { live } = t();
  const bestAbove = best !== null && y(best) - 9 > top + 8;
  const bestAt = best === null ? null : bestAbove ? y(best) - 9 : y(best) + 18;
  const below = Math.max(y(start) + 18, bestAt === null || bestAbove ? 0 : bestAt + 18);
  const startAt = below < bottom - 2 ? below : Math.min(y(start), bestAt === null ? y(start) : Math.max(y(start), bestAt + 24)) - 8;
  return svg`<g class="labels">
    <text class="of-start" x=${right - 2} y=${startAt} text-anchor="end">${live.baseline} ${rounded(start)}</text>
    ${best === null || bestAt === null ? nothing : svg`<text class="of-best" x=${right - 2} y=${bestAt} text-anchor="end">${live.curveBest} ${rounded(best)}</text>`}
  </g>`;
}

customElements.define("progress-chart", ProgressChart);
