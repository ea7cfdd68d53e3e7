// An element in the light DOM that is drawn again when the language changes.

import { LitElement } from "lit";
import { LANGUAGE_EVENT } from "../catalogue/catalogue.ts";

export abstract class Localised extends LitElement {
  readonly #redraw = (): void => this.requestUpdate();

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(LANGUAGE_EVENT, this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(LANGUAGE_EVENT, this.#redraw);
  }
}
