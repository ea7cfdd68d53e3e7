// How the prompts did, as a table: each first as pasted, then with label probabilities.

import { html, nothing, type TemplateResult } from "lit";
import type { Score, TunedResult } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { intervalOf } from "./interval.ts";

export function scoreTable({ baseline, tuned, labelOffsets, baselineKept }: TunedResult): TemplateResult | typeof nothing {
  const { result } = t();
  const offset = labelOffsets.some((value) => value !== 0);
  const sets = [
    { name: result.validation, from: baseline.validation, to: tuned.validation, bare: tuned.validationWithoutOffsets },
    { name: result.test, from: baseline.test, to: tuned.test, bare: tuned.testWithoutOffsets },
  ];
  if (!sets.some(({ from, to }) => measured(from) && measured(to))) return nothing;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${result.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${result.set}</th>
            <th scope="col" class="number">${result.right}<br /><span class="quiet small">${result.interval}</span></th>
            <th scope="col" class="number">${result.loss}</th>
          </tr>
        </thead>
        ${sets.map(({ name, from, to, bare }) =>
          measured(from) && measured(to)
            ? html`<tbody>
              <tr>
                <th scope="rowgroup" colspan="3" class="quiet">${name} (${t().number(to.total)})</th>
              </tr>
              ${scoreRow(result.baseline, from)} ${!baselineKept && measured(bare) ? scoreRow(result.bare, bare) : nothing}
              ${offset ? scoreRow(baselineKept ? result.baselineCalibrated : result.tuned, to) : nothing}
            </tbody>`
            : nothing,
        )}
      </table>
    </div>
    <p class="quiet small">${result.sets}</p>`;
}

function scoreRow(prompt: string, score: Score): TemplateResult {
  const { number, percent } = t();
  const [low, high] = intervalOf(score.correct, score.total);
  return html`<tr>
    <th scope="row">${prompt}</th>
    <td class="number"><strong>${percentOf(score)}</strong><br /><span class="quiet small">${percent(low)} – ${percent(high)}</span></td>
    <td class="number">${number(Math.round(score.loss * 1000) / 1000)}</td>
  </tr>`;
}

/** A result that an older page stored may lack a figure altogether. */
function measured(score: Score | null | undefined): score is Score {
  return (score?.total ?? 0) > 0;
}

function percentOf({ correct, total }: Score): string {
  return t().percent(correct / total);
}
