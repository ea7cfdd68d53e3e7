// One entry for every code anything here can refuse or fail with.

import { html, type TemplateResult } from "lit";
import { languageModelErrorCodes } from "../../shared/prompt/language-model-error.ts";
import { refusals } from "../../shared/protocol/refusal.ts";
import { t } from "./catalogue/catalogue.ts";
import { Page } from "./page.ts";

class HelpPage extends Page {
  override content(): TemplateResult {
    const { help } = t();
    return html`<div class="stack">
      <div>
        <h1>${help.title}</h1>
        <p>${help.lead}</p>
      </div>
      ${section(
        help.aggregator,
        Object.entries(refusals).map(([code, kind]) => [code, help.refusals?.[code] ?? kind.help]),
      )}
      ${section(
        help.model,
        languageModelErrorCodes().map(({ code, what, advice }) => [
          code,
          help.models?.[code] ?? `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${advice}`,
        ]),
      )}
      ${section(help.page, Object.entries(help.pageCodes))}
    </div>`;
  }

  // The entries are drawn after the browser looked for the one named in the address.
  protected override updated(): void {
    const named = location.hash.slice(1);
    if (named !== "") document.getElementById(named)?.scrollIntoView();
  }
}

function section(title: string, entries: readonly (readonly [string, string])[]): TemplateResult {
  const { help } = t();
  return html`<section class="card stack">
    <h2>${title}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${help.code}</th>
          <th scope="col">${help.what}</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ([code, text]) => html`<tr id=${code}>
            <th scope="row"><code>${code}</code></th>
            <td>${text}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

customElements.define("asyndbt-help", HelpPage);
