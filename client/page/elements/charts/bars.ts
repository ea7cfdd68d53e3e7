// Numbers as bars in a list: name, bar, number. The number is text, so nothing is lost without the drawing.

import { html, type TemplateResult } from "lit";
import { t } from "../../catalogue/catalogue.ts";
import { bar } from "./heat-map.ts";

export interface Bar {
  readonly name: string | TemplateResult;
  readonly amount: number;
}

/** Bars are drawn relative to the largest. */
export function bars(rows: readonly Bar[]): TemplateResult {
  const largest = Math.max(...rows.map(({ amount }) => amount), Number.MIN_VALUE);
  return html`<ul class="bars">
    ${rows.map(({ name, amount }) => html`<li><span>${name}</span>${bar(amount / largest)}<span class="amount">${t().number(Math.round(amount * 1_000) / 1_000)}</span></li>`)}
  </ul>`;
}
