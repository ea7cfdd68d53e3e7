// The result panel: the verdict, which labels are confused, the prompt to take along, and a place to try both prompts.

import { html, nothing, type TemplateResult } from "lit";
import type { Score, TunedResult } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { Panel } from "../panel.ts";
import { confusionTable } from "./confusion-table.ts";
import { scoreTable } from "./score-table.ts";
import { verdictView } from "./verdict-view.ts";
import "./export-panel.ts";
import "./try-panel.ts";

class ResultPanel extends Panel {
  static override properties = { ...Panel.properties, confused: { state: true } };
  /** Which prompt's confusions are shown. */
  declare confused: "baseline" | "tuned" | "bare";

  constructor() {
    super();
    this.confused = "bare";
  }

  override render(): TemplateResult {
    const { result } = t();
    const found = this.view.snapshot?.result;
    return html`<section class="card stack" aria-labelledby="result-title" ?data-result=${found !== null && found !== undefined}>
      <h2 id="result-title">${result.title}</h2>
      ${
        found
          ? html`${verdictView(found)} ${scoreTable(found)} ${this.#confusion(found)}
            <export-panel .link=${this.link} .view=${this.view} .run=${this.run}></export-panel>
            ${this.#offsets(found)}`
          : html`<p class="quiet">${this.run === null ? result.none : t().runs.notMeasured}</p>`
      }
      ${this.view.languageModel ? html`<try-panel .link=${this.link} .view=${this.view} .run=${this.run}></try-panel>` : nothing}
    </section>`;
  }

  #confusion({ baseline, tuned, labelOffsets, content }: TunedResult): TemplateResult | typeof nothing {
    const { result } = t();
    const onTest = tuned.test !== null;
    const scores: Readonly<Record<typeof this.confused, Score | null>> = onTest
      ? { baseline: baseline.test, tuned: tuned.test, bare: tuned.testWithoutOffsets }
      : { baseline: baseline.validation, tuned: tuned.validation, bare: tuned.validationWithoutOffsets };
    const shown = scores[this.confused];
    // A result that an older page stored has none.
    if (!shown || !("confusion" in shown)) return nothing;
    const kinds = (["bare", "tuned", "baseline"] as const).filter(
      (kind) => kind !== "tuned" || labelOffsets.some((offset) => offset !== 0),
    );
    const pick = (event: Event): void => {
      this.confused = kinds.find((kind) => kind === fieldValue(event)) ?? "bare";
    };
    return html`<details open>
      <summary>${result.confusion}</summary>
      <div class="stack">
        <div>
          <label for="confusion-of">${result.confusionOf}</label>
          <select id="confusion-of" @change=${pick}>
            ${kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.confused}>${result[kind]}</option>`)}
          </select>
        </div>
        ${confusionTable(shown, content.labels, onTest ? result.test : result.validation)}
      </div>
    </details>`;
  }

  #offsets({ labelOffsets, content }: TunedResult): TemplateResult | typeof nothing {
    const { fine, result } = t();
    if (labelOffsets.every((offset) => offset === 0)) return nothing;
    return html`<div>
      <h3>${result.offsets}</h3>
      <p class="quiet small">${result.offsetsHint}</p>
      <table>
        <tbody>
          ${content.labels.map(
            (label, i) => html`<tr>
              <th scope="row">${label}</th>
              <td>${content.labelWords[i]}</td>
              <td class="number">${fine(labelOffsets[i] ?? 0)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define("result-panel", ResultPanel);
