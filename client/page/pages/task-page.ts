// A task as its owner sees it; without the owner's link, what the owner published.

import { html, nothing, type TemplateResult } from "lit";
import { type SearchSpace, searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Status, TaskView } from "../../../shared/protocol/messages.ts";
import type { Dashboard } from "../../../shared/protocol/owner-messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Outcome } from "../../participant/session/worker-api.ts";
import { recall, remember, t } from "../catalogue/catalogue.ts";
import { followLinks } from "../follow-links.ts";
import { hideToken, keepInTab, keptInTab, readLink } from "../links.ts";
import "../owner/manage/audit-panel.ts";
import "../owner/confirm-dialog.ts";
import { failureNote } from "../owner/failure-note.ts";
import { dashboardSections } from "../owner/manage/dashboard.ts";
import "../owner/manage/invites-panel.ts";
import "../owner/manage/manage-panel.ts";
import "../owner/manage/published-view.ts";
import "../owner/manage/versions-panel.ts";
import { type Failure, type OwnedTask, ownedTask } from "../owner/owner-api.ts";
import { definePage } from "./define-page.ts";
import { Page } from "./page.ts";
import "../owner/manage/partner-sites.ts";

const REFRESH_MS = 3_000;
/** The owner's token survives a reload of this tab, and no longer. */
const KEPT = "asyndbt-owner ";
const PRICE = "asyndbt-price";

/** What is shown, all of one moment. */
interface Shown {
  readonly view: TaskView;
  readonly space: SearchSpace;
  readonly status: Status;
  readonly dashboard: Dashboard;
}

class TaskPage extends Page {
  static override properties = {
    shown: { state: true },
    failure: { state: true },
    price: { state: true },
    acts: { state: true },
    erased: { state: true },
  };
  declare shown: Shown | null;
  declare failure: Failure | null;
  declare price: number;
  /** How often the owner has done something here: the audit is read again after each. */
  declare acts: number;
  declare erased: boolean;
  #task: OwnedTask | null = null;
  #taskId = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unfollow = (): void => {};
  readonly #onVisible = (): void => {
    if (document.visibilityState === "visible") this.#restart();
  };

  constructor() {
    super();
    this.shown = null;
    this.failure = null;
    this.price = Number(recall(PRICE)) || 0;
    this.acts = 0;
    this.erased = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#onVisible);
    this.#unfollow = followLinks("owner", () => this.#taskId);
    const link = readLink("owner");
    if (!link) return;
    this.#taskId = link.taskId;
    const token = link.token ?? keptInTab(KEPT + link.taskId);
    if (token === null) return;
    // Where the browser keeps nothing a reload needs the address.
    if (keepInTab(KEPT + link.taskId, token)) hideToken(link.taskId);
    this.#task = ownedTask(link.taskId, token);
    this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#onVisible);
    this.#unfollow();
    clearTimeout(this.#timer);
  }

  #restart(): void {
    clearTimeout(this.#timer);
    void this.#load();
  }

  /** Asks while the tab is looked at; a hidden one starts again when it is shown. */
  async #load(): Promise<void> {
    if (!this.#task || this.erased || document.visibilityState !== "visible") return;
    const shown = await this.#read(this.#task);
    if (shown) {
      this.shown = shown;
      this.failure = null;
    }
    clearTimeout(this.#timer);
    if (this.isConnected && !isFinal(this.failure)) this.#timer = setTimeout(() => void this.#load(), REFRESH_MS);
  }

  async #read(task: OwnedTask): Promise<Shown | null> {
    const known = this.shown;
    const view = known?.view ?? this.#value(await task.view());
    if (!view) return null;
    const [status, dashboard] = await Promise.all([task.status(), task.dashboard()]);
    const values = [this.#value(status), this.#value(dashboard)] as const;
    if (!values[0] || !values[1]) return null;
    return { view, space: known?.space ?? searchSpaceOf(view.task), status: values[0], dashboard: values[1] };
  }

  #value<T>(answer: Outcome<T>): T | null {
    if (answer.type === "done") return answer.value;
    this.failure = answer;
    return null;
  }

  override tabTitle(): string {
    return t().owner.title;
  }

  override content(): TemplateResult {
    const { owner, join } = t();
    if (this.erased) return html`<h1>${owner.title}</h1><p class="note" data-kind="good" role="status">${owner.erased}</p>`;
    if (this.#taskId === "") return html`<h1>${owner.title}</h1><p class="note" data-kind="warn">${owner.noToken}</p>`;
    if (!this.#task) return html`<published-view .taskId=${this.#taskId}></published-view>`;
    if (!this.shown)
      return html`<h1>${owner.title}</h1>
        ${failureNote(this.failure)} ${this.failure ? nothing : html`<p role="status">${join.opening}</p>`}`;
    return this.#dashboard(this.#task, this.shown);
  }

  #dashboard(task: OwnedTask, { view, space, status, dashboard }: Shown): TemplateResult {
    const acted = (): void => {
      this.acts++;
      this.#restart();
    };
    const onErased = (): void => {
      this.erased = true;
      clearTimeout(this.#timer);
    };
    const setPrice = (price: number): void => {
      this.price = price;
      remember(PRICE, String(price));
    };
    const { live, left } = dashboard.participants;
    const stamp = [this.acts, status.presence.joined, live, left, status.refused].join(" ");
    const address = `${location.origin}/task#task=${this.#taskId}`;
    return html`<div class="stack" @owner-act=${acted}>
      <div>
        <h1>${view.task.name}</h1>
        <p>${view.task.description}</p>
      </div>
      ${failureNote(this.failure)}
      <div class="split">
        <div class="stack">
          <owner-manage .task=${task} .phase=${status.phase} .name=${view.task.name} @erased=${onErased}></owner-manage>
          <owner-invites .task=${task} .taskId=${this.#taskId} .joined=${status.presence.joined}></owner-invites>
          <owner-versions .task=${task} .space=${space} .z=${status.z} .address=${address}></owner-versions>
          <partner-sites .task=${task}></partner-sites>
        </div>
        <div class="stack">
          ${dashboardSections({ space, status, dashboard, price: this.price, setPrice })}
          <owner-audit .task=${task} .stamp=${stamp}></owner-audit>
        </div>
      </div>
      <confirm-dialog></confirm-dialog>
    </div>`;
  }
}

/** Asking again cannot help: a wrong token, a deleted task. */
function isFinal(failure: Failure | null): boolean {
  const kind = Object.entries(refusals).find(([code]) => code === failure?.code)?.[1];
  return kind?.retry === "never";
}

definePage("asyndbt-task", TaskPage);
