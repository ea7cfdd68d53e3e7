// The list of kept runs: open one, name it, delete it, choose two to compare. Which one is shown is the business of whoever holds the list.

import { html, nothing, type TemplateResult } from "lit";
import type { RunSummary } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Panel } from "../panel.ts";
import { runFacts, runName } from "./run-names.ts";

/** This many are shown at once; the others a scroll away. */
const TALL = 5;

class RunsPanel extends Panel {
  static override properties = {
    ...Panel.properties,
    shown: { attribute: false },
    naming: { state: true },
    removing: { state: true },
    picked: { state: true },
  };
  /** The run whose result stands below. */
  declare shown: string | null;
  /** The run whose name is being written. */
  declare naming: string | null;
  /** The run whose deletion is asked about. */
  declare removing: string | null;
  /** At most two runs to be compared, in the order in which they were chosen. */
  declare picked: readonly string[];

  constructor() {
    super();
    this.shown = null;
    this.naming = null;
    this.removing = null;
    this.picked = [];
  }

  override render(): TemplateResult | typeof nothing {
    const { runs } = t();
    const list = this.view.runs;
    if (list.length === 0) return nothing;
    return html`<section class="card stack" aria-labelledby="runs-title">
      <div>
        <h2 id="runs-title" tabindex="-1">${runs.title} <span class="quiet">(${t().number(list.length)})</span></h2>
        <p class="quiet small">${runs.lead}</p>
      </div>
      ${this.failureNote()} ${this.#unsaved()}
      <ul class="rows runs ${list.length > TALL ? "tall-list" : ""}">
        ${list.map((run) => this.#row(run))}
      </ul>
      ${list.length > 1 ? this.#comparing() : nothing}
    </section>`;
  }

  #comparing(): TemplateResult {
    const { runs } = t();
    const [first, second] = this.#pair;
    return html`<div class="row">
      <button data-action="compare" ?disabled=${!first || !second || this.busy !== ""} @click=${() => this.#compare()}>${runs.compare}</button>
      ${second ? nothing : html`<span class="quiet small">${runs.compareHint}</span>`}
    </div>`;
  }

  /** Those that are still there. */
  get #pair(): readonly string[] {
    return this.picked.filter((id) => this.view.runs.some((run) => run.id === id));
  }

  #pick(id: string, chosen: boolean): void {
    const others = this.#pair.filter((other) => other !== id);
    // A third takes the place of the one that was chosen first.
    this.picked = chosen ? [...others.slice(-1), id] : others;
  }

  async #compare(): Promise<void> {
    const found = await Promise.all(this.#pair.map((id) => this.ask("compare", () => this.api.openRun(id))));
    const [first, second] = found.flatMap((run) => run ?? []).sort((a, b) => a.startedAtMs - b.startedAtMs);
    if (!first || !second) return;
    await import("./compare-dialog.ts");
    const dialog = document.querySelector("compare-dialog") ?? document.body.appendChild(document.createElement("compare-dialog"));
    await dialog.show([first, second]);
  }

  #unsaved(): TemplateResult[] {
    const { runs } = t();
    const reasons = new Set(this.view.runs.flatMap(({ unsaved }) => unsaved ?? []));
    return [...reasons].map((why) => html`<p class="note" data-kind="warn" role="status" data-unsaved=${why}>${runs.unsaved[why]}</p>`);
  }

  #row(run: RunSummary): TemplateResult {
    const { runs } = t();
    const name = runName(run);
    const shown = run.id === this.shown;
    return html`<li data-run=${run.id} ?data-shown=${shown}>
      ${this.naming === run.id ? this.#nameForm(run) : this.#named(run, name, shown)}
      ${
        this.removing === run.id
          ? html`<div class="note" data-kind="bad" role="alertdialog" aria-label=${runs.removeOf(name)}>
              <p>${runs.removeSure(name)}</p>
              <div class="row">
                <button class="danger" data-action="remove-run" ?disabled=${this.busy !== ""} @click=${() => this.#remove(run.id)}>${runs.remove}</button>
                <button @click=${() => this.#ask(null)}>${runs.cancel}</button>
              </div>
            </div>`
          : nothing
      }
    </li>`;
  }

  #named(run: RunSummary, name: string, shown: boolean): TemplateResult {
    const { runs } = t();
    const open = (): void => {
      this.dispatchEvent(new CustomEvent("opened", { detail: run.id }));
    };
    const current = run.id === this.view.currentRun;
    return html`<div class="between row">
      <div class="run-facts">
        <button class="plain run-name" aria-pressed=${shown ? "true" : "false"} aria-label=${runs.open(name)} @click=${open}>${name}</button>
        ${shown ? html`<span class="badge" data-kind="good">${runs.shown}</span>` : nothing}
        ${current ? html`<span class="badge">${runs.now}</span>` : nothing}
        ${run.finished ? nothing : html`<span class="badge" data-kind="warn">${runs.unfinished}</span>`}
        ${run.unsaved ? html`<span class="badge" data-kind="warn">${runs.unsavedMark}</span>` : nothing}
        <p class="quiet small">${runFacts(run)}</p>
      </div>
      <div class="row">
        ${
          this.view.runs.length > 1
            ? html`<label class="choice small">
                <input
                  type="checkbox"
                  data-action="pick-run"
                  aria-label=${runs.pick(name)}
                  .checked=${this.#pair.includes(run.id)}
                  @change=${(event: Event) => this.#pick(run.id, event.target instanceof HTMLInputElement && event.target.checked)}
                /><span>${runs.pickShort}</span>
              </label>`
            : nothing
        }
        <button class="plain" aria-label=${runs.renameOf(name)} data-action="rename-run" @click=${() => this.#name(run.id)}>${runs.rename}</button>
        <button
          class="plain"
          aria-label=${runs.removeOf(name)}
          data-action="ask-remove-run"
          ?disabled=${current && this.view.running}
          @click=${() => this.#ask(run.id)}
        >
          ${runs.remove}
        </button>
      </div>
    </div>`;
  }

  #nameForm(run: RunSummary): TemplateResult {
    const { runs } = t();
    const onSubmit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const name = this.querySelector<HTMLInputElement>("#run-name")?.value ?? "";
      await this.ask("rename", () => this.api.renameRun(run.id, name));
      this.#name(null);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") this.#name(null);
    };
    return html`<form class="stack" @submit=${onSubmit} @keydown=${onKey}>
      <div>
        <label for="run-name">${runs.name}</label>
        <input id="run-name" maxlength="80" autocomplete="off" .value=${run.name} placeholder=${runName({ ...run, name: "" })} />
        <span class="quiet small">${runs.nameHint}</span>
      </div>
      <div class="row">
        <button class="main" ?disabled=${this.busy !== ""}>${runs.save}</button>
        <button type="button" @click=${() => this.#name(null)}>${runs.cancel}</button>
      </div>
    </form>`;
  }

  /** Focus follows: to the field, and back to the button that it came from. */
  #name(id: string | null): void {
    const before = this.naming;
    this.naming = id;
    this.removing = null;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(id ? "#run-name" : `[data-run="${before}"] [data-action=rename-run]`)?.focus(),
    );
  }

  #ask(id: string | null): void {
    const before = this.removing;
    this.removing = id;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(id ? "[role=alertdialog] button" : `[data-run="${before}"] [data-action=ask-remove-run]`)?.focus(),
    );
  }

  async #remove(id: string): Promise<void> {
    await this.ask("remove", () => this.api.deleteRun(id));
    this.removing = null;
  }
}

customElements.define("runs-panel", RunsPanel);
