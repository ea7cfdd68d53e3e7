// A text as a QR code: black on white in either theme, as readers expect, with the quiet zone they need. The coder is loaded when one is
// shown.

import { html, nothing, type TemplateResult } from "lit";
import { Localised } from "./localised.ts";

class QrCode extends Localised {
  static override properties = { text: { attribute: false }, label: { attribute: false }, modules: { state: true } };
  declare text: string;
  declare label: string;
  declare modules: readonly (readonly boolean[])[];

  constructor() {
    super();
    this.text = "";
    this.label = "";
    this.modules = [];
  }

  override firstUpdated(): void {
    void this.#encode();
  }

  async #encode(): Promise<void> {
    const { encode } = await import("uqr");
    // The border of four light modules is part of the standard.
    this.modules = encode(this.text, { ecc: "M", border: 4 }).data;
  }

  override render(): TemplateResult | typeof nothing {
    const size = this.modules.length;
    if (size === 0) return nothing;
    const path = this.modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
    return html`<svg class="qr" role="img" aria-label=${this.label} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d=${path}></path></svg>`;
  }
}

customElements.define("qr-code", QrCode);
