// Asks before what cannot be undone, in a modal dialog of the browser: focus stays inside, Escape cancels, focus returns.

import { html, nothing, type TemplateResult } from "lit";
import { Localised } from "../elements/localised.ts";
import { field } from "./fields.ts";
import { words } from "./words.ts";

export interface ConfirmQuestion {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  /** What has to be typed first; null where a click is enough. */
  readonly typed: string | null;
}

class ConfirmDialog extends Localised {
  static override properties = { question: { state: true }, typed: { state: true } };
  declare question: ConfirmQuestion | null;
  declare typed: string;
  #resolve: (sure: boolean) => void = () => undefined;

  constructor() {
    super();
    this.question = null;
    this.typed = "";
  }

  /** False when the owner thinks better of it. */
  async ask(question: ConfirmQuestion): Promise<boolean> {
    this.question = question;
    this.typed = "";
    await this.updateComplete;
    const answer = new Promise<boolean>((resolve) => {
      this.#resolve = resolve;
    });
    this.querySelector("dialog")?.showModal();
    return answer;
  }

  #end(sure: boolean): void {
    this.#resolve(sure);
    this.querySelector("dialog")?.close();
    this.question = null;
  }

  override render(): TemplateResult {
    const { question, typed } = this;
    const { manage, cancel } = words();
    const ready = question?.typed === null || question?.typed === typed.trim();
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      if (ready) this.#end(true);
    };
    const onTyped = (value: string): void => {
      this.typed = value;
    };
    return html`<dialog aria-labelledby="confirm-title" @cancel=${() => this.#end(false)}>
      ${
        question
          ? html`<form class="stack" @submit=${onSubmit}>
              <h2 id="confirm-title">${question.title}</h2>
              <p>${question.text}</p>
              ${question.typed === null ? nothing : field({ id: "confirm-name", label: manage.sure(question.typed), value: typed, onInput: onTyped })}
              <div class="row">
                <button class="danger" data-action="confirm" ?disabled=${!ready}>${question.action}</button>
                <button type="button" @click=${() => this.#end(false)}>${cancel}</button>
              </div>
            </form>`
          : nothing
      }
    </dialog>`;
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

/** The page's one dialog. */
export async function confirmed(question: ConfirmQuestion): Promise<boolean> {
  const dialog = document.querySelector("confirm-dialog");
  return dialog instanceof ConfirmDialog ? dialog.ask(question) : false;
}
