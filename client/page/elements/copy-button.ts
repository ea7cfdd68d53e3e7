// Copies a text, and says whether it was allowed to.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";
import { copyText } from "./files.ts";
import { Localised } from "./localised.ts";

class CopyButton extends Localised {
  static override properties = { value: { attribute: false }, main: { type: Boolean }, copied: { state: true } };
  declare value: string;
  declare main: boolean;
  /** Whether the clipboard took this value; null before it was asked. */
  declare copied: boolean | null;

  constructor() {
    super();
    this.value = "";
    this.main = false;
    this.copied = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("value")) this.copied = null;
  }

  readonly #copy = async (): Promise<void> => {
    const { value } = this;
    const copied = await copyText(value);
    if (value === this.value) this.copied = copied;
  };

  override render(): TemplateResult {
    const { result } = t();
    return html`<button type="button" class=${this.main ? "main" : ""} @click=${this.#copy}>${this.copied ? result.copied : result.copy}</button>
      ${this.copied === false ? html`<span class="small" role="alert">${result.copyRefused}</span>` : nothing}`;
  }
}

customElements.define("copy-button", CopyButton);
