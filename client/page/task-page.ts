// The owner's view of a task: how it goes, and the few things only an owner may do.

import { html, nothing, type TemplateResult } from "lit";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import type { Status, TaskView } from "../../shared/protocol/messages.ts";
import { t } from "./catalogue/catalogue.ts";
import { slotViewsOf } from "./consensus-view.ts";
import { copyField } from "./copy-field.ts";
import { heatMap } from "./heat-map.ts";
import { hideToken, linkTo, readLink } from "./links.ts";
import { type Answer, type OwnedTask, ownedTask } from "./owner-api.ts";
import { Page } from "./page.ts";
import { fieldValue } from "./panel.ts";
import "./partner-sites.ts";

const REFRESH_MS = 2000;
/** The owner's token survives a reload of this tab, and no longer. */
const KEPT = "asyndbt-owner ";

class TaskPage extends Page {
  static override properties = {
    view: { state: true },
    status: { state: true },
    failure: { state: true },
    invite: { state: true },
    uses: { state: true },
    sure: { state: true },
    erased: { state: true },
  };
  declare view: TaskView | null;
  declare status: Status | null;
  declare failure: { readonly code: string; readonly message: string } | null;
  declare invite: string | null;
  declare uses: number;
  declare sure: "close" | "erase" | null;
  declare erased: boolean;
  #task: OwnedTask | null = null;
  #taskId = "";

  constructor() {
    super();
    this.view = null;
    this.status = null;
    this.failure = null;
    this.invite = null;
    this.uses = 10;
    this.sure = null;
    this.erased = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const link = readLink("owner");
    if (!link) return;
    const token = link.token ?? sessionStorage.getItem(KEPT + link.taskId);
    if (token === null) return;
    sessionStorage.setItem(KEPT + link.taskId, token);
    hideToken(link.taskId);
    this.#taskId = link.taskId;
    this.#task = ownedTask(link.taskId, token);
    void this.#load();
  }

  async #load(): Promise<void> {
    if (!this.#task || this.erased || !this.isConnected) return;
    if (document.visibilityState === "visible") {
      if (!this.view) this.view = this.#value(await this.#task.view());
      const status = this.view && this.#value(await this.#task.status());
      if (status) {
        this.status = status;
        this.failure = null;
      }
    }
    setTimeout(() => void this.#load(), REFRESH_MS);
  }

  #value<T>(answer: Answer<T>): T | null {
    if (answer.type === "done") return answer.value;
    this.failure = answer;
    return null;
  }

  async #setPhase(phase: TaskView["phase"]): Promise<void> {
    this.sure = null;
    if (!this.#task || this.#value(await this.#task.setPhase(phase)) === null) return;
    if (this.status) this.status = { ...this.status, phase };
  }

  async #erase(): Promise<void> {
    if (!this.#task) return;
    const answer = await this.#task.erase();
    if (answer.type === "failed") this.failure = answer;
    else this.erased = true;
  }

