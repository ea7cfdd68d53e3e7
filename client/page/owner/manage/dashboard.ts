// How a task goes, in figures and charts. Shows; what it shows was counted by the aggregator.

import { html, nothing, type TemplateResult } from "lit";
import type { SearchSpace } from "../../../../shared/prompt/search-space.ts";
import type { Status } from "../../../../shared/protocol/messages.ts";
import type { Dashboard } from "../../../../shared/protocol/owner-messages.ts";
import { t } from "../../catalogue/catalogue.ts";
import { heatMap } from "../../elements/charts/heat-map.ts";
import type { ChartData } from "../../elements/charts/line-chart.ts";
import { slotViewsOf } from "./consensus-view.ts";
import "../../elements/charts/line-chart.ts";
import { bars } from "../../elements/charts/bars.ts";
import { field } from "../fields.ts";
import { slotNames } from "../slot-names.ts";
import { words } from "../words.ts";
import { accuracyChart, lossChart, minutesChart } from "./minute-charts.ts";

export interface Shown {
  readonly space: SearchSpace;
  readonly status: Status;
  readonly dashboard: Dashboard;
  /** Of a million tokens; 0 where the owner gave none. */
  readonly price: number;
  setPrice(price: number): void;
}

export function dashboardSections(shown: Shown): TemplateResult {
  return html`${figures(shown)} ${charts(shown.dashboard)} ${planes(shown)} ${consensus(shown)}`;
}

function figures({ status, dashboard, price, setPrice }: Shown): TemplateResult {
  const { owner, number, percent } = t();
  const { dashboard: said } = words();
  const rounded = (value: number): string => number(Math.round(value * 1_000) / 1_000);
  const { live, suspended, left } = dashboard.participants;
  const rows: readonly (readonly [string, string])[] = [
    [said.live, number(live)],
    [said.suspended, number(suspended)],
    [said.left, number(left)],
    [owner.iteration, number(status.iteration)],
    [owner.merged, number(status.merged)],
    [owner.stale, number(status.stale)],
    [owner.refused, number(status.refused)],
    [owner.stalenessMean, rounded(status.stalenessMean)],
    [owner.stalenessMax, number(status.stalenessMax)],
    [owner.disagreement, rounded(status.disagreement)],
    [owner.entropy, percent(status.entropy)],
    [owner.queries, number(status.queries)],
    [owner.tokens, number(status.tokens)],
    ...(price > 0 ? [[said.cost, rounded((status.tokens / 1e6) * price)] as const] : []),
  ];
  const refused = Object.entries(status.refusedByCode);
  return html`<section class="card stack" aria-labelledby="figures-title">
    <h2 id="figures-title">${said.title}</h2>
    ${status.presence.joined === 0 ? html`<p class="note">${said.nobody}</p>` : nothing}
    <p class="quiet small">${said.joinedOf(status.presence.joined, dashboard.capacity)}</p>
    <dl class="tiles">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <details>
      <summary class="small">${said.cost}</summary>
      ${field({ id: "price", label: said.price, hint: said.priceHint, type: "number", min: 0, value: price > 0 ? String(price) : "", onInput: (value) => setPrice(Math.max(0, Number(value) || 0)) })}
    </details>
    ${
      refused.length > 0
        ? html`<h3>${said.refusals}</h3>
          ${bars(refused.map(([code, amount]) => ({ name: html`<a href="/help#${code}">${code}</a>`, amount })))}`
        : nothing
    }
    <p class="quiet small">${said.refresh}</p>
  </section>`;
}

function charts({ minutes, staleness }: Dashboard): TemplateResult {
  const { dashboard: said } = words();
  if (minutes.length === 0)
    return html`<section class="card stack">
      <h2>${said.overTime}</h2>
      <p class="quiet">${said.nothing}</p>
    </section>`;
  return html`<section class="card stack">
    <h2>${said.overTime}</h2>
    <div class="charts">
      <div><line-chart .data=${minutesChart(minutes)}></line-chart></div>
      <div>${lineOrFigure(lossChart(minutes))}</div>
      <div>${lineOrFigure(accuracyChart(minutes))}</div>
    </div>
    <h3>${said.staleness}</h3>
    ${bars(staleness.map(({ upTo, times }) => ({ name: said.upTo(upTo <= 2 ? upTo : upTo / 2 + 1, upTo), amount: times })))}
  </section>`;
}

/** One minute makes no line, and none at all a dash. */
function lineOrFigure(data: ChartData): TemplateResult {
  const [first, second] = data.series[0]?.values ?? [];
  if (second !== undefined) return html`<line-chart .data=${data}></line-chart>`;
  return html`<h3>${data.title}</h3>
    <p class="verdict">${first === undefined ? "–" : t().number(Math.round(first * 1_000) / 1_000)}</p>`;
}

function planes({ space, dashboard }: Shown): TemplateResult {
  const { dashboard: said } = words();
  const names = slotNames(space);
  const strongest = [...dashboard.planes].sort((a, b) => b.dual - a.dual).slice(0, 12);
  return html`<section class="card stack">
    <h2>${said.planes}: ${t().number(dashboard.planes.length)}</h2>
    ${
      strongest.length > 0
        ? html`<p class="quiet small">${said.dual}</p>
          ${bars(strongest.map(({ slot, born, dual }) => ({ name: said.plane(names[slot] ?? said.slotName(slot + 1), born), amount: dual })))}`
        : html`<p class="quiet">${said.noPlanes}</p>`
    }
  </section>`;
}

function consensus({ space, status }: Shown): TemplateResult {
  const { owner, live } = t();
  return html`<section class="card stack">
    <h2>${owner.consensus}</h2>
    <p class="quiet small">${live.consensusHint}</p>
    ${heatMap(slotViewsOf(space, status.z))}
  </section>`;
}
