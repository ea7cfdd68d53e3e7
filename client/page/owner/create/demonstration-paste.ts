// Public examples pasted by the owner, read as a participant's file would be. The reader is loaded when something is pasted.

import { html, nothing, type TemplateResult } from "lit";
import type { ImportPreview, RowFault } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Localised } from "../../elements/localised.ts";
import { field } from "../fields.ts";
import { words } from "../words.ts";

class DemonstrationPaste extends Localised {
  static override properties = {
    labels: { attribute: false },
    text: { state: true },
    said: { state: true },
    problems: { state: true },
    notices: { state: true },
  };
  declare labels: readonly string[];
  declare text: string;
  declare said: string;
  declare problems: readonly RowFault[];
  /** What was done to texts that were taken. */
  declare notices: ImportPreview["notices"];

  constructor() {
    super();
    this.labels = [];
    this.text = "";
    this.said = "";
    this.problems = [];
    this.notices = [];
  }

  readonly #read = async (): Promise<void> => {
    const { createImport } = await import("../../../participant/import/import.ts");
    const reader = createImport({ guessLabels: false });
    const preview = await reader.preview({ name: "", content: this.text }, null, this.labels);
    const { usable, total, problems, problemCount, mapping } = preview;
    this.said = mapping ? words().edit.demonstrationsDone(usable, total, problemCount) : t().examples.noMapping;
    this.problems = problems;
    this.notices = preview.notices;
    if (usable === 0) return;
    this.dispatchEvent(new CustomEvent("examples", { detail: reader.examples() }));
    this.text = "";
  };

  override render(): TemplateResult {
    const { edit } = words();
    const { examples, importing } = t();
    const onInput = (value: string): void => {
      this.text = value;
    };
    return html`<div class="stack">
      ${field({ id: "paste-demonstrations", label: edit.demonstrationsPaste, value: this.text, rows: 4, code: true, onInput })}
      <div><button type="button" data-action="demonstrations" ?disabled=${this.text.trim() === ""} @click=${this.#read}>${edit.demonstrationsRead}</button></div>
      <p class="small" role="status">${this.said || nothing}</p>
      ${
        this.problems.length + this.notices.length > 0
          ? html`<ul class="small">
              ${this.notices.map((notice) => html`<li>${importing.notice(notice)}</li>`)}
              ${this.problems.slice(0, 10).map(({ code, row, detail }) => html`<li>${examples.problem(code, row, detail)}</li>`)}
            </ul>`
          : nothing
      }
    </div>`;
  }
}

customElements.define("demonstration-paste", DemonstrationPaste);
