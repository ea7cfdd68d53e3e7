// The page of an unknown address.

import { html, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { definePage } from "./define-page.ts";
import { Page } from "./page.ts";

class NotFoundPage extends Page {
  override tabTitle(): string {
    return t().notFound.title;
  }

  override content(): TemplateResult {
    const { notFound } = t();
    return html`<h1>${notFound.title}</h1>
      <p>${notFound.text}</p>
      <p><a class="button main" href="/">${notFound.home}</a></p>`;
  }
}

definePage("asyndbt-not-found", NotFoundPage);
