// Proposed phrases, each accepted or rejected by the owner before any of them enters the vocabulary.

import { html, nothing, type TemplateResult } from "lit";
import { fieldValue } from "../../elements/field-value.ts";
import { words } from "../words.ts";

export interface Proposal {
  readonly phrase: string;
  readonly verdict: "open" | "accepted" | "rejected";
}

export interface Review {
  readonly id: string;
  readonly proposals: readonly Proposal[];
  /** Number of slots that the task has. */
  readonly slots: number;
  /** Which slot accepted phrases go to; `slots` for a new one. */
  readonly slot: number;
  change(proposals: readonly Proposal[]): void;
  chooseSlot(slot: number): void;
  add(phrases: readonly string[]): void;
}

export function openProposals(phrases: readonly string[]): readonly Proposal[] {
  return phrases.map((phrase) => ({ phrase, verdict: "open" }));
}

export function phraseReview({ id, proposals, slots, slot, change, chooseSlot, add }: Review): TemplateResult | typeof nothing {
  if (proposals.length === 0) return nothing;
  const { review } = words();
  const accepted = proposals.filter(({ verdict }) => verdict === "accepted").map(({ phrase }) => phrase);
  const decide = (at: number, verdict: Proposal["verdict"]) => () =>
    change(proposals.map((proposal, i) => (i === at ? { ...proposal, verdict } : proposal)));
  const acceptAll = (): void => change(proposals.map((proposal) => ({ ...proposal, verdict: "accepted" })));
  const onSlot = (event: Event): void => chooseSlot(Number(fieldValue(event)));
  return html`<div class="stack" data-review>
    <div class="row between"><h4>${review.title}</h4><button type="button" class="plain" @click=${acceptAll}>${review.acceptAll}</button></div>
    <ul class="rows">
      ${proposals.map(
        ({ phrase, verdict }, i) => html`<li class="row between" data-verdict=${verdict}>
          <span>${phrase}${verdict === "open" ? nothing : html` <span class="badge" data-kind=${verdict === "accepted" ? "good" : "warn"}>${review[verdict]}</span>`}</span>
          <span class="row">
            <button type="button" class="plain" aria-label="${review.accept}: ${phrase}" @click=${decide(i, "accepted")}>${review.accept}</button>
            <button type="button" class="plain" aria-label="${review.reject}: ${phrase}" @click=${decide(i, "rejected")}>${review.reject}</button>
          </span>
        </li>`,
      )}
    </ul>
    <div class="row">
      <label for="${id}-slot">${review.into}</label>
      <select id="${id}-slot" class="narrow" @change=${onSlot}>
        ${Array.from({ length: slots + 1 }, (_, i) => html`<option value=${i} ?selected=${i === slot}>${i < slots ? review.slot(i + 1) : review.newSlot}</option>`)}
      </select>
      <button type="button" data-action="add-phrases" ?disabled=${accepted.length === 0} @click=${() => add(accepted)}>${review.add(accepted.length)}</button>
    </div>
  </div>`;
}
