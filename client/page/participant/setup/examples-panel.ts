// Step 1: examples. Dropped, pasted or taken from the sample data; read in the worker, checked here before anything is kept.

import { html, nothing, type TemplateResult } from "lit";
import type { ImportChoices, ImportPreview, ImportSource } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Panel, stepHeading } from "../panel.ts";
import { importSheet, NO_CHOICES } from "./import-sheet.ts";
import "./typed-examples.ts";

class ExamplesPanel extends Panel {
  static override properties = {
    ...Panel.properties,
    preview: { state: true },
    choices: { state: true },
    over: { state: true },
    adding: { state: true },
    removing: { state: true },
  };
  declare preview: ImportPreview | null;
  /** What the person changed about the file that is shown. */
  declare choices: ImportChoices;
  declare over: boolean;
  declare adding: boolean;
  /** Whether the removal of the examples is asked about. */
  declare removing: boolean;

  constructor() {
    super();
    this.preview = null;
    this.choices = NO_CHOICES;
    this.over = false;
    this.adding = false;
    this.removing = false;
  }

  async #read(source: ImportSource | null, choices: ImportChoices = NO_CHOICES): Promise<void> {
    this.choices = choices;
    this.preview = (await this.ask("read", () => this.api.previewExamples(source, choices))) ?? this.preview;
  }
  async #keep(): Promise<void> {
    await this.ask("keep", () => this.api.keepExamples());
    if (!this.failure) this.#done();
  }
  async #sample(number: number): Promise<void> {
    await this.ask("sample", () => this.api.useSample(number));
    this.#done();
  }
  #done(): void {
    this.preview = null;
    this.adding = false;
  }

  override render(): TemplateResult {
    const { examples } = t();
    const have = this.view.examples !== null;
    return html`<section class="card stack" aria-labelledby="examples-title">
      <div id="examples-title" tabindex="-1">${stepHeading(1, examples.title, have)}</div>
      ${this.failureNote()}
      ${this.preview ? this.#check(this.preview) : have && !this.adding ? this.#summary() : this.#sources()}
    </section>`;
  }

  #sources(): TemplateResult {
    const { examples } = t();
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      this.over = false;
      const file = event.dataTransfer?.files[0];
      if (file) void this.#read({ name: file.name, content: file });
    };
    const onDrag = (over: boolean) => (event: Event) => {
      event.preventDefault();
      this.over = over;
    };
    const onFile = (event: Event): void => {
      const file = event.target instanceof HTMLInputElement ? event.target.files?.[0] : undefined;
      if (file) void this.#read({ name: file.name, content: file });
    };
    const onPaste = (event: SubmitEvent): void => {
      event.preventDefault();
      const text = this.querySelector("textarea")?.value ?? "";
      void this.#read({ name: "", content: text });
    };
    return html`
      <p class="quiet">${examples.none}</p>
      <div class="drop" ?data-over=${this.over} @drop=${onDrop} @dragover=${onDrag(true)} @dragleave=${onDrag(false)}>
        <p><label for="examples-file">${examples.drop}</label></p>
        <input id="examples-file" type="file" accept=".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,.yaml,.yml" @change=${onFile} />
        <p class="quiet small">${examples.kinds}</p>
      </div>
      <details>
        <summary>${examples.paste}</summary>
        <form class="stack" @submit=${onPaste}>
          <label class="unseen" for="examples-text">${examples.paste}</label>
          <textarea id="examples-text" class="code" spellcheck="false" placeholder=${examples.pasteHint}></textarea>
          <div><button ?disabled=${this.busy !== ""}>${examples.read}</button></div>
        </form>
      </details>
      <details>
        <summary>${examples.type}</summary>
        <typed-examples .link=${this.link} .view=${this.view} @kept=${() => this.#done()}></typed-examples>
      </details>
      ${this.view.examples?.origin === "own" ? nothing : this.#samples()}
      ${this.adding ? html`<div><button class="plain" @click=${() => this.#done()}>${examples.cancel}</button></div>` : nothing}
    `;
  }

  /** They take the place of the examples there are. */
  #samples(): TemplateResult {
    const { examples } = t();
    return html`<fieldset class="stack">
      <legend>${examples.sample}</legend>
      <div class="row">
        ${[1, 2, 3].map(
          (i) =>
            html`<button type="button" data-sample=${i} ?disabled=${this.busy !== ""} @click=${() => this.#sample(i)}>
              ${examples.sampleOf(i)}
            </button>`,
        )}
      </div>
    </fieldset>`;
  }

  #check(preview: ImportPreview): TemplateResult {
    const { examples } = t();
    const { task } = this.view;
    return html`
      <h3>${examples.preview}</h3>
      ${importSheet({
        preview,
        choices: this.choices,
        labels: task?.labels ?? [],
        pairs: task?.example.includes("[SENTENCE2]") ?? false,
        onChoices: (choices) => void this.#read(null, choices),
      })}
      <div class="row">
        <button class="main" ?disabled=${preview.usable === 0 || this.busy !== ""} @click=${() => this.#keep()}>
          ${examples.keep(preview.usable)}
        </button>
        <button @click=${() => this.#done()}>${examples.cancel}</button>
      </div>
    `;
  }

  #summary(): TemplateResult {
    const { examples } = t();
    const summary = this.view.examples;
    if (!summary) return html``;
    const few = summary.perLabel.filter(({ count }) => count < 4).map(({ label }) => label);
    return html`
      <dl class="tiles">
        ${(["train", "pool", "validation", "test"] as const).map((part) => html`<div><dt>${examples.parts[part]}</dt><dd>${t().number(summary[part])}</dd></div>`)}
      </dl>
      <p class="quiet small">
        ${examples.perLabel}: ${summary.perLabel.map(({ label, count }) => `${label} ${t().number(count)}`).join(", ")}.
        ${summary.origin === "sample" ? examples.fromSample : examples.summary}
      </p>
      ${this.view.snapshot ? html`<p class="quiet small">${t().join.startsOver}</p>` : nothing}
      ${few.length > 0 ? html`<p class="note" data-kind="warn">${examples.few(few.join(", "))}</p>` : nothing}
      <div class="row">
        <button
          class="plain"
          ?disabled=${this.view.running}
          @click=${() => {
            this.adding = true;
          }}
        >
          ${examples.add}
        </button>
        <button class="plain" data-action="ask-forget" ?disabled=${this.view.running || this.busy !== ""} @click=${() => this.#askRemoval(true)}>
          ${examples.forget}
        </button>
      </div>
      ${this.removing ? this.#sure() : nothing}
    `;
  }

  #sure(): TemplateResult {
    const { examples, runs } = t();
    const remove = async (): Promise<void> => {
      await this.ask("forget", () => this.api.forgetExamples());
      this.removing = false;
    };
    return html`<div class="note" data-kind="bad" role="alertdialog" aria-label=${examples.forget}>
      <p>${runs.removeExamplesSure}</p>
      <div class="row">
        <button class="danger" data-action="forget-examples" ?disabled=${this.view.running || this.busy !== ""} @click=${remove}>
          ${examples.forget}
        </button>
        <button @click=${() => this.#askRemoval(false)}>${runs.cancel}</button>
      </div>
    </div>`;
  }

  /** Focus follows to the question, and back. */
  #askRemoval(asked: boolean): void {
    this.removing = asked;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(asked ? "[role=alertdialog] button" : "[data-action=ask-forget]")?.focus(),
    );
  }
}

customElements.define("examples-panel", ExamplesPanel);
