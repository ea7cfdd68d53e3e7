// The first fields of an endpoint's form: its provider, and the address, which begins as that provider's usual one.

import { html, type TemplateResult } from "lit";
import type { DialectName } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { addressFor, isProvider, PROVIDERS } from "./providers.ts";

export interface ShownEndpoint {
  readonly provider: DialectName;
  /** Of the model in use; "" for none. */
  readonly url: string;
}

/** `onPick` hears of another provider once the address field has followed it. */
export function providerFields({ provider, url }: ShownEndpoint, onPick: (provider: DialectName) => void): TemplateResult {
  const { model } = t();
  const pick = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    const picked = chosenProvider(currentTarget.value);
    const address = currentTarget.form?.elements.namedItem("url");
    if (address instanceof HTMLInputElement) address.value = addressFor(picked, address.value);
    onPick(picked);
  };
  const { example } = PROVIDERS[provider];
  return html`<div>
      <label for="model-provider">${model.provider}</label>
      <select id="model-provider" name="provider" aria-describedby="model-provider-hint" @change=${pick}>
        ${Object.keys(PROVIDERS)
          .filter(isProvider)
          .map((name) => html`<option value=${name} ?selected=${name === provider}>${model.providers[name]}</option>`)}
      </select>
      <span class="quiet small" id="model-provider-hint">${model.providerHint}</span>
    </div>
    <div>
      <label for="model-url">${model.url}</label>
      <input
        id="model-url"
        name="url"
        type="url"
        required
        placeholder=${example}
        aria-describedby="model-url-hint"
        .value=${url}
        autocomplete="off"
      />
      <span class="quiet small" id="model-url-hint">${provider === "openai-compatible" ? model.urlHint : model.urlExample(example)}</span>
    </div>`;
}

/** What names no provider is the one that most endpoints are. */
export function chosenProvider(name: string | undefined): DialectName {
  return name !== undefined && isProvider(name) ? name : "openai-compatible";
}
