// Examples typed by hand: gathered in a list first, because every change of the examples starts the tuning over.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ImportPreview, RowFault } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Panel } from "../panel.ts";

interface Typed {
  readonly text: string;
  readonly text2?: string;
  readonly label: string;
}

class TypedExamples extends Panel {
  static override properties = { ...Panel.properties, typed: { state: true }, problems: { state: true }, notices: { state: true } };
  declare typed: readonly Typed[];
  /** Of the list as it is, by place from 1: while there are some, nothing is kept. */
  declare problems: readonly RowFault[];
  /** What will be done to the texts: told before they are kept, and kept when they are asked for again. */
  declare notices: ImportPreview["notices"];

  constructor() {
    super();
    this.typed = [];
    this.problems = [];
    this.notices = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("typed")) return;
    this.problems = [];
    this.notices = [];
  }

  async #keep(): Promise<void> {
    const source = { name: "typed.json", content: JSON.stringify(this.typed) };
    const mapping = this.#pair ? { text: 0, text2: 1, label: 2, verdict: null } : { text: 0, text2: null, label: 1, verdict: null };
    const choices = { encoding: null, readAs: null, header: null, mapping, labels: [] };
    const read = await this.ask("keep", () => this.api.previewExamples(source, choices));
    if (!read) return;
    this.problems = read.problems;
    if (read.problemCount > 0) return;
    // Line ends become spaces for whoever types them, too; that hides nothing.
    const notices = read.notices.filter(({ code }) => code !== "spaces");
    if (notices.length > 0 && this.notices.length === 0) {
      this.notices = notices;
      return;
    }
    await this.ask("keep", () => this.api.keepExamples());
    if (this.failure) return;
    this.typed = [];
    this.dispatchEvent(new CustomEvent("kept"));
  }

  get #pair(): boolean {
    return this.view.task?.example.includes("[SENTENCE2]") ?? false;
  }

  override render(): TemplateResult {
    const { examples } = t();
    const pair = this.#pair;
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      const form = event.currentTarget;
      if (!(form instanceof HTMLFormElement)) return;
      const value = (name: string): string => String(new FormData(form).get(name) ?? "");
      this.typed = [...this.typed, { text: value("text"), ...(pair ? { text2: value("text2") } : {}), label: value("label") }];
      for (const field of form.querySelectorAll("textarea")) field.value = "";
      form.querySelector("textarea")?.focus();
    };
    return html`<div class="stack"><form class="stack" @submit=${onSubmit}>
        <div><label for="typed-text">${examples.text}</label><textarea id="typed-text" name="text" required maxlength="20000" rows="3"></textarea></div>
        ${
          pair
            ? html`<div>
              <label for="typed-text2">${examples.text2}</label><textarea id="typed-text2" name="text2" required maxlength="20000" rows="3"></textarea>
            </div>`
            : nothing
        }
        <div>
          <label for="typed-label">${examples.label}</label>
          <select id="typed-label" name="label">
            ${this.view.task?.labels.map((label) => html`<option>${label}</option>`)}
          </select>
        </div>
        <div><button>${examples.typeAdd}</button></div>
      </form>
      ${this.failureNote()}
      ${
        this.problems.length > 0
          ? html`<div class="note" data-kind="bad" role="alert">
            <ul>
              ${this.problems.map((found) => html`<li>${examples.problem(found.code, found.row, found.detail)}</li>`)}
            </ul>
          </div>`
          : nothing
      }
      ${
        this.notices.length > 0
          ? html`<div class="note" data-kind="warn" role="status">
            <ul>
              ${this.notices.map((notice) => html`<li>${t().importing.notice(notice)}</li>`)}
            </ul>
          </div>`
          : nothing
      }
      ${this.typed.length > 0 ? this.#list() : nothing}</div>`;
  }

  #list(): TemplateResult {
    const { examples } = t();
    return html`<h3>${examples.typed}</h3>
      <table>
        <tbody>
          ${this.typed.map(
            ({ text, text2, label }, i) => html`<tr>
              <td class="number">${i + 1}</td>
              <td>${text}${text2 ? html`<br />${text2}` : nothing}</td>
              <td>${label}</td>
              <td>
                <button
                  class="plain"
                  aria-label=${examples.typedRemove(i + 1)}
                  @click=${() => {
                    this.typed = this.typed.filter((_, at) => at !== i);
                  }}
                >
                  ×
                </button>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
      <div>
        <button class="main" data-action="keep-typed" ?disabled=${this.busy !== ""} @click=${() => this.#keep()}>${examples.keep(this.typed.length)}</button>
      </div>`;
  }
}

customElements.define("typed-examples", TypedExamples);
