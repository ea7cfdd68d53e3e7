// Step 2: the language model. The key goes straight to the worker and is never kept in this thread after that.

import { html, nothing, type TemplateResult } from "lit";

import { LAYOUTS } from "../../../../shared/prompt/language-model.ts";
import type { DialectName, LanguageModelChoice } from "../../../participant/session/worker-api.ts";

import { t } from "../../catalogue/catalogue.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { Panel, stepHeading } from "../panel.ts";
import { inTabChoice, inTabFields, loadingProgress } from "./in-tab-fields.ts";
import { pastedAddress, pastedKey } from "./pasted.ts";
import { chosenProvider, providerFields } from "./provider-fields.ts";

const KINDS = ["simulated", "http", "in-tab"] as const;
const FALLBACKS = ["sampled", "text"] as const;

class ModelPanel extends Panel {
  static override properties = { ...Panel.properties, kind: { state: true }, provider: { state: true }, remember: { state: true } };
  /** The form shows what is not yet in use. */
  changed = false;
  declare kind: LanguageModelChoice["type"] | null;
  /** null: the one in use. */
  declare provider: DialectName | null;
  declare remember: boolean;

  constructor() {
    super();
    this.kind = null;
    this.provider = null;
    this.remember = false;
  }

  /** Uses what the form shows, unless it is in use already; what failed last is tried again. False when it cannot be used. */
  async apply(): Promise<boolean> {
    if (!this.view.languageModel || this.changed || this.failure) await this.#use();
    return this.failure === null && !this.changed;
  }

  async #use(): Promise<void> {
    const form = this.querySelector<HTMLFormElement>("form.model");
    if (!form?.reportValidity()) return;
    this.failure = null;
    const data = new FormData(form);
    const field = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const choice: LanguageModelChoice | null =
      this.#kind === "simulated"
        ? { type: "simulated" }
        : this.#kind === "in-tab"
          ? inTabChoice(data, this.#inTab)
          : {
              type: "http",
              dialect: chosenProvider(field("provider")),
              url: pastedAddress(field("url")),
              model: field("model"),
              key: pastedKey(field("key")),
              layout: LAYOUTS.find((name) => name === field("layout")) ?? null,
              withoutLogProbs: FALLBACKS.find((name) => name === field("fallback")) ?? null,
              prices: pricesOf(field("price-input"), field("price-output")),
            };
    if (choice === null) {
      this.failure = { code: "file-needed", message: t().model.noFile };
      return;
    }
    // A chosen file need not be read again because something else changed.
    const needless = choice.type === "in-tab" && choice === this.#inTab;
    if (!needless) await this.ask("use", () => this.api.setLanguageModel(choice, field("passphrase") || null));
    if (this.failure) return;
    this.changed = false;
    await this.#test();
  }

