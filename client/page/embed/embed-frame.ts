// The page that partners show in a frame: says who runs the aggregator and what leaves the frame, and starts nothing before somebody
// agreed. Then it is the participant's page, in this origin, with storage that the browser keeps apart for each site around it.

import type { Remote } from "comlink";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { FrameApi, FrameEvent, FrameOutcome, FrameSettings, HostApi } from "../../embed/bridge.ts";
import type { Outcome, SessionView } from "../../participant/session/worker-api.ts";
import { LANGUAGE_EVENT, LANGUAGES, type Language, preferredLanguage, recall, remember, t, useLanguage } from "../catalogue/catalogue.ts";
import { type Failed, failureText } from "../elements/failure-text.ts";
import { definePage } from "../pages/define-page.ts";
import { participantView } from "../participant/participant-view.ts";
import { askToOpen, startWorker, type WorkerLink } from "../participant/worker-link.ts";
import { consentView } from "./consent-view.ts";
import { readSettings } from "./frame-settings.ts";
import { meetHost } from "./host-bridge.ts";
import { failedWith, hostEvents, refusedBy } from "./host-events.ts";
import { applyHostStyle } from "./host-style.ts";
import { offerNote } from "./offer-note.ts";

const PATH = /^\/embed\/task\/([A-Za-z0-9_-]{1,64})$/;
const done = { type: "done" } as const;

class EmbeddedPage extends LitElement {
  static override properties = { view: { state: true }, stage: { state: true }, problem: { state: true } };
  declare view: SessionView | null;
  declare stage: "meeting" | "consent" | "declined" | "agreed" | "erased";
  /** `attribute`: the element's, where the site got that wrong. */
  declare problem: (Failed & { readonly attribute?: string }) | null;
  readonly #taskId = PATH.exec(location.pathname)?.[1] ?? "";
  readonly #host = new URLSearchParams(location.search).get("host") ?? "";
  #settings: FrameSettings | null = null;
  #remote: Promise<Remote<HostApi>> | null = null;
  #link: WorkerLink | null = null;
  #opened: Promise<Outcome> | null = null;
  /** Called when the panels are there, or never will be: a view arrives a little after what it shows. */
  #whenShown: (() => void)[] = [];
  readonly #redraw = (): void => this.requestUpdate();

  constructor() {
    super();
    this.view = null;
    this.stage = "meeting";
    this.problem = null;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(LANGUAGE_EVENT, this.#redraw);
    addEventListener("online", this.#again);
    // What can be read in one theme may not be in the other.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyHostStyle(this.#settings?.style ?? {}));
    void useLanguage(preferredLanguage());
    if (window.parent === window || this.#host === "" || this.#taskId === "") return;
    const api: FrameApi = {
      configure: async (settings) => this.#configure(settings),
      start: () => this.#whenOpen(() => this.#start()),
      pause: () => this.#whenOpen((link) => link.api.fromHost({ type: "pause" })),
      // Why examples cannot be used is for whoever handed them over.
      provideExamples: (given) =>
        this.#whenOpen(
          (link) => link.api.fromHost({ type: "examples", given }),
          ({ message }) => message,
        ),
    };
    this.#remote = meetHost(this.#host, api);
    void this.#remote.then((host) => {
      new ResizeObserver(() => void host.resize(document.documentElement.getBoundingClientRect().height)).observe(document.documentElement);
    });
  }

