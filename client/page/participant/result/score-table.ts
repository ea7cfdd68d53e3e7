// How the two prompts did, as a table, and what these numbers mean, in words.

import { html, nothing, type TemplateResult } from "lit";
import type { Score, TunedResult } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { intervalOf } from "./interval.ts";

export function verdict({ baselineKept, baseline, tuned }: TunedResult): TemplateResult {
  const { result } = t();
  const onTest = measured(baseline.test) && measured(tuned.test);
  const from = onTest ? baseline.test : baseline.validation;
  const to = onTest ? tuned.test : tuned.validation;
  if (!measured(from) || !measured(to)) return html`<p class="note" data-kind="warn">${result.unmeasured}</p>`;
  const words = onTest ? result.better : result.betterValidation;
  return html`<p class="verdict" role="status">${words(percentOf(from), percentOf(to))}</p>
    ${baselineKept ? html`<p class="note">${result.kept}</p>` : nothing}
    <p>${meaningOf(from, to)}</p>`;
}

function meaningOf(from: Score, to: Score): string {
  const { result, percent } = t();
  const [low, high] = intervalOf(to.correct, to.total);
  const [fromLow, fromHigh] = intervalOf(from.correct, from.total);
  const apart = low > fromHigh || high < fromLow;
  return `${result.meaning(to.correct, to.total, percent(low), percent(high))} ${apart ? result.apart : result.overlap}`;
}

export function scoreTable({ baseline, tuned, labelOffsets }: TunedResult): TemplateResult | typeof nothing {
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
              ${scoreRow(result.baseline, from)} ${scoreRow(result.tuned, to)} ${offset && measured(bare) ? scoreRow(result.bare, bare) : nothing}
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