  async #test(): Promise<void> {
    await this.ask("test", () => this.api.testConnection());
  }

  get #inTab(): Extract<LanguageModelChoice, { type: "in-tab" }> | null {
    const chosen = this.view.languageModel?.choice;
    return chosen?.type === "in-tab" ? chosen : null;
  }

  get #kind(): LanguageModelChoice["type"] {
    return this.kind ?? this.view.languageModel?.choice.type ?? "simulated";
  }

  override render(): TemplateResult {
    const { model } = t();
    const { languageModel, running } = this.view;
    const pick = (event: Event): void => {
      this.kind = KINDS.find((kind) => kind === fieldValue(event)) ?? "simulated";
      // Another kind's form takes the place of this one, which begins anew with what is in use.
      this.provider = null;
    };
    const radio = (kind: LanguageModelChoice["type"], name: string, hint: string): TemplateResult => html`<label class="choice">
      <input type="radio" name="kind" value=${kind} .checked=${this.#kind === kind} @change=${pick} />
      <span>${name}<br /><span class="quiet small">${hint}</span></span>
    </label>`;
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      void this.#use();
    };
    const onInput = (): void => {
      this.changed = true;
    };
    return html`<section class="card stack" aria-labelledby="model-title">
      <div id="model-title">${stepHeading(2, model.title, languageModel?.connected !== null && languageModel !== null)}</div>
      ${languageModel?.held === "sealed" ? this.#unlock() : nothing}
      ${languageModel?.held === "gone" ? html`<p class="note" data-kind="warn">${this.#inTab ? model.fileGone : model.keyGone}</p>` : nothing}
      <form class="stack model" @submit=${onSubmit} @input=${onInput}>
        <fieldset ?disabled=${running}>
          <legend class="unseen">${model.title}</legend>
          ${radio("simulated", model.simulated, model.simulatedHint)} ${radio("http", model.http, model.httpHint)}
          ${radio("in-tab", model.inTab, model.inTabHint)}
        </fieldset>
        ${this.#kind === "http" ? this.#endpoint() : nothing}
        ${this.#kind === "in-tab" ? inTabFields(this.#inTab, running) : nothing}
        ${this.view.snapshot ? html`<p class="quiet small">${t().join.startsOver}</p>` : nothing}
        ${this.failureNote("model")} ${languageModel ? loadingProgress(languageModel) : nothing} ${this.#connected()}
        <div class="row">
          <button ?disabled=${running || this.busy !== ""}>${this.#testLabel()}</button>
          ${
            this.busy === "test" && languageModel?.choice.type === "in-tab"
              ? html`<button type="button" data-action="cancel-model" @click=${() => this.api.cancelConnection()}>${model.cancel}</button>`
              : nothing
          }
          ${
            this.busy === "" && !running && this.#inTab && languageModel?.held !== "gone"
              ? html`<button type="button" data-action="forget-model" @click=${() => this.ask("forget", () => this.api.forgetModelFile())}>
                  ${model.forget}
                </button>`
              : nothing
          }
        </div>
      </form>
    </section>`;
  }

  #testLabel(): string {
    const { model } = t();
    if (this.busy !== "") return model.testing;
    return this.#kind === "in-tab" ? model.load : model.test;
  }

  #connected(): TemplateResult | typeof nothing {
    const { model } = t();
    const connected = this.view.languageModel?.connected;
    if (!connected) return nothing;
    return html`<div class="note" data-kind="good" role="status">
      <strong>${model.works}</strong> ${model.rung}: ${model.rungs[connected.rung]}; ${model.layout}: ${model.layouts[connected.layout]}.
      <ul class="small">
        ${connected.explanation.map((explained) => html`<li>${model.explained(explained)}</li>`)}
        ${connected.trials.map((trial) => html`<li data-layout-trial>${model.trial(model.layouts[trial.layout], trial)}</li>`)}
      </ul>
    </div>`;
  }

  #endpoint(): TemplateResult {
    const { model } = t();
    const { choice: chosen, held = "none" } = this.view.languageModel ?? {};
    const http = chosen?.type === "http" ? chosen : null;
    const options = (entries: Readonly<Record<string, string>>, selected: string): TemplateResult[] =>
      Object.entries(entries).map(([value, text]) => html`<option value=${value} ?selected=${value === selected}>${text}</option>`);
    const forgetKey = async (): Promise<void> => {
      const typed = this.querySelector<HTMLInputElement>("#model-key");
      if (typed) typed.value = "";
      await this.ask("forget", () => this.api.forgetKey());
    };
    const toggle = (event: Event): void => {
      this.remember = event.target instanceof HTMLInputElement && event.target.checked;
    };
    return html`<fieldset class="stack" ?disabled=${this.view.running}>
      <legend class="unseen">${model.http}</legend>
      ${providerFields({ provider: this.provider ?? chosenProvider(http?.dialect), url: http?.url ?? "" }, (provider) => {
        this.provider = provider;
      })}
      <div>
        <label for="model-name">${model.name}</label>
        <input id="model-name" name="model" required .value=${http?.model ?? ""} autocomplete="off" spellcheck="false" />
      </div>
      <div>
        <label for="model-key">${model.key}</label>
        <input id="model-key" name="key" type="password" autocomplete="off" />
        <span class="quiet small">${held === "memory" || held === "sealed" ? model.keyKept : model.keyHint}</span>
      </div>
      ${
        held === "none" || !http
          ? nothing
          : html`<div>
            <button type="button" class="plain" data-action="forget-key" ?disabled=${this.busy !== ""} @click=${forgetKey}>${model.forgetKey}</button>
          </div>`
      }
      <label class="choice"><input type="checkbox" .checked=${this.remember} @change=${toggle} /><span>${model.remember}</span></label>
      ${
        this.remember
          ? html`<div>
            <label for="model-passphrase">${model.passphrase}</label>
            <input id="model-passphrase" name="passphrase" type="password" required minlength="8" autocomplete="off" />
          </div>`
          : nothing
      }
      <details>
        <summary>${model.prices}</summary>
        <p class="quiet small">${model.pricesHint}</p>
        <div class="pair">
          ${price("price-input", model.priceInput, http?.prices?.input)} ${price("price-output", model.priceOutput, http?.prices?.output)}
        </div>
      </details>
      <div>
        <label for="model-layout">${model.layout}</label>
        <select id="model-layout" name="layout">
          ${options(model.layouts, http?.layout ?? "auto")}
        </select>
      </div>
      <div>
        <label for="model-fallback">${model.fallback}</label>
        <select id="model-fallback" name="fallback">
          ${options(model.fallbacks, http?.withoutLogProbs ?? "none")}
        </select>
      </div>
    </fieldset>`;
  }

  #unlock(): TemplateResult {
    const { model } = t();
    const onSubmit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const input = this.querySelector("#unlock-passphrase");
      const passphrase = input instanceof HTMLInputElement ? input.value : "";
      await this.ask("unlock", () => this.api.unlockKey(passphrase));
      if (!this.failure) await this.#test();
    };
    return html`<form class="stack note" @submit=${onSubmit}>
      <span>${model.sealed}</span>
      <div>
        <label for="unlock-passphrase">${model.passphrase}</label>
        <input id="unlock-passphrase" type="password" required autocomplete="off" />
      </div>
      <div><button ?disabled=${this.busy !== ""}>${model.unlock}</button></div>
    </form>`;
  }
}

function price(name: string, title: string, value: number | undefined): TemplateResult {
  return html`<div>
    <label for=${name}>${title}</label>
    <input id=${name} name=${name} type="number" min="0" step="any" inputmode="decimal" .value=${value === undefined ? "" : String(value)} />
  </div>`;
}

/** Both or none: with one missing the cost is unknown. */
function pricesOf(input: string, output: string): { readonly input: number; readonly output: number } | null {
  return input === "" || output === "" ? null : { input: Number(input), output: Number(output) };
}

customElements.define("model-panel", ModelPanel);

declare global {
  interface HTMLElementTagNameMap {
    "model-panel": ModelPanel;
  }
}
