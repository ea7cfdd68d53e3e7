// What the participant's panels share: the worker, its view, and the last failure, shown where it happened.

import type { Remote } from "comlink";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Outcome, ParticipantWorkerApi, SessionView } from "../participant/worker-api.ts";
import { LANGUAGE_EVENT, t } from "./catalogue/catalogue.ts";
import { failureText, type Source } from "./failure-text.ts";
import type { WorkerLink } from "./worker-link.ts";

export abstract class Panel extends LitElement {
  static override properties = { link: { attribute: false }, view: { attribute: false }, failure: { state: true }, busy: { state: true } };
  declare link: WorkerLink;
  declare view: SessionView;
  declare failure: { readonly code: string; readonly message: string } | null;
  declare busy: string;
  readonly #redraw = (): void => this.requestUpdate();

  // Not a property of its own: lit asks a value what it is, and comlink's proxy answers every question with a function.
  protected get api(): Remote<ParticipantWorkerApi> {
    return this.link.api;
  }

  constructor() {
    super();
    this.failure = null;
    this.busy = "";
  }

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

  /** Runs one request to the worker, with `busy` naming it meanwhile. undefined when it failed. */
  protected async ask<T>(name: string, request: () => Promise<Outcome<T>>): Promise<T | undefined> {
    this.busy = name;
    this.failure = null;
    try {
      const outcome = await request();
      if (outcome.type === "done") return outcome.value;
      this.failure = outcome;
    } catch (error) {
      this.failure = { code: "internal", message: error instanceof Error ? error.name : "" };
    } finally {
      this.busy = "";
    }
    return undefined;
  }

  protected failureNote(source: Source = "either"): TemplateResult | typeof nothing {
    if (!this.failure) return nothing;
    const text = failureText(t(), this.failure, source);
    return html`<p class="note" data-kind="bad" role="alert">${text} <a href="/help#${this.failure.code}">${t().moreHelp}</a></p>`;
  }
}

/** The value of a form control that an event came from. */
export function fieldValue(event: Event): string {
  const { target } = event;
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
    ? target.value
    : "";
}

export function stepHeading(number: number, title: string, done: boolean): TemplateResult {
  return html`<h2><span class="step-number" ?data-done=${done} aria-hidden="true">${done ? "✓" : number}</span>${title}</h2>`;
}
