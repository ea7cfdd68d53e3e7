// A value that is shown once, to be copied.

import { html, type TemplateResult } from "lit";
import { t } from "./catalogue/catalogue.ts";
import { copyText } from "./files.ts";

export function copyField(id: string, title: string, hint: string, value: string): TemplateResult {
  const { result } = t();
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget;
    const copied = await copyText(value);
    if (copied && button instanceof HTMLButtonElement) button.textContent = result.copied;
  };
  const select = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) event.target.select();
  };
  return html`<div>
      <label for="copy-${id}">${title}</label>
      <input id="copy-${id}" readonly .value=${value} @focus=${select} />
      <span class="quiet small">${hint}</span>
    </div>
    <div><button @click=${copy}>${result.copy}</button></div>`;
}
