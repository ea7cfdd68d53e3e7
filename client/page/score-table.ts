// How the two prompts did, as a table, and what these numbers mean, in words.

import { html, nothing, type TemplateResult } from "lit";
import type { Score, TunedResult } from "../participant/worker-api.ts";
import { t } from "./catalogue/catalogue.ts";
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

export function scoreTable({ baseline, tuned, labelOffsets }: TunedResult): TemplateResult {
  const { result } = t();
  const offset = labelOffsets.some((value) => value !== 0);
  const rows: readonly (readonly [string, string, Score | null])[] = [
    [result.baseline, result.validation, baseline.validation],
    [result.tuned, result.validation, tuned.validation],
    [result.bare, result.validation, offset ? tuned.validationWithoutOffsets : null],
    [result.baseline, result.test, baseline.test],
    [result.tuned, result.test, tuned.test],
    [result.bare, result.test, offset ? tuned.testWithoutOffsets : null],
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${result.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${result.set}</th>
            <th scope="col" class="number">%</th>
            <th scope="col" class="number">${result.interval}</th>
            <th scope="col" class="number">${result.loss}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(([prompt, set, score]) => (measured(score) ? scoreRow(prompt, set, score) : nothing))}
        </tbody>
      </table>
    </div>
    <p class="quiet small">${result.sets}</p>`;
}

function scoreRow(prompt: string, set: string, score: Score): TemplateResult {
  const { number, percent } = t();
  const [low, high] = intervalOf(score.correct, score.total);
  return html`<tr>
    <th scope="row">${prompt}<br /><span class="quiet small">${set}</span></th>
    <td class="number">${percentOf(score)}</td>
    <td class="number">${percent(low)} – ${percent(high)}</td>
    <td class="number">${number(Math.round(score.loss * 1000) / 1000)}</td>
  </tr>`;
}

function measured(score: Score | null): score is Score {
  return score !== null && score.total > 0;
}

function percentOf({ correct, total }: Score): string {
  return t().percent(correct / total);
}
