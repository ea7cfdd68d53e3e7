// The landing page: one picture, three steps, the promise, and a demonstration that runs.

import { html, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { promiseTable } from "../elements/promise-table.ts";
import { definePage } from "./define-page.ts";
import { Page } from "./page.ts";
import { picture } from "./picture.ts";
import "./demo-panel.ts";

class LandingPage extends Page {
  override tabTitle(): string {
    return t().landing.title;
  }

  override content(): TemplateResult {
    const { landing, promise } = t();
    return html`<div class="stack sections">
      <section class="hero">
        <div>
          <h1>${landing.title}</h1>
          <p class="lead">${landing.lead}</p>
          <p class="row">
            <a class="button main" href="/new">${landing.create}</a>
            <a class="button" href="/alone">${landing.alone}</a>
          </p>
        </div>
        ${picture()}
      </section>
      <demo-panel></demo-panel>
      <section>
        <h2>${landing.how}</h2>
        <ol class="steps">
          ${landing.steps.map(([title, text], i) => html`<li class="card"><span class="step-number" aria-hidden="true">${i + 1}</span><h3>${title}</h3><p>${text}</p></li>`)}
        </ol>
      </section>
      <section class="card stack">
        <h2>${promise.title}</h2>
        ${promiseTable()}
      </section>
    </div>`;
  }
}

definePage("asyndbt-landing", LandingPage);