  #report(event: FrameEvent): void {
    void this.#remote?.then((host) => host.report(event));
  }

  #configure(given: unknown): FrameOutcome {
    const read = readSettings(given);
    if (read.type === "wrong") return this.#refuseSettings(read.attribute);
    const first = this.#settings === null;
    const settings = read.value;
    this.#settings = settings;
    if (settings.theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = settings.theme;
    const language = Object.keys(LANGUAGES).find((name): name is Language => name === settings.language.slice(0, 2));
    if (language) void useLanguage(language);
    applyHostStyle(settings.style);
    if (!first) return done;
    this.problem = null;
    if (recall(this.#consentName()) === "yes") this.#agree();
    else {
      this.stage = "consent";
      this.#report({ type: "consent" });
    }
    return done;
  }

  /** Told as an event, too: an element does not wait for the answer. A participant that is there already goes on. */
  #refuseSettings(attribute: string): FrameOutcome {
    const refusal = { code: "invalid-settings", message: `The element's attribute "${attribute}" cannot be used.` };
    if (this.#settings === null) this.problem = { ...refusal, attribute };
    this.#report({ type: "refused", ...refusal });
    return { type: "failed", ...refusal };
  }

  /** One consent per task and site: storage is partitioned by the site around, where it is not the name tells sites apart. */
  #consentName(): string {
    return `asyndbt-consent ${this.#taskId} ${this.#host}`;
  }

  #agree(): void {
    remember(this.#consentName(), "yes");
    this.stage = "agreed";
    this.#opened = this.#open(false);
  }

  #decline(): void {
    this.stage = "declined";
    this.#report({ type: "refused", code: "consent", message: "The person in front of the frame did not agree." });
  }

  async #open(takeOver: boolean): Promise<Outcome> {
    this.problem = null;
    const link = this.#link ?? startWorker((view) => this.#show(view));
    this.#link = link;
    const { invite = null, seat = "" } = this.#settings ?? {};
    const outcome = await askToOpen(link, { type: "join", aggregator: location.origin, taskId: this.#taskId, invite, takeOver, seat });
    if (outcome.type === "done") return outcome;
    if (outcome.code === "worker") {
      link.close();
      this.#link = null;
    }
    if (outcome.code !== "other-tab") this.problem = outcome;
    this.#report(refusedBy(outcome.code));
    return outcome;
  }

  #takeOver(): void {
    this.#opened = this.#open(true);
  }

  readonly #again = (): void => {
    if (this.stage === "agreed" && this.problem) this.#opened = this.#open(false);
  };

  #show(view: SessionView): void {
    for (const event of hostEvents(this.view, view)) this.#report(event);
    if (view.tab === "taken" && this.view?.tab !== "taken") {
      const lost = refusedBy("other-tab");
      this.#opened = Promise.resolve({ ...lost, type: "failed" });
      this.#report(lost);
    }
    this.view = view;
    if (view.tab === "here" || view.tab === "taken") void this.#goOn();
  }

  async #goOn(): Promise<void> {
    await this.updateComplete;
    for (const resolve of this.#whenShown.splice(0)) resolve();
  }

  async #whenOpen(
    request: (link: WorkerLink) => Promise<Outcome>,
    tell: (failure: Failed) => string = ({ code }) => failedWith(code).message,
  ): Promise<FrameOutcome> {
    if (this.problem?.attribute) return { type: "failed", code: this.problem.code, message: this.problem.message };
    if (this.stage !== "agreed") return { type: "failed", code: "consent", message: "Nobody has agreed yet." };
    const opened = await this.#shown();
    if (opened?.type === "failed") return { type: "failed", code: opened.code, message: refusedBy(opened.code).message };
    if (!this.#link) return { type: "failed", code: "consent", message: "Nobody has agreed yet." };
    const outcome = await request(this.#link);
    return outcome.type === "done" ? done : { type: "failed", code: outcome.code, message: tell(outcome) };
  }

  /** Whether the task is open, once its panels are there. Another tab may have taken over meanwhile. */
  async #shown(): Promise<Outcome | null> {
    const opened = await this.#opened;
    if (opened?.type !== "done" || this.view?.tab === "here") return opened;
    await new Promise<void>((resolve) => this.#whenShown.push(resolve));
    return this.#shown();
  }

  /**
   * For the page around. What stands in the form and was not put into use, such as half an address, is nobody's choice yet: a key must not
   * go there. Only the form as it is at first may be.
   */
  async #start(): Promise<Outcome> {
    const none: Outcome = { type: "failed", code: "language-model", message: "" };
    if (!this.#link) return none;
    if (!this.view?.languageModel) {
      const form = this.querySelector("model-panel");
      if (!form || form.changed || !(await form.apply())) return none;
    }
    return this.#link.api.fromHost({ type: "start" });
  }

  readonly #applyModel = async (): Promise<boolean> => {
    return (await this.querySelector("model-panel")?.apply()) ?? false;
  };

  readonly #erased = (): void => {
    this.stage = "erased";
  };

  override render(): TemplateResult {
    return html`<main id="main">${this.#content()}</main>
      <footer class="foot">${t().embed.servedBy(location.host)}</footer>`;
  }

  #refused(problem: NonNullable<EmbeddedPage["problem"]>): TemplateResult {
    const { embed, join, moreHelp } = t();
    // Asking again would not mend it.
    if (problem.attribute)
      return html`<p class="note" data-kind="bad" role="alert">${join.failed} ${embed.wrongAttribute(problem.attribute)}</p>`;
    return html`<p class="note" data-kind="bad" role="alert">
        ${join.failed} ${failureText(t(), problem, "aggregator")} <a href="/help#${problem.code}">${moreHelp}</a>
      </p>
      <p><button class="main" data-action="retry" @click=${this.#again}>${join.retry}</button></p>`;
  }

  #content(): TemplateResult {
    const { join, embed, run } = t();
    const { view } = this;
    if (this.problem) return this.#refused(this.problem);
    if (this.stage === "meeting") return html`<p role="status">${join.opening}</p>`;
    if (this.stage === "consent" || this.stage === "declined") {
      const names = { aggregator: location.host, site: new URL(this.#host).host };
      return consentView({ ...names, declined: this.stage === "declined", onAgree: () => this.#agree(), onDecline: () => this.#decline() });
    }
    if (this.stage === "erased") return html`<p class="note" data-kind="good" role="status">${run.erased}</p>`;
    if (view?.tab === "elsewhere" || view?.tab === "taken")
      return html`<p class="note" role="status">${join[view.tab]}</p>
        <p><button class="main" @click=${() => this.#takeOver()}>${join.takeOver}</button></p>`;
    if (!view?.task || !this.#link) return html`<p role="status">${join.opening}</p>`;
    return html`${view.storage.type === "memory-only" ? html`<p class="note" data-kind="warn" data-storage="blocked">${embed.storageBlocked}</p>` : nothing}
    ${view.offer ? offerNote({ ...view.offer, site: new URL(this.#host).host, onAnswer: (accept) => void this.#link?.api.answerOffer(accept) }) : nothing}
    ${participantView({ view, link: this.#link, applyModel: this.#applyModel, onErased: this.#erased })}`;
  }
}

definePage("asyndbt-embedded", EmbeddedPage);
