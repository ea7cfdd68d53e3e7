// A value that is shown once, to be copied.

import { html, type TemplateResult } from "lit";
import "./copy-button.ts";

export function copyField(id: string, title: string, hint: string, value: string): TemplateResult {
  const select = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) event.target.select();
  };
  return html`<div>
      <label for="copy-${id}">${title}</label>
      <input id="copy-${id}" readonly .value=${value} @focus=${select} />
      <span class="quiet small">${hint}</span>
    </div>
    <div><copy-button .value=${value}></copy-button></div>`;
}
