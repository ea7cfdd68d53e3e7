// Why something could not be done, in the language in use, with the way to more help.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { failureText } from "../elements/failure-text.ts";
import type { Failure } from "./owner-api.ts";

export function failureNote(failure: Failure | null): TemplateResult | typeof nothing {
  if (!failure) return nothing;
  const text = failureText(t(), failure, "aggregator");
  return html`<p class="note" data-kind="bad" role="alert">${text} <a href="/help#${failure.code}">${t().moreHelp}</a></p>`;
}
