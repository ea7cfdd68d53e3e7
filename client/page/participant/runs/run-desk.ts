// The right side of an open task: the kept runs, and below them the result and the course of the one that is looked at. That is the run
// under way unless somebody opened another one, and the newest kept run where none was begun since.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { renderPrompt } from "../../../../shared/prompt/render.ts";
import type { KeptRun, SessionView } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { promptPlainText } from "../../elements/prompt-text.ts";
import { Panel } from "../panel.ts";
import "../live-panel.ts";
import "../result/result-panel.ts";
import { runName } from "./run-names.ts";
import "./runs-panel.ts";

class RunDesk extends Panel {
  static override properties = { ...Panel.properties, chosen: { state: true }, opened: { state: true } };
  /** The run that somebody opened; null: none, so what there is now. */
  declare chosen: string | null;
  /** The kept run that is looked at, once it was read. */
  declare opened: KeptRun | null;
  #reading: string | null = null;

  constructor() {
    super();
    this.chosen = null;
    this.opened = null;
  }

  /** null: the run under way, or none at all. */
  get #wanted(): string | null {
    const { runs, snapshot, currentRun } = this.view;
    const chosen = runs.some(({ id }) => id === this.chosen) ? this.chosen : null;
    const wanted = chosen ?? (snapshot ? null : (runs[0]?.id ?? null));
    return wanted === currentRun ? null : wanted;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view") as SessionView | undefined; // lit keeps the property's own type
    // A run that begins is what one wants to see.
    if (this.view.running && before?.running === false) this.chosen = null;
    const wanted = this.#wanted;
    if (wanted !== this.opened?.id) this.opened = null;
    if (wanted !== null && !this.opened && this.#reading !== wanted) void this.#read(wanted);
  }

  async #read(id: string): Promise<void> {
    this.#reading = id;
    const found = await this.ask("open", () => this.api.openRun(id));
    this.#reading = null;
    if (found && this.#wanted === id) this.opened = found;
  }

  override render(): TemplateResult {
    const { runs } = t();
    const { view, opened } = this;
    const wanted = this.#wanted;
    const open = (event: CustomEvent<string>): void => {
      this.chosen = event.detail;
    };
    const back = (): void => {
      this.chosen = null;
    };
    const shown = opened ? viewOf(view, opened) : view;
    const named = view.runs.find(({ id }) => id === wanted);
    return html`
      <runs-panel .link=${this.link} .view=${view} .shown=${wanted ?? view.currentRun} @opened=${open}></runs-panel>
      ${this.failureNote()}
      ${
        named && view.snapshot
          ? html`<p class="note row between" data-kind="info" role="status" data-kept-run>
              <span>${runs.keptNote(runName(named))}</span><button @click=${back}>${runs.back}</button>
            </p>`
          : nothing
      }
      ${opened && !opened.snapshot.result ? this.#unfinished(opened) : nothing}
      ${wanted !== null && !opened ? nothing : html`<result-panel .link=${this.link} .view=${shown} .run=${opened?.id ?? null}></result-panel>`}
      ${wanted !== null && !opened ? nothing : html`<live-panel .link=${this.link} .view=${shown} .run=${opened?.id ?? null}></live-panel>`}
    `;
  }

  #unfinished({ snapshot }: KeptRun): TemplateResult | typeof nothing {
    const { runs, result } = t();
    if (!snapshot.current) return nothing;
    const query = { text: result.placeholder, text2: result.placeholder2 };
    return html`<section class="card stack">
      <p>${runs.unfinishedNote}</p>
      <pre tabindex="0" data-best-prompt>${promptPlainText(renderPrompt(snapshot.current, query, "chat"))}</pre>
    </section>`;
  }
}

/** As if the kept run were the one that is shown; nothing of it runs. */
function viewOf(view: SessionView, { snapshot, cost }: KeptRun): SessionView {
  return { ...view, snapshot, cost, running: false, providerWait: null };
}

customElements.define("run-desk", RunDesk);
