// Which label is taken for which: the right labels down, the answers across. Words and figures carry it; colour only helps.

import { html, type TemplateResult } from "lit";
import type { Score } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

/** A wrong answer to this share of a label's texts stands out. */
const OFTEN = 0.15;

export function confusionTable({ confusion }: Score, labels: readonly string[], set: string): TemplateResult {
  const { result, number, percent } = t();
  return html`<p class="quiet small" id="confusion-hint">${result.confusionCaption(set)}</p>
  <div class="scroll" tabindex="0" role="region" aria-label=${result.confusion}>
    <table class="confusion" data-confusion aria-describedby="confusion-hint">
      <caption class="unseen">
        ${result.confusion}
      </caption>
      <thead>
        <tr>
          <th scope="col">${result.rightLabel}</th>
          ${labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}
          <th scope="col" class="number">${result.recall}</th>
        </tr>
      </thead>
      <tbody>
        ${labels.map((label, i) => {
          const row = confusion[i] ?? [];
          const total = row.reduce((sum, count) => sum + count, 0);
          return html`<tr>
            <th scope="row">${label}</th>
            ${labels.map((_, j) => {
              const count = row[j] ?? 0;
              return html`<td class="number" data-kind=${i === j ? "right" : count > 0 && count >= OFTEN * total ? "wrong" : "none"}>${number(count)}</td>`;
            })}
            <td class="number">${total > 0 ? percent((row[i] ?? 0) / total) : "–"}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
