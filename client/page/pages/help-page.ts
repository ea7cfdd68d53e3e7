// One entry for every code anything here can refuse or fail with. Where several parts use the same code, all its entries are marked.

import { html, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { definePage } from "./define-page.ts";
import { modelEntries, pageEntries, refusalEntries } from "./help-entries.ts";
import { Page } from "./page.ts";

class HelpPage extends Page {
  override tabTitle(): string {
    return t().help.title;
  }

  override content(): TemplateResult {
    const { help } = t();
    return html`<div class="stack">
      <div>
        <h1>${help.title}</h1>
        <p>${help.lead}</p>
      </div>
      ${section(help.aggregator, refusalEntries(help))} ${section(help.model, modelEntries(help))} ${section(help.page, pageEntries(help))}
    </div>`;
  }

  // The entries are drawn after the browser looked for the one named in the address.
  protected override updated(): void {
    super.updated();
    const named = location.hash.slice(1);
    if (named === "") return;
    const entries = [...this.querySelectorAll<HTMLElement>("[data-code]")].filter(({ dataset }) => dataset.code === named);
    for (const entry of entries) entry.dataset.named = "";
    entries[0]?.scrollIntoView();
  }
}

function section(title: string, entries: readonly (readonly [string, string])[]): TemplateResult {
  const { help } = t();
  return html`<section class="card stack">
    <h2>${title}</h2>
    <table class="codes">
      <thead>
        <tr>
          <th scope="col">${help.code}</th>
          <th scope="col">${help.what}</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ([code, text]) => html`<tr data-code=${code}>
            <th scope="row"><code>${code}</code></th>
            <td>${text}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

definePage("asyndbt-help", HelpPage);
