// Step 3: the budget with its limits, and the buttons that start and stop a run or end taking part.

import { html, nothing, type TemplateResult } from "lit";
import type { Activity, Forecast, Limits } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { Panel, stepHeading } from "../panel.ts";
import { keySpending } from "./key-spending.ts";
import { limitFields, sameLimits } from "./limit-fields.ts";

class RunPanel extends Panel {
  static override properties = {
    ...Panel.properties,
    applyModel: { attribute: false },
    budget: { state: true },
    limits: { state: true },
    sure: { state: true },
    left: { state: true },
    forecast: { state: true },
  };
  /** Puts the model into use that the form above shows, tested or not. */
  declare applyModel: () => Promise<boolean>;
  declare budget: number | null;
  /** Budget and limits as the fields show them; null: those in force. */
  declare limits: Limits | null;
  declare sure: boolean;
  declare left: boolean;
  /** Of what is left of the budget in the field; null until it is known. */
  declare forecast: Forecast | null;
  #foreseen = "";

  constructor() {
    super();
    this.budget = null;
    this.limits = null;
    this.sure = false;
    this.left = false;
    this.forecast = null;
  }

  /** Asks anew when the examples, the model, the budget or what is left of it have changed. */
  protected override updated(): void {
    const { examples, languageModel, running, snapshot, task } = this.view;
    if (!task || !examples || running) return;
    const key = JSON.stringify([
      examples,
      languageModel?.choice,
      languageModel?.connected?.id,
      this.#wanted,
      this.#wantedLimits,
      snapshot?.queries,
      this.view.beginsNew,
    ]);
    if (key === this.#foreseen) return;
    this.#foreseen = key;
    void this.api.forecast(this.#wanted, this.#wantedLimits).then((outcome) => {
      if (key === this.#foreseen) this.forecast = outcome.type === "done" ? outcome.value : null;
    });
  }

  get #wanted(): number {
    return this.budget ?? this.view.budgetQueries;
  }

