// The base of the participant's panels: the worker, its view, and the last failure, shown where it happened.

import type { Remote } from "comlink";
import { html, nothing, type TemplateResult } from "lit";
import type { Outcome, ParticipantWorkerApi, SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { type FailureSource, failureText } from "../elements/failure-text.ts";
import { Localised } from "../elements/localised.ts";
import type { WorkerLink } from "./worker-link.ts";

export abstract class Panel extends Localised {
  static override properties = {
    link: { attribute: false },
    view: { attribute: false },
    run: { attribute: false },
    failure: { state: true },
    busy: { state: true },
  };
  declare link: WorkerLink;
  declare view: SessionView;
  /** The kept run that the view's snapshot is of; null: the one under way, or the last. */
  declare run: string | null;
  declare failure: { readonly code: string; readonly message: string } | null;
  declare busy: string;

  // Not a property of its own: lit asks a value what it is, and comlink's proxy answers every question with a function.
  protected get api(): Remote<ParticipantWorkerApi> {
    return this.link.api;
  }

  constructor() {
    super();
    this.run = null;
    this.failure = null;
    this.busy = "";
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

  protected failureNote(source: FailureSource = "either"): TemplateResult | typeof nothing {
    if (!this.failure) return nothing;
    const text = failureText(t(), this.failure, source);
    return html`<p class="note" data-kind="bad" role="alert">${text} <a href="/help#${this.failure.code}">${t().moreHelp}</a></p>`;
  }
}

export function stepHeading(number: number, title: string, done: boolean): TemplateResult {
  return html`<h2><span class="step-number" ?data-done=${done} aria-hidden="true">${done ? "✓" : number}</span>${title}</h2>`;
}
