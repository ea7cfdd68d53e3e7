// The view in a partner's frame that a person reads and agrees to before anything starts.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { promiseTable } from "../elements/promise-table.ts";

export interface Consent {
  /** Host names of the aggregator and of the site around. */
  readonly aggregator: string;
  readonly site: string;
  readonly declined: boolean;
  readonly onAgree: () => void;
  readonly onDecline: () => void;
}

export function consentView({ aggregator, site, declined, onAgree, onDecline }: Consent): TemplateResult {
  const { embed, promise } = t();
  return html`<div class="stack" data-consent>
    <h1>${embed.title}</h1>
    <p>${embed.who(aggregator, site)}</p>
    <ul>
      ${embed.leaves(aggregator, site).map((line) => html`<li>${line}</li>`)}
    </ul>
    <details>
      <summary>${promise.title}</summary>
      ${promiseTable()}
    </details>
    ${declined ? html`<p class="note" role="status">${embed.declined}</p>` : nothing}
    <p class="row">
      <button class="main" data-action="agree" @click=${onAgree}>${embed.agree}</button>
      ${declined ? nothing : html`<button data-action="decline" @click=${onDecline}>${embed.decline}</button>`}
    </p>
  </div>`;
}
