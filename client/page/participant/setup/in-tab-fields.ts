// The form for a model in the tab: a file of this machine or an address, and how far download and loading are.

import { html, nothing, type TemplateResult } from "lit";
import type { LanguageModelChoice, LanguageModelView } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

type InTab = Extract<LanguageModelChoice, { type: "in-tab" }>;

/** `chosen`: the model in use, null when it is another kind. */
export function inTabFields(chosen: InTab | null, running: boolean): TemplateResult {
  const { model } = t();
  const address = chosen?.source.type === "address" ? chosen.source.url : "";
  return html`<fieldset class="stack" ?disabled=${running}>
    <legend class="unseen">${model.inTab}</legend>
    <div>
      <label for="model-file">${model.file}</label>
      <input id="model-file" name="file" type="file" accept=".gguf" />
      ${chosen?.source.type === "file" ? html`<span class="quiet small">${chosen.source.name}</span>` : nothing}
    </div>
    <div>
      <label for="model-address">${model.address}</label>
      <input id="model-address" name="address" type="url" placeholder="https://…/model.gguf" .value=${address} autocomplete="off" />
      <span class="quiet small">${model.addressHint}</span>
    </div>
  </fieldset>`;
}

/** What the form says; a newly chosen file wins over an address. null when it names no model. */
export function inTabChoice(data: FormData, chosen: InTab | null): InTab | null {
  const file = data.get("file");
  if (file instanceof File && file.size > 0)
    return { type: "in-tab", source: { type: "file", name: file.name, sizeBytes: file.size, file }, layout: null };
  const address = data.get("address");
  if (typeof address === "string" && address.trim() !== "")
    return { type: "in-tab", source: { type: "address", url: address.trim() }, layout: null };
  return chosen?.source.type === "file" ? chosen : null;
}

export function loadingProgress({ loading }: LanguageModelView): TemplateResult | typeof nothing {
  const { model } = t();
  switch (loading?.type) {
    case undefined:
      return nothing;
    case "downloading": {
      const { receivedBytes, totalBytes } = loading;
      const text = model.downloading(receivedBytes, totalBytes);
      // Without a size the bar only shows that something moves.
      return totalBytes > 0
        ? html`<div><progress max=${totalBytes} value=${receivedBytes} aria-label=${text}></progress> <span class="small">${text}</span></div>`
        : html`<div><progress aria-label=${text}></progress> <span class="small">${text}</span></div>`;
    }
    case "loading":
      return html`<p class="small" role="status">${model.loading(loading.sizeBytes)}</p>`;
    case "ready":
      return html`<p class="quiet small" data-model-ready>${model.loaded(loading.sizeBytes, loading.threads)}</p>`;
  }
}
