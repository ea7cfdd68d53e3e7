// The one picture: three browsers around an aggregator, what goes up and what comes down.

import { html, svg, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";

export function picture(): TemplateResult {
  const { landing } = t();
  const browser = (x: number, y: number) => svg`<g transform="translate(${x} ${y})">
    <rect class="box" width="150" height="92" rx="12"></rect>
    <text x="75" y="24" class="strong">${landing.pictureBrowser}</text>
    <rect class="inner" x="12" y="36" width="126" height="20" rx="6"></rect>
    <text x="75" y="50" class="fine">${landing.pictureExamples}</text>
    <rect class="inner" x="12" y="62" width="126" height="20" rx="6"></rect>
    <text x="75" y="76" class="fine">${landing.pictureModel}</text>
  </g>`;
  const arrows = (fromX: number, fromY: number, toX: number, toY: number) => svg`
    <path class="up" d="M${fromX - 6} ${fromY} L${toX - 6} ${toY}" marker-end="url(#head)"></path>
    <path class="down" d="M${toX + 8} ${toY} L${fromX + 8} ${fromY}" marker-end="url(#head)"></path>`;
  return html`<svg class="picture" viewBox="0 0 520 330" role="img" aria-label=${landing.picture}>
    ${svg`
      <defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"></path></marker></defs>
      <g><rect class="hub" x="175" y="16" width="170" height="60" rx="30"></rect><text x="260" y="51" class="strong light">${landing.pictureAggregator}</text></g>
      ${arrows(95, 216, 205, 80)} ${arrows(260, 216, 260, 82)} ${arrows(425, 216, 315, 80)}
      <text x="158" y="126" class="fine end">${landing.pictureUp}</text>
      <text x="364" y="126" class="fine start">${landing.pictureDown}</text>
      ${browser(8, 222)} ${browser(185, 222)} ${browser(362, 222)}
    `}
  </svg>`;
}
