// Shows how much was spent with the model's key, of what the person allows with it. Only here can a person allow more or count anew.

import { html, nothing, type TemplateResult } from "lit";
import type { KeyAccountView } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

export interface KeySpendingShown {
  readonly account: KeyAccountView;
  /** What is left does not suffice for what the run would take. */
  readonly tooFew: boolean;
  /** While something runs or is being asked, nothing is changed. */
  readonly disabled: boolean;
  readonly onAllowMore: () => void;
  readonly onCountAnew: () => void;
}

export function keySpending({ account, tooFew, disabled, onAllowMore, onCountAnew }: KeySpendingShown): TemplateResult {
  const { spending } = t();
  const { requests, tokens, money, allowed, left, more, host, total } = account;
  const requestsLine = allowed === null ? spending.soFar(requests) : spending.of(requests, allowed);
  const line = [requestsLine, spending.tokens(tokens), ...(money === null || money === 0 ? [] : [spending.money(money)])].join(" · ");
  return html`<div class="stack" data-key-spending=${requests}>
    <div>
      <h3>${spending.title}</h3>
      ${allowed === null ? nothing : html`<progress max=${Math.max(1, allowed)} value=${Math.min(requests, allowed)} aria-label=${requestsLine}></progress>`}
      <span class="quiet small">${line}</span>
    </div>
    ${tooFew ? html`<p class="note" data-kind="warn" role="status">${spending.tooFew(left)}</p>` : nothing}
    <details ?open=${tooFew}>
      <summary>${spending.change}</summary>
      <div class="stack">
        <p class="quiet small">${spending.hint(host)} ${spending.total(total.requests, total.tokens)}</p>
        <div>
          <button type="button" data-action="allow-more" ?disabled=${disabled} @click=${onAllowMore}>${spending.more(more)}</button>
          <p class="quiet small">${spending.moreHint}</p>
        </div>
        <div>
          <button type="button" data-action="count-anew" ?disabled=${disabled} @click=${onCountAnew}>${spending.anew}</button>
          <p class="quiet small">${spending.anewHint}</p>
        </div>
      </div>
    </details>
  </div>`;
}
