// A participant's page: opens the task of an invite link, or one to tune alone. Serves /join and /alone.

import { html, nothing, type TemplateResult } from "lit";
import type { OpenRequest, Outcome, SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { failureText } from "../elements/failure-text.ts";
import { followLinks } from "../follow-links.ts";
import { hideToken, readLink, showInvite } from "../links.ts";
import { participantView } from "../participant/participant-view.ts";
import { askToOpen, startWorker, type WorkerLink } from "../participant/worker-link.ts";
import { definePage } from "./define-page.ts";
import { Page } from "./page.ts";
import { loadSampleTask } from "./sample-task.ts";

type Refused = Extract<Outcome, { type: "failed" }>;

class JoinPage extends Page {
  static override properties = {
    view: { state: true },
    problem: { state: true },
    pasted: { state: true },
    erased: { state: true },
    unreadable: { state: true },
  };
  declare view: SessionView | null;
  declare problem: Refused | null;
  declare pasted: string;
  declare erased: boolean;
  /** What was pasted to tune alone is no task. */
  declare unreadable: boolean;
  #link: WorkerLink | null = null;
  #request: OpenRequest | null = null;
  #unfollow = (): void => {};

  constructor() {
    super();
    this.view = null;
    this.problem = null;
    this.pasted = "";
    this.erased = false;
    this.unreadable = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("online", this.#again);
    if (location.pathname.startsWith("/alone")) return;
    const link = readLink("invite");
    this.#unfollow = followLinks("invite", () => link?.taskId ?? "");
    if (!link) return;
    hideToken(link.taskId);
    void this.#open({ type: "join", aggregator: location.origin, taskId: link.taskId, invite: link.token, takeOver: false, seat: "" });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("online", this.#again);
    this.#unfollow();
  }

  async #open(request: OpenRequest): Promise<void> {
    this.#request = request;
    this.problem = null;
    this.#link ??= startWorker((view) => {
      const forgets = view.storage.type === "memory-only" && this.view?.storage.type !== "memory-only";
      if (forgets && request.type === "join" && request.invite) showInvite(request.taskId, request.invite);
      this.view = view;
    });
    const outcome = await askToOpen(this.#link, request);
    if (outcome.type !== "failed" || outcome.code === "other-tab") return;
    // Back to what was pasted, which asking again would not mend.
    this.unreadable = request.type === "alone" && outcome.code === "malformed";
    if (this.unreadable) this.#request = null;
    else this.problem = outcome;
  }

  readonly #applyModel = async (): Promise<boolean> => (await this.querySelector("model-panel")?.apply()) ?? false;

  readonly #erased = (): void => {
    this.erased = true;
  };

  readonly #again = (): void => {
    if (this.#request && this.problem) void this.#open(this.#request);
  };

  /** A tab in the background says in its title how far it is. */
  override tabTitle(): string {
    const { task, running, snapshot } = this.view ?? {};
    const { join } = t();
    if (!task) return location.pathname.startsWith("/alone") ? join.alone : join.title;
    const share = snapshot ? Math.min(1, snapshot.queries / Math.max(1, snapshot.budgetQueries)) : 0;
    return running ? join.runningTitle(share, task.name) : snapshot?.result ? join.finishedTitle(task.name) : task.name;
  }

  override content(): TemplateResult {
    const { join } = t();
    if (this.erased) return html`<h1>${join.title}</h1><p class="note" data-kind="good" role="status">${t().run.erased}</p>`;
    if (this.problem) return this.#refused(this.problem);
    const { view } = this;
    if (this.#request === null) return location.pathname.startsWith("/alone") ? this.#chooseTask() : this.#noTask();
    if (view?.tab === "elsewhere" || view?.tab === "taken") return this.#otherTab(view.tab);
    if (!view?.task || !this.#link) return html`<h1>${join.title}</h1><p role="status">${join.opening}</p>`;
    return participantView({ view, link: this.#link, applyModel: this.#applyModel, onErased: this.#erased });
  }

  #otherTab(tab: "elsewhere" | "taken"): TemplateResult {
    const { join } = t();
    const takeOver = (): void => {
      if (this.#request) void this.#open({ ...this.#request, takeOver: true });
    };
    return html`<div class="stack">
      <h1>${join.title}</h1>
      <p class="note" role="status">${join[tab]}</p>
      <p><button class="main" @click=${takeOver}>${join.takeOver}</button></p>
    </div>`;
  }

  #refused(failure: Refused): TemplateResult {
    const { join, moreHelp } = t();
    return html`<div class="stack">
      <h1>${join.title}</h1>
      <p class="note" data-kind="bad" role="alert">${join.failed} ${failureText(t(), failure, "aggregator")} <a href="/help#${failure.code}">${moreHelp}</a></p>
      ${this.#request ? html`<p><button class="main" data-action="retry" @click=${this.#again}>${join.retry}</button></p>` : nothing}
    </div>`;
  }

  #noTask(): TemplateResult {
    const { join, frame } = t();
    return html`<div class="stack">
      <h1>${join.title}</h1>
      <p class="note" data-kind="warn">${join.noTask}</p>
      <p class="row"><a class="button" href="/new">${frame.newTask}</a><a class="button" href="/alone">${frame.alone}</a></p>
    </div>`;
  }

  #chooseTask(): TemplateResult {
    const { join, owner } = t();
    const open = (task: unknown): void => {
      void this.#open({ type: "alone", task, takeOver: false });
      this.requestUpdate();
    };
    const openPasted = (): void => {
      try {
        open(JSON.parse(this.pasted));
      } catch {
        this.unreadable = true;
      }
    };
    const onInput = (event: Event): void => {
      if (event.target instanceof HTMLTextAreaElement) this.pasted = event.target.value;
      this.unreadable = false;
    };
    return html`
      <h1>${join.alone}</h1>
      <p>${join.aloneLead}</p>
      <p><button class="main" @click=${async () => open(await loadSampleTask())}>${join.aloneSample}</button></p>
      <section class="card stack">
        <label for="task-json">${owner.own}</label>
        <textarea id="task-json" class="code" spellcheck="false" .value=${this.pasted} @input=${onInput}></textarea>
        ${this.unreadable ? html`<p class="note" data-kind="bad" role="alert">${join.aloneInvalid}</p>` : nothing}
        <p><button ?disabled=${this.pasted.trim() === ""} @click=${openPasted}>${join.aloneOpen}</button></p>
      </section>
    `;
  }
}

definePage("asyndbt-join", JoinPage);
