// The demonstration: three participants with disjoint sample data in one tab, on this aggregator, through the production worker.
// The second is slow; the third leaves for a while and comes back.

import { html, nothing, type TemplateResult } from "lit";
import type { SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { heatMap } from "../elements/charts/heat-map.ts";
import { activityText, failureText } from "../elements/failure-text.ts";
import { Localised } from "../elements/localised.ts";
import { createTask, type OwnedTask, ownedTask } from "../owner/owner-api.ts";
import { verdictView } from "../participant/result/verdict-view.ts";
import { startWorker, type WorkerLink } from "../participant/worker-link.ts";
import { demoEnd } from "./demo-end.ts";
import { loadSampleTask } from "./sample-task.ts";
import "../elements/charts/progress-chart.ts";

const BUDGET = 2000;
/** Local steps after which the third participant leaves, and those of the first at which it comes back. */
const LEAVES_AT = 3;
const BACK_AT = 8;

/** What each answer takes the second participant on top. */
const SLOW_MS = 8;

interface Seat {
  readonly link: WorkerLink;
  readonly view: SessionView | null;
}

class DemoPanel extends Localised {
  static override properties = { seats: { state: true }, busy: { state: true }, failure: { state: true } };
  declare seats: readonly Seat[];
  declare busy: boolean;
  declare failure: string;
  #task: OwnedTask | null = null;
  #absence: "not-yet" | "away" | "over" = "not-yet";

  constructor() {
    super();
    this.seats = [];
    this.busy = false;
    this.failure = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#stop();
  }

  async #start(): Promise<void> {
    this.busy = true;
    this.failure = "";
    this.#absence = "not-yet";
    const created = await createTask({ task: await loadSampleTask(), maxParticipants: 3 });
    if (created.type === "failed") {
      this.failure = failureText(t(), created, "aggregator");
      this.busy = false;
      return;
    }
    const { taskId, ownerToken, invite } = created.value;
    this.#task = ownedTask(taskId, ownerToken);
    this.seats = [0, 1, 2].map((i) => ({ link: startWorker((view) => this.#seen(i, view)), view: null }));
    await Promise.all(
      this.seats.map(async ({ link: { api } }, i) => {
        await api.open({ type: "join", aggregator: location.origin, taskId, invite, takeOver: false, seat: `demo-${i + 1}` });
        await api.useSample(i + 1);
        await api.setLanguageModel({ type: "simulated", ...(i === 1 ? { latencyMs: SLOW_MS } : {}) }, null);
        await api.setBudget(BUDGET, {});
        const started = await api.start();
        if (started.type === "failed") this.failure = failureText(t(), started);
      }),
    );
    this.busy = false;
  }

  #seen(i: number, view: SessionView): void {
    this.seats = this.seats.map((seat, at) => (at === i ? { ...seat, view } : seat));
    const steps = this.seats.map((seat) => seat.view?.snapshot?.step ?? 0);
    const third = this.seats[2]?.link.api;
    if (this.#absence === "not-yet" && (steps[2] ?? 0) >= LEAVES_AT) {
      this.#absence = "away";
      void third?.pause();
    } else if (this.#absence === "away" && (steps[0] ?? 0) >= BACK_AT) {
      this.#absence = "over";
      void third?.start();
    }
  }

  /** The demonstration leaves nothing behind, neither here nor with the aggregator. */
  async #stop(): Promise<void> {
    const { seats } = this;
    this.seats = [];
    await Promise.all(seats.map(({ link }) => link.api.deleteEverything()));
    for (const { link } of seats) link.close();
    await this.#task?.erase();
    this.#task = null;
  }

  async #again(): Promise<void> {
    this.busy = true;
    await this.#stop();
    await this.#start();
  }

  override render(): TemplateResult {
    const { landing } = t();
    const running = this.seats.length > 0;
    const results = this.seats.flatMap(({ view }) => view?.snapshot?.result ?? []);
    const ended = running && results.length === this.seats.length;
    return html`<section class="card stack" aria-labelledby="demo-title">
      <div class="row between">
        <h2 id="demo-title">${landing.demo}</h2>
        ${running ? html`<span class="badge" data-kind="warn">${t().model.simulated}</span>` : nothing}
      </div>
      <p>${landing.demoLead}</p>
      ${this.failure ? html`<p class="note" data-kind="bad" role="alert">${this.failure}</p>` : nothing}
      <div class="row">
        ${ended ? html`<button class="main" data-action="again" @click=${() => this.#again()}>${landing.demoAgain}</button>` : nothing}
        <button class=${running ? "" : "main"} data-action="demo" ?disabled=${this.busy} @click=${() => (running ? this.#stop() : this.#start())}>
          ${this.busy ? landing.demoBusy : ended ? landing.demoClose : running ? landing.demoStop : landing.demoStart}
        </button>
      </div>
      ${running ? html`<p class="note" data-kind="warn">${t().join.simulated}</p>` : nothing}
      ${ended ? demoEnd(results) : nothing}
      <div class="seats">${this.seats.map((seat, i) => this.#seat(seat, i))}</div>
      ${running ? heatMap(this.seats[0]?.view?.snapshot?.consensus ?? []) : nothing}
    </section>`;
  }

  #seat({ view }: Seat, i: number): TemplateResult {
    const { landing, live } = t();
    const snapshot = view?.snapshot;
    const away = i === 2 && this.#absence === "away";
    const found = snapshot?.result;
    return html`<div class="stack">
      <h3>${landing.participant(i + 1)} ${i === 1 ? html`<span class="badge">${landing.slow}</span>` : nothing}
        ${away ? html`<span class="badge" data-kind="warn">${landing.away}</span>` : nothing}
      </h3>
      <p class="small quiet seat-words">${snapshot ? activityText(t(), snapshot.activity) : t().join.opening}</p>
      ${snapshot ? html`<progress max=${snapshot.budgetQueries} value=${snapshot.queries} aria-label=${live.queries}></progress>` : nothing}
      ${snapshot?.curve ? html`<progress-chart .data=${{ curve: snapshot.curve, history: snapshot.history, queries: snapshot.queries, fileName: `progress-${i + 1}`, explained: false }}></progress-chart>` : nothing}
      ${found ? verdictView(found) : nothing}
    </div>`;
  }
}

customElements.define("demo-panel", DemoPanel);
