// Tries the starting prompt and the tuned one on a text, side by side.

import { html, nothing, type TemplateResult } from "lit";
import type { Trial } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { bar } from "../../elements/charts/heat-map.ts";
import { Panel } from "../panel.ts";

class TryPanel extends Panel {
  static override properties = { ...Panel.properties, trial: { state: true } };
  declare trial: Trial | null;

  /** What the answer belongs to. */
  #of = "";

  constructor() {
    super();
    this.trial = null;
  }

  /** The run that is looked at, and whether its prompt is the final one: an answer does not outlive it. */
  get #shown(): string {
    const { currentRun, snapshot } = this.view;
    return JSON.stringify([this.run ?? currentRun, snapshot?.result ? "result" : snapshot !== null]);
  }

  protected override willUpdate(): void {
    if (this.#of === this.#shown) return;
    this.#of = this.#shown;
    this.trial = null;
    this.failure = null;
  }

  override render(): TemplateResult {
    const { result } = t();
    const pair = this.view.task?.example.includes("[SENTENCE2]") ?? false;
    const onSubmit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const text = (id: string): string => this.querySelector<HTMLTextAreaElement>(id)?.value ?? "";
      const query = pair ? { text: text("#try-text"), text2: text("#try-text2") } : { text: text("#try-text") };
      const of = this.#shown;
      const trial = await this.ask("try", () => this.api.tryPrompt(query, this.run));
      // Another run may be looked at by now.
      if (of === this.#shown) this.trial = trial ?? null;
    };
    return html`<details>
      <summary>${result.try}</summary>
      <div class="stack"><form class="stack" @submit=${onSubmit}>
        <p class="quiet small">${result.tryHint}${this.run !== null || this.view.beginsNew ? ` ${result.tryOther}` : ""}</p>
        <div><label for="try-text">${result.tryText}</label><textarea id="try-text" required></textarea></div>
        ${pair ? html`<div><label for="try-text2">${result.tryText2}</label><textarea id="try-text2" required></textarea></div>` : nothing}
        <div><button ?disabled=${this.busy !== ""}>${this.busy === "try" ? result.trying : result.tryButton}</button></div>
        ${this.failureNote("model")}
      </form>
      ${
        this.trial
          ? html`<div class="tiles two" aria-live="polite">
            ${trialSide(result.baseline, this.trial.baseline)} ${this.trial.tuned ? trialSide(result.tuned, this.trial.tuned) : nothing}
          </div>`
          : nothing
      }
      </div>
    </details>`;
  }
}

function trialSide(name: string, side: Trial["baseline"]): TemplateResult {
  return html`<div>
    <h3>${name}: ${side.labels[0]?.label}</h3>
    ${side.labels.map(({ label, share }) => html`<div class="small">${label} ${t().percent(share)}${bar(share)}</div>`)}
  </div>`;
}

customElements.define("try-panel", TryPanel);