  get #wantedLimits(): Limits {
    return this.limits ?? this.view.limits;
  }

  /** Whether what ended a run still stands in its way. */
  #stillSpent(activity: Activity | undefined): boolean {
    if (activity?.type !== "finished" || activity.reason !== "budget") return false;
    const { budgetQueries, limits } = this.view;
    const { limit } = activity;
    if (!limit) return this.#wanted <= budgetQueries;
    // The note about the key says so, and lets the person allow more.
    if (limit === "key") return this.#tooFewWithKey() && this.#wanted <= budgetQueries;
    const before = limits[limit];
    return before !== undefined && (this.#wantedLimits[limit] ?? Number.POSITIVE_INFINITY) <= before;
  }

  /** Whether what the person still allows with the key does not suffice for what the run would take. */
  #tooFewWithKey(): boolean {
    const { account } = this.view;
    if (!account || account.allowed === null) return false;
    const { forecast } = this;
    return account.left < (forecast ? forecast.queries + forecast.extraQueries : account.more);
  }

  async #leave(withdraw: boolean): Promise<void> {
    this.left = (await this.ask("leave", () => this.api.leave(withdraw))) !== undefined;
  }

  async #start(): Promise<void> {
    this.left = false;
    const { view, api } = this;
    if (!(await this.applyModel())) return;
    const [budget, limits] = [this.#wanted, this.#wantedLimits];
    if (budget !== view.budgetQueries || !sameLimits(limits, view.limits)) await this.ask("budget", () => api.setBudget(budget, limits));
    await this.ask("start", () => api.start());
  }

  override render(): TemplateResult {
    const { run } = t();
    const { running, examples, beginsNew } = this.view;
    // Another model's run begins with nothing spent.
    const snapshot = beginsNew ? null : this.view.snapshot;
    const budget = this.#wanted;
    const used = snapshot?.queries ?? 0;
    const another = beginsNew || (this.view.snapshot === null && this.view.runs.length > 0);
    const go = used > 0 ? run.resume : another ? run.startNew : run.start;
    const spent = this.#stillSpent(snapshot?.activity);
    const { choice } = this.view.languageModel ?? {};
    const shownLimits = {
      limits: this.#wantedLimits,
      open: Object.keys(this.view.limits).length > 0,
      running,
      priced: choice?.type === "http" && Boolean(choice.prices),
    };
    const setLimits = (limits: Limits): void => {
      this.limits = limits;
    };
    const setBudget = (event: Event): void => {
      const value = Math.round(Number(fieldValue(event)));
      this.budget = Number.isFinite(value) && value >= 1 ? value : null;
      // What is no budget gives way to the one in force, so that the field never shows another than the run keeps.
      if (event.target instanceof HTMLInputElement) event.target.value = String(this.#wanted);
    };
    return html`<section class="card stack" aria-labelledby="run-title">
      <div id="run-title">${stepHeading(3, run.title, snapshot?.activity.type === "finished")}</div>
      <div>
        <label for="budget">${run.budget}</label>
        <input id="budget" type="number" min="1" step="1" inputmode="numeric" .value=${String(budget)} ?disabled=${running} @change=${setBudget} />
        <span class="quiet small">${run.budgetHint}</span>
      </div>
      ${limitFields(shownLimits, setLimits)}
      ${
        snapshot
          ? html`<div>
            <progress max=${budget} value=${Math.min(used, budget)} aria-label=${run.of(used, budget)}></progress>
            <span class="quiet small">${run.of(used, budget)}</span>
          </div>`
          : nothing
      }
      ${this.#account()} ${this.forecast && examples && !running && !spent ? this.#foretold(this.forecast, used === 0) : nothing}
      ${this.failureNote()} ${examples ? nothing : html`<p class="quiet small">${run.needExamples}</p>`}
      ${this.left ? html`<p class="note" data-kind="good" role="status">${run.left(go)}</p>` : nothing}
      ${spent ? html`<p class="quiet small">${run.spent}</p>` : nothing}
      <div class="row">
        ${
          running
            ? html`<button class="main" data-action="pause" @click=${() => this.ask("pause", () => this.api.pause())}>${run.pause}</button>
              <button data-action="finish" title=${run.finishHint} @click=${() => this.ask("finish", () => this.api.finish())}>${run.finish}</button>`
            : html`<button class="main" data-action="start" ?disabled=${!examples || spent || this.busy !== ""} @click=${() => this.#start()}>
              ${go}
            </button>`
        }
      </div>
      <details data-leaving>
        <summary>${run.more}</summary>
        ${this.#leaving()}
      </details>
    </section>`;
  }

  #foretold(
    { queries, leastQueries, tooSmall, extraQueries, testRows, tokens, cost, timeMs }: Forecast,
    beginning: boolean,
  ): TemplateResult {
    const { run } = t();
    const { forecast } = run;
    const few = this.#wanted < leastQueries ? forecast.tooLittle(leastQueries) : tooSmall && forecast.tooSmall[tooSmall];
    const line = (name: string, value: string): TemplateResult => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<div data-forecast>
      <h3>${forecast.title}</h3>
      ${beginning && few ? html`<p class="note" data-kind="warn" role="status">${few}</p>` : nothing}
      <dl class="facts small">
        ${line(forecast.queries, forecast.queriesOf(queries, extraQueries))} ${line(forecast.tokens, forecast.tokensOf(...tokens))}
        ${line(forecast.cost, typeof cost === "string" ? forecast[cost] : forecast.costOf(...cost))}
        ${line(forecast.time, timeMs === "unknown" ? forecast.timeUnknown : forecast.timeOf(...timeMs))}
      </dl>
      ${testRows.asked < testRows.of ? html`<p class="quiet small" data-test-rows>${forecast.testOf(testRows.asked, testRows.of)}</p>` : nothing}
    </div>`;
  }

  #account(): TemplateResult | typeof nothing {
    const { account, running, snapshot, examples } = this.view;
    if (!account) return nothing;
    const { activity } = snapshot ?? {};
    const over = activity?.type === "finished" && activity.limit !== "key" && this.#stillSpent(activity);
    return keySpending({
      account,
      tooFew: !running && !over && examples !== null && this.#tooFewWithKey(),
      disabled: running || this.busy !== "",
      onAllowMore: () => void this.ask("allow", () => this.api.allowMore()),
      onCountAnew: () => void this.ask("anew", () => this.api.countAnew()),
    });
  }

  #leaving(): TemplateResult {
    const { run, examples } = t();
    const erase = async (): Promise<void> => {
      await this.ask("erase", () => this.api.deleteEverything());
      if (!this.failure) this.dispatchEvent(new CustomEvent("erased"));
    };
    const ask = (sure: boolean) => () => {
      this.sure = sure;
    };
    return html`<div class="stack">
      ${
        this.view.alone
          ? nothing
          : html`<div class="row">
              <button @click=${() => this.#leave(false)}>${run.leave}</button>
              <button class="danger" @click=${() => this.#leave(true)}>${run.withdraw}</button>
            </div>
            <p class="quiet small">${run.withdrawHint}</p>`
      }
      ${
        this.sure
          ? html`<div class="note" data-kind="bad" role="alertdialog" aria-label=${run.erase}>
            <p>${run.eraseSure}</p>
            <div class="row">
              <button class="danger" data-action="erase" @click=${erase}>${run.erase}</button><button @click=${ask(false)}>${examples.cancel}</button>
            </div>
          </div>`
          : html`<div><button class="danger" @click=${ask(true)}>${run.erase}</button></div>`
      }
    </div>`;
  }
}

customElements.define("run-panel", RunPanel);
