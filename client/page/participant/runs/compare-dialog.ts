// Two kept runs side by side, in the browser's own modal dialog: scores with their difference, what each took, and both prompts in one,
// word by word. Loaded when first asked for.

import { html, nothing, type TemplateResult } from "lit";
import type { PromptContent } from "../../../../shared/prompt/render.ts";
import type { KeptRun } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { Localised } from "../../elements/localised.ts";
import { promptText } from "../../elements/prompt-text.ts";
import { modelName, runName } from "./run-names.ts";
import { shareDifference } from "./share-difference.ts";
import { type DiffPart, wordDiff } from "./word-diff.ts";

type Pair = readonly [first: KeptRun, second: KeptRun];

class CompareDialog extends Localised {
  static override properties = { pair: { attribute: false } };
  declare pair: Pair | null;

  constructor() {
    super();
    this.pair = null;
  }

  async show(pair: Pair): Promise<void> {
    this.pair = pair;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
  }

  override render(): TemplateResult {
    const { runs } = t();
    const close = (): void => this.querySelector("dialog")?.close();
    const forget = (): void => {
      this.pair = null;
    };
    return html`<dialog class="wide" aria-labelledby="compare-title" @close=${forget}>
      ${
        this.pair
          ? html`<div class="stack">
              <div class="row between">
                <h2 id="compare-title">${runs.compareTitle}</h2>
                <button data-action="close-compare" @click=${close}>${runs.close}</button>
              </div>
              ${figures(this.pair)} ${prompts(this.pair)}
            </div>`
          : nothing
      }
    </dialog>`;
  }
}

function figures(pair: Pair): TemplateResult {
  const { runs, model, number } = t();
  const [first, second] = pair;
  const line = (name: string, value: (run: KeptRun) => string, difference: TemplateResult | string = ""): TemplateResult => html`<tr>
    <th scope="row">${name}</th>
    <td data-title=${runs.first}>${value(first)}</td>
    <td data-title=${runs.second}>${value(second)}</td>
    <td data-title=${runs.difference} ?data-empty=${difference === ""}>${difference}</td>
  </tr>`;
  const amount = (name: string, of: (run: KeptRun) => number | null): TemplateResult => {
    const [a, b] = [of(first), of(second)];
    const less = a === null || b === null ? "" : `${b > a ? "+" : b < a ? "−" : ""}${number(round(Math.abs(b - a)))}`;
    return line(name, (run) => (of(run) === null ? runs.unknown : number(round(of(run) ?? 0))), less);
  };
  const { rows } = runs;
  const paid = pair.some(({ model: { type } }) => type === "http");
  return html`<p class="small compared-names">${runs.first}: ${runName(first)}<br />${runs.second}: ${runName(second)}</p>
    <table class="compared" data-compared>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${runName(first)}</th>
          <th scope="col">${runName(second)}</th>
          <th scope="col">${runs.difference}</th>
        </tr>
      </thead>
      <tbody>
        ${score(rows.start, pair, "startRight", line)} ${score(rows.tuned, pair, "tunedRight", line)}
        ${line(rows.model, (run) => modelName(run.model))}
        ${line(rows.layout, ({ snapshot }) => (snapshot.result ? model.layouts[snapshot.result.layout] : runs.unknown))}
        ${line(rows.date, ({ startedAtMs }) => runs.date(startedAtMs))}
        ${line(rows.data, ({ data }) => (data.origin === "sample" ? runs.sampleData : number(data.train + data.pool + data.validation + data.test)))}
        ${amount(rows.queries, ({ spent }) => spent.queries)}
        ${amount(rows.tokens, ({ spent }) => spent.promptTokens + spent.completionTokens)}
        ${paid ? amount(rows.cost, costOfRun) : line(rows.cost, () => runs.free)} ${amount(rows.budget, ({ budgetQueries }) => budgetQueries)}
      </tbody>
    </table>
    <p class="quiet small">${first.data.digest !== "" && first.data.digest === second.data.digest ? runs.sameData : runs.otherData}</p>`;
}

/** Only where both were measured on rows of the same kind is there a difference to speak of. */
function score(
  name: string,
  [first, second]: Pair,
  side: "startRight" | "tunedRight",
  line: (name: string, value: (run: KeptRun) => string, difference?: TemplateResult | string) => TemplateResult,
): TemplateResult {
  const { runs } = t();
  const measured = ({ snapshot }: KeptRun) => {
    const { pasted, measuredOn } = snapshot.result?.judgement ?? {};
    return pasted && pasted.rows > 0 ? { correct: pasted[side], total: pasted.rows, measuredOn } : null;
  };
  const value = (run: KeptRun): string => {
    const found = measured(run);
    return found ? runs.of(found.correct, found.total) : runs.notMeasured;
  };
  const [a, b] = [measured(first), measured(second)];
  if (!a || !b || a.measuredOn !== b.measuredOn) return line(name, value);
  const { value: by, low, high } = shareDifference(a, b);
  return line(
    name,
    value,
    html`<strong>${runs.points(by)}</strong><br /><span class="quiet small">${runs.interval(low, high)}. ${
      low > 0 || high < 0 ? runs.clear : runs.chance
    }</span>`,
  );
}

function prompts([first, second]: Pair): TemplateResult | typeof nothing {
  const { runs, result } = t();
  const [a, b] = [promptOf(first), promptOf(second)];
  if (!a || !b) return nothing;
  const query = { text: result.placeholder, text2: result.placeholder2 };
  // In one layout: what differs is then what the runs came to, not how a model is spoken to.
  const parts = wordDiff(promptText(a, query, "completion"), promptText(b, query, "completion"));
  const same = parts.every(({ kind }) => kind === "same");
  return html`<h3 id="compare-prompts">${runs.promptDifference}</h3>
    <p class="quiet small">${same ? runs.samePrompt : runs.promptDifferenceHint}</p>
    <pre tabindex="0" aria-labelledby="compare-prompts" data-prompt-difference>${parts.map(shown)}</pre>`;
}

function shown({ text, kind }: DiffPart): TemplateResult | string {
  return kind === "same" ? text : kind === "added" ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

function promptOf({ snapshot }: KeptRun): PromptContent | null {
  return snapshot.result?.content ?? snapshot.current;
}

/** Nobody is paid for what runs in the tab. */
function costOfRun({ model, cost }: KeptRun): number | null {
  return model.type === "http" ? cost : 0;
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 10_000) / 10_000;
}

customElements.define("compare-dialog", CompareDialog);

declare global {
  interface HTMLElementTagNameMap {
    "compare-dialog": CompareDialog;
  }
}
