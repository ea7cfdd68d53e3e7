// The verdict on a run, first of all what a person gets who pastes the prompt; label probabilities and the shared part come second.

import { html, nothing, type TemplateResult } from "lit";
import { CHANCE, type Comparison } from "../../../../shared/algorithm/participant/selection/verdict.ts";
import type { Judgement, TunedResult } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { intervalOf } from "./interval.ts";
import { verdictTitle } from "./verdict-title.ts";

export function verdictView({ judgement, baselineKept, testRows }: TunedResult): TemplateResult | typeof nothing {
  if (!judgement) return nothing;
  const { verdict: words } = t();
  const { verdict, pasted } = judgement;
  if (!pasted) {
    const reason = verdict === "no-rows" ? words.noRows : words.notAnswered;
    return html`<p class="note" data-kind="warn" data-verdict=${verdict} role="status">${reason} ${baselineKept ? nothing : words.bestSoFar}</p>`;
  }
  const sampled = testRows && judgement.measuredOn === "test" && testRows.asked < testRows.of;
  const { title, kind, advice } = verdictTitle(words, judgement, baselineKept);
  return html`<div class="verdict stack" data-kind=${kind} data-verdict=${verdict} role="status">
      <p class="verdict-title">${title}</p>
      <p class="verdict-figure">${figureOf(judgement, pasted, baselineKept)}</p>
    </div>
    <p>${explained(judgement, pasted, baselineKept)} ${sampled ? words.sampled(testRows.asked, testRows.of) : nothing} ${advice ? html`<strong>${advice}</strong>` : nothing}</p>
    ${second(judgement)}`;
}

/** The figure of the headline is the pasted one. It names two shares only where there are two prompts. */
function figureOf({ measuredOn }: Judgement, pasted: Comparison, baselineKept: boolean): string {
  const { verdict: words, percent } = t();
  const to = percent(pasted.tunedRight / pasted.rows);
  return baselineKept ? words.stays(to, measuredOn) : words.from(percent(pasted.startRight / pasted.rows), to, measuredOn);
}

function explained(judgement: Judgement, pasted: Comparison, baselineKept: boolean): string {
  const { verdict: words } = t();
  if (baselineKept) return words.kept;
  return `${pairedWords(pasted)} ${expectation(pasted)}${judgement.measuredOn === "validation" ? ` ${words.flattered}` : ""}`;
}

function pairedWords({ rows, gained, lost, pValue }: Comparison): string {
  const { verdict: words } = t();
  if (gained + lost === 0) return words.alike(rows);
  return `${words.paired(rows, gained, lost)} ${pValue < CHANCE ? words.beyondChance : words.mayBeChance}`;
}

function expectation({ tunedRight, rows }: Comparison): string {
  const { verdict: words, percent } = t();
  const [low, high] = intervalOf(tunedRight, rows);
  return words.expect(percent(low), percent(high));
}

/** The figures that a pasted prompt does not reach, each named for what it needs. */
function second({ calibrated, shared }: Judgement): TemplateResult | typeof nothing {
  const { verdict: words, percent } = t();
  if (!calibrated && !shared) return nothing;
  const line = (name: string, found: Comparison, hint: string): TemplateResult => html`<li>
    <strong>${name}: ${percent(found.tunedRight / found.rows)}</strong> ${hint} <span class="quiet">${pairedWords(found)}</span>
  </li>`;
  return html`<ul class="stack small">
    ${calibrated ? line(words.withProbabilities, calibrated, words.withProbabilitiesHint) : nothing}
    ${shared ? line(words.sharedPart, shared, words.sharedPartHint) : nothing}
  </ul>`;
}
