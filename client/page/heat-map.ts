// The consensus slot by slot: every candidate with its share, darker where the participants agree. Also the bars of a trial.

import { html, svg, type TemplateResult } from "lit";
import type { SlotView } from "../participant/worker-api.ts";
import { t } from "./catalogue/catalogue.ts";

export function heatMap(slots: readonly SlotView[]): TemplateResult {
  const { live, percent } = t();
  const cell = (share: number, text: string): TemplateResult => html`<li data-heat=${heatOf(share)} title="${text} ${percent(share)}">
    <span class="unseen">${text} </span>${Math.round(100 * share)}
  </li>`;
  return html`<table class="heat">
    <thead>
      <tr>
        <th scope="col">${live.slotName}</th>
        <th scope="col">${live.favourite}</th>
        <th scope="col">${live.shares} (%)</th>
      </tr>
    </thead>
    <tbody>
      ${tied(slots).map(
        ({ slot: { kind, label, candidates }, times }) => html`<tr>
          <th scope="row">${live.slot[kind]} ${label}${times > 1 ? ` × ${times}` : ""}</th>
          <td>${nameOf(candidates[0]?.text)}</td>
          <td>
            <ol>
              ${candidates.map(({ text, share }) => cell(share, nameOf(text)))}
            </ol>
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Slots that share one distribution, as the shots of a class do, are told once. */
function tied(slots: readonly SlotView[]): readonly { readonly slot: SlotView; readonly times: number }[] {
  const groups = new Map<string, { readonly slot: SlotView; readonly times: number }>();
  slots.forEach((slot, i) => {
    const key = slot.kind === "public-demonstration" ? JSON.stringify(slot) : String(i);
    groups.set(key, { slot, times: (groups.get(key)?.times ?? 0) + 1 });
  });
  return [...groups.values()];
}

function nameOf(text: string | undefined): string {
  return text === undefined || text === "" ? t().live.empty : text;
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
