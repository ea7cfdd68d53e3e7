// The consensus slot by slot: every candidate with its share, darker where the participants agree. Also the bars of a trial.

import { html, svg, type TemplateResult } from "lit";
import type { SlotView } from "../participant/worker-api.ts";
import { t } from "./catalogue/catalogue.ts";

export function heatMap(slots: readonly SlotView[]): TemplateResult {
  const { live, percent } = t();
  return html`<ul class="heat">
    ${slots.map(
      (slot, i) => html`<li>
        <strong class="small">${i + 1}. ${live.slot[slot.kind]} ${slot.label}</strong>
        <ol>
          ${slot.candidates.map(
            ({ text, share }) => html`<li data-heat=${heatOf(share)}>
              <span class="clip" title=${text}>${text === "" ? live.empty : text}</span> ${percent(share)}
            </li>`,
          )}
        </ol>
      </li>`,
    )}
  </ul>`;
}

/** 0 to 5; the highest for a share above 0.6. Steps, because a strict content policy allows no inline styles. */
function heatOf(share: number): number {
  return [0.05, 0.12, 0.22, 0.38, 0.6].filter((limit) => share >= limit).length;
}

/** A bar for a share in [0, 1]; the number stands beside it in text. */
export function bar(share: number): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect width="100" height="6" rx="3"></rect><rect width=${(100 * share).toFixed(1)} height="6" rx="3"></rect>`}
  </svg>`;
}
