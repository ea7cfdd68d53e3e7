// "Run this export on my test examples": asks first, says what it takes, and puts the figure beside the measured one.

import { html, nothing, type TemplateResult } from "lit";
import type { ExportChoice, ExportFormat, ExportRun } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Panel } from "../panel.ts";

class ExportCheck extends Panel {
  static override properties = {
    ...Panel.properties,
    choice: { attribute: false },
    format: { attribute: false },
    asking: { state: true },
    ran: { state: true },
  };
  declare choice: ExportChoice;
  declare format: ExportFormat;
  /** Whether the question is open. */
  declare asking: boolean;
  declare ran: ExportRun | null;

  constructor() {
    super();
    this.asking = false;
    this.ran = null;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // A figure is of one file.
    if (changed.has("choice") || changed.has("format")) {
      this.asking = false;
      this.ran = null;
      this.failure = null;
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { exportRun: words } = t();
    // As many as were tested.
    const rows = this.view.snapshot?.result?.tuned.test?.total ?? 0;
    if (rows === 0 || !this.view.examples || !this.view.languageModel) return nothing;
    const running = this.busy === "run-export";
    return html`<div class="stack">
      ${
        this.asking || running
          ? html`<div class="note" data-kind="info" role="group" aria-label=${words.button}>
              <p>${words.question(rows)} ${this.#cost(rows)}</p>
              <div class="row">
                <button class="main" data-action="run-export" ?disabled=${running} @click=${() => this.#run()}>
                  ${running ? words.running : words.confirm(rows)}
                </button>
                <button ?disabled=${running} @click=${() => this.#ask(false)}>${words.cancel}</button>
              </div>
            </div>`
          : html`<div>
              <button data-action="ask-run-export" ?disabled=${this.view.running} @click=${() => this.#ask(true)}>${words.button}</button>
            </div>`
      }
      ${this.failureNote("model")} ${this.ran ? this.#said(this.ran) : nothing}
    </div>`;
  }

  #ask(open: boolean): void {
    this.asking = open;
    this.ran = null;
    this.failure = null;
  }

  async #run(): Promise<void> {
    const { format, choice } = this;
    const ran = await this.ask("run-export", () => this.api.runExport({ format, choice }));
    this.asking = false;
    this.ran = ran ?? null;
  }

  /** From what answers of the same length have cost so far. */
  #cost(rows: number): string {
    const { exportRun: words, live } = t();
    const { cost, snapshot, languageModel } = this.view;
    const asked = (snapshot?.queries ?? 0) + (snapshot?.testQueries ?? 0);
    if (languageModel?.choice.type !== "http") return words.free;
    return cost === null || asked === 0 ? words.costUnknown : words.costs(live.money((cost / asked) * rows));
  }

  #said({ how, rows, right, unanswered, measured, requests }: ExportRun): TemplateResult {
    const { exportRun: words } = t();
    const kind = measured === null ? "info" : measured === right ? "good" : "warn";
    return html`<p class="note" data-kind=${kind} data-export-run role="status">
      ${words.by(how)} ${words.right(right, rows)} ${measured === null ? words.notMeasured : words.measured(measured, rows)}
      ${measured === null ? nothing : measured === right ? words.equal : words.differs(right - measured, how)}
      ${unanswered > 0 ? words.unanswered(unanswered) : nothing} ${requests === 0 ? words.kept : nothing}
    </p>`;
  }
}

customElements.define("export-check", ExportCheck);
