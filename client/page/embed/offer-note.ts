// The note in a partner's frame about examples that the site offers to somebody who has examples already. It looks the same whether any of
// them are new, since the site sees how high the frame is.

import { html, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";

export interface Offer {
  readonly examples: number;
  /** Host name of the site around. */
  readonly site: string;
  readonly onAnswer: (accept: boolean) => void;
}

export function offerNote({ examples, site, onAnswer }: Offer): TemplateResult {
  const { embed } = t();
  return html`<div class="note" data-kind="warn" data-offer role="status">
    <p>${embed.offer(site, examples)}</p>
    <p class="small">${embed.offerHint}</p>
    <div class="row">
      <button data-action="accept-offer" @click=${() => onAnswer(true)}>${embed.acceptOffer}</button>
      <button data-action="decline-offer" @click=${() => onAnswer(false)}>${embed.declineOffer}</button>
    </div>
  </div>`;
}