  override content(): TemplateResult {
    const { owner, moreHelp, join } = t();
    const failure = this.failure
      ? html`<p class="note" data-kind="bad" role="alert">${this.failure.message} <a href="/help#${this.failure.code}">${moreHelp}</a></p>`
      : nothing;
    if (this.erased) return html`<h1>${owner.title}</h1><p class="note" data-kind="good" role="status">${owner.erased}</p>`;
    if (!this.#task) return html`<h1>${owner.title}</h1><p class="note" data-kind="warn">${owner.noToken}</p>`;
    if (!this.view || !this.status)
      return html`<h1>${owner.title}</h1>${failure}${this.failure ? nothing : html`<p role="status">${join.opening}</p>`}`;
    return html`<div class="stack">
      <div>
        <h1>${this.view.task.name}</h1>
        <p>${this.view.task.description}</p>
      </div>
      ${failure}
      <div class="split">
        <div class="stack">${this.#controls(this.status)} ${this.#invites()} <partner-sites .task=${this.#task}></partner-sites></div>
        <div class="stack">${this.#figures(this.status)} ${this.#consensus(this.view, this.status)}</div>
      </div>
    </div>`;
  }

  #controls({ phase }: Status): TemplateResult {
    const { owner, join, examples } = t();
    const ask = (sure: "close" | "erase") => () => {
      this.sure = sure;
    };
    const cancel = (): void => {
      this.sure = null;
    };
    return html`<section class="card stack">
      <h2>${owner.phase}: <span class="badge" data-kind=${phase === "open" ? "good" : "warn"}>${join.phase[phase]}</span></h2>
      <div class="row">
        ${phase === "open" ? html`<button @click=${() => this.#setPhase("paused")}>${owner.pause}</button>` : nothing}
        ${phase === "paused" ? html`<button class="main" @click=${() => this.#setPhase("open")}>${owner.reopen}</button>` : nothing}
        ${phase === "closed" ? nothing : html`<button @click=${ask("close")}>${owner.close}</button>`}
        <button class="danger" @click=${ask("erase")}>${owner.erase}</button>
      </div>
      ${
        this.sure
          ? html`<div class="note" data-kind="bad" role="alertdialog" aria-label=${owner[this.sure]}>
            <p>${this.sure === "close" ? owner.closeSure : owner.eraseSure}</p>
            <div class="row">
              <button class="danger" @click=${() => (this.sure === "close" ? this.#setPhase("closed") : this.#erase())}>${owner[this.sure]}</button>
              <button @click=${cancel}>${examples.cancel}</button>
            </div>
          </div>`
          : nothing
      }
    </section>`;
  }

  #invites(): TemplateResult {
    const { owner } = t();
    const onSubmit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const made = this.#task && this.#value(await this.#task.invite(this.uses));
      if (made) this.invite = linkTo("/join", this.#taskId, { invite: made.invite });
    };
    const onUses = (event: Event): void => {
      this.uses = Math.min(256, Math.max(1, Math.round(Number(fieldValue(event))) || 1));
    };
    return html`<section class="card stack">
      <h2>${owner.newInvite}</h2>
      <form class="stack" @submit=${onSubmit}>
        <div>
          <label for="uses">${owner.uses} (${owner.usesTimes})</label>
          <input id="uses" type="number" min="1" max="256" .value=${String(this.uses)} @change=${onUses} />
        </div>
        <div><button>${owner.makeInvite}</button></div>
      </form>
      ${this.invite ? copyField("new-invite", owner.invite, owner.inviteHint, this.invite) : nothing}
    </section>`;
  }

  #figures(status: Status): TemplateResult {
    const { owner, live, number } = t();
    const rounded = (value: number): string => number(Math.round(value * 1000) / 1000);
    const figures: readonly (readonly [string, string])[] = [
      [owner.participants, live.othersOf(status.presence.live, status.presence.joined)],
      [owner.iteration, number(status.iteration)],
      [owner.merged, number(status.merged)],
      [owner.stale, number(status.stale)],
      [owner.refused, number(status.refused)],
      [owner.stalenessMean, rounded(status.stalenessMean)],
      [owner.stalenessMax, number(status.stalenessMax)],
      [owner.planes, owner.planesOf(status.planes, status.planesAdded, status.planesDropped)],
      [owner.queries, number(status.queries)],
      [owner.tokens, number(status.tokens)],
      [owner.disagreement, rounded(status.disagreement)],
      [owner.entropy, t().percent(status.entropy)],
    ];
    const refused = Object.entries(status.refusedByCode);
    return html`<section class="card stack">
      <h2>${live.title}</h2>
      ${status.presence.joined === 0 ? html`<p class="note">${owner.waiting}</p>` : nothing}
      <dl class="tiles">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${
        refused.length === 0
          ? nothing
          : html`<h3>${owner.refusedBy}</h3>
            <ul>
              ${refused.map(([code, times]) => html`<li><a href="/help#${code}">${code}</a>: ${number(times)}</li>`)}
            </ul>`
      }
      <p class="quiet small">${owner.updated}</p>
    </section>`;
  }

  #consensus(view: TaskView, status: Status): TemplateResult {
    const { owner, live } = t();
    return html`<section class="card stack">
      <h2>${owner.consensus}</h2>
      <p class="quiet small">${live.consensusHint}</p>
      ${heatMap(slotViewsOf(searchSpaceOf(view.task), status.z))}
    </section>`;
  }
}

customElements.define("asyndbt-task", TaskPage);
