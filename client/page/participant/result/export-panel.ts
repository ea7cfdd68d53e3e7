// Takes the tuned prompt along: what to show, in which format, saved as a file. The worker makes the file; nothing of it is sent.

import { html, nothing, type TemplateResult } from "lit";
import { renderPrompt } from "../../../../shared/prompt/render.ts";
import { sharedContent } from "../../../../shared/prompt/shared-content.ts";
import type { ExportChoice, ExportFormat, ExportOutcome, TunedResult } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { copyText, saveFile } from "../../elements/files.ts";
import { promptPlainText } from "../../elements/prompt-text.ts";
import { Panel } from "../panel.ts";
import "./export-check.ts";

class ExportPanel extends Panel {
  static override properties = {
    ...Panel.properties,
    choice: { state: true },
    format: { state: true },
    outcome: { state: true },
    copied: { state: true },
    uncopied: { state: true },
  };
  /** null until chosen: neither choice may be made by accident. */
  declare choice: ExportChoice | null;
  declare format: ExportFormat;
  declare outcome: ExportOutcome | null;
  /** Whether the clipboard took what was made last; null before it was asked. */
  declare copied: boolean | null;
  /** What it did not take: shown, to be copied by hand. */
  declare uncopied: string | null;

  constructor() {
    super();
    this.choice = null;
    this.format = "text";
    this.outcome = null;
    this.copied = null;
    this.uncopied = null;
  }

  async #made(choice: ExportChoice): Promise<Extract<ExportOutcome, { type: "file" }>["file"] | null> {
    const { format } = this;
    const { placeholder: text, placeholder2: text2 } = t().result;
    this.outcome = (await this.ask("export", () => this.api.exportPrompt({ format, choice, places: { text, text2 } }, this.run))) ?? null;
    return this.outcome?.type === "file" ? this.outcome.file : null;
  }
  async #download(choice: ExportChoice): Promise<void> {
    this.#reset();
    const file = await this.#made(choice);
    if (file) saveFile(file.fileName, file.mediaType, file.text);
  }
  async #copy(): Promise<void> {
    const making = this.#made("fragment");
    const copied = await copyText(making.then((file) => file?.text ?? Promise.reject(new Error("nothing to copy"))));
    const file = await making;
    this.outcome = file ? null : this.outcome;
    this.copied = file && copied;
    this.uncopied = file && !copied ? file.text : null;
  }
  #reset(): void {
    this.outcome = null;
    this.copied = null;
    this.uncopied = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { result } = t();
    const found = this.view.snapshot?.result;
    if (!found) return nothing;
    const { choice } = this;
    const pick = (event: Event): void => {
      const name = fieldValue(event);
      if (isNamed(name)) this.format = name;
      this.#reset();
    };
    return html`<div class="stack">
      <h3>${result.prompt}</h3>
      <p class="quiet small">${result.promptHint}</p>
      <pre tabindex="0" data-tuned-prompt>${this.#preview(found)}</pre>
      <h3>${result.export}</h3>
      <fieldset>
        <legend class="unseen">${result.exportWhat}</legend>
        <div class="choices">
          ${this.#choiceOf("fragment", result.fragmentOnly, result.fragmentHint)}
          ${this.#choiceOf("demonstrations", result.withDemonstrations, result.demonstrationsHint)}
        </div>
      </fieldset>
      <div>
        <label for="export-format">${result.format}</label>
        <select id="export-format" @change=${pick}>
          ${Object.entries(result.formats).map(
            ([format, name]) => html`<option value=${format} ?selected=${format === this.format}>${name}</option>`,
          )}
        </select>
      </div>
      <div class="row">
        <button
          class="main"
          data-action="export"
          ?disabled=${choice === null || this.busy !== ""}
          @click=${() => choice && this.#download(choice)}
        >
          ${result.download}
        </button>
        ${
          choice === "fragment"
            ? html`<button data-action="copy" ?disabled=${this.busy !== ""} @click=${() => this.#copy()}>${this.copied ? result.copied : result.copy}</button>`
            : nothing
        }
        ${choice === null ? html`<span class="quiet small">${result.chooseFirst}</span>` : nothing}
      </div>
      ${
        this.uncopied === null
          ? nothing
          : html`<p class="note" data-kind="warn" role="alert">${result.copyRefused}</p>
              <pre tabindex="0" data-uncopied>${this.uncopied}</pre>`
      }
      ${this.failureNote()} ${this.#said()}
      ${
        choice === null || this.run !== null || this.view.beginsNew
          ? nothing
          : html`<export-check .link=${this.link} .view=${this.view} .choice=${choice} .format=${this.format}></export-check>`
      }
    </div>`;
  }

  /** What was chosen, as it would be shown; at first everything, which stays in this tab. */
  #preview({ content, shared = content, layout }: TunedResult): string {
    const { result } = t();
    const { task } = this.view;
    const shown = this.choice === "fragment" && task ? sharedContent(shared, task) : content;
    return promptPlainText(renderPrompt(shown, { text: result.placeholder, text2: result.placeholder2 }, layout));
  }

  #choiceOf(value: ExportChoice, name: string, hint: string): TemplateResult {
    const pick = (): void => {
      this.choice = value;
      this.#reset();
    };
    return html`<label class="choice">
      <input type="radio" name="export" value=${value} .checked=${this.choice === value} @change=${pick} />
      <span><strong>${name}</strong><br /><span class="small">${hint}</span></span>
    </label>`;
  }

  #said(): TemplateResult | typeof nothing {
    const { result } = t();
    const { outcome } = this;
    switch (outcome?.type) {
      case undefined:
        return nothing;
      case "file": {
        const words = this.choice === "demonstrations" ? result.savedPrivate : result.saved;
        return html`<p class="note" data-kind=${this.choice === "demonstrations" ? "warn" : "good"} role="status">${words(outcome.file.fileName)}</p>`;
      }
      case "private-words":
        return html`<div class="note" data-kind="bad" role="alert">
          <p>${result.privateWords}</p>
          <ul>
            ${outcome.words.map((words) => html`<li>${words}</li>`)}
          </ul>
        </div>`;
      case "not-expressible":
        return html`<p class="note" data-kind="warn" role="alert">${result.notExpressible(outcome.mark)}</p>`;
    }
  }
}

/** The formats are those that the catalogue names. */
function isNamed(format: string): format is ExportFormat {
  return Object.hasOwn(t().result.formats, format);
}

customElements.define("export-panel", ExportPanel);
