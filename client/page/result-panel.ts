// What came of it: baseline against tuned, the prompt to copy with its label offsets, and a place to try both.

import { html, nothing, type TemplateResult } from "lit";
import { renderPrompt } from "../../shared/prompt/render.ts";
import type { Score, Trial, TunedResult } from "../participant/worker-api.ts";
import { t } from "./catalogue/catalogue.ts";
import { copyText, saveFile } from "./files.ts";
import { bar } from "./heat-map.ts";
import { intervalOf } from "./interval.ts";
import { fieldValue, Panel } from "./panel.ts";
import { promptText, sharedPart } from "./prompt-text.ts";

class ResultPanel extends Panel {
  static override properties = { ...Panel.properties, shared: { state: true }, copied: { state: true }, trial: { state: true } };
  declare shared: boolean;
  declare copied: boolean;
  declare trial: Trial | null;

  constructor() {
    super();
    this.shared = false;
    this.copied = false;
    this.trial = null;
  }

  override render(): TemplateResult {
    const { result } = t();
    const found = this.view.snapshot?.result;
    return html`<section class="card stack" aria-labelledby="result-title" ?data-result=${found !== null && found !== undefined}>
      <h2 id="result-title">${result.title}</h2>
      ${found ? html`${this.#verdict(found)} ${this.#scores(found)} ${this.#prompt(found)}` : html`<p class="quiet">${result.none}</p>`}
      ${this.view.languageModel ? this.#try() : nothing}
    </section>`;
  }

  #verdict({ baselineKept, baseline, tuned }: TunedResult): TemplateResult {
    const { result } = t();
    const from = baseline.test ?? baseline.validation;
    const to = tuned.test ?? tuned.validation;
    return html`<p class="verdict" role="status">${from && to ? result.better(percentOf(from), percentOf(to)) : result.unmeasured}</p>
      ${baselineKept ? html`<p class="note">${result.kept}</p>` : nothing}`;
  }

  #scores({ baseline, tuned }: TunedResult): TemplateResult {
    const { result } = t();
    const rows: readonly (readonly [string, string, Score | null])[] = [
      [result.baseline, result.validation, baseline.validation],
      [result.tuned, result.validation, tuned.validation],
      [result.baseline, result.test, baseline.test],
      [result.tuned, result.test, tuned.test],
      [result.bare, result.test, tuned.testWithoutOffsets],
    ];
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${result.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${result.set}</th>
            <th scope="col" class="number">%</th>
            <th scope="col" class="number">${result.interval}</th>
            <th scope="col" class="number">${result.loss}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(([prompt, set, score]) =>
            score && score.total > 0
              ? html`<tr>
                <th scope="row">${prompt}<br /><span class="quiet small">${set}</span></th>
                <td class="number">${percentOf(score)}</td>
                <td class="number">${intervalText(score)}</td>
                <td class="number">${t().number(Math.round(score.loss * 1000) / 1000)}</td>
              </tr>`
              : nothing,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #prompt(found: TunedResult): TemplateResult {
    const { result } = t();
    const publicTexts = new Set(this.view.task?.publicDemonstrations.map(({ text }) => text));
    const content = this.shared ? sharedPart(found.content, (text) => publicTexts.has(text)) : found.content;
    const query = { text: result.placeholder, text2: result.placeholder2 };
    const text = promptText(content, query, found.layout);
    const pick = (event: Event): void => {
      this.shared = fieldValue(event) === "shared";
      this.copied = false;
    };
    const prompt = renderPrompt(content, query, found.layout);
    const record = { ...found, content, task: this.view.task, snapshot: undefined };
    const radio = (value: "all" | "shared", name: string): TemplateResult => html`<label class="choice"
      ><input type="radio" name="export" value=${value} .checked=${this.shared === (value === "shared")} @change=${pick} /><span>${name}</span></label
    >`;
    return html`
      <h3>${result.prompt}</h3>
      <p class="quiet small">${result.promptHint}</p>
      <fieldset class="row">
        <legend class="unseen">${result.prompt}</legend>
        ${radio("all", result.withDemonstrations)} ${radio("shared", result.fragmentOnly)}
      </fieldset>
      <pre tabindex="0" data-tuned-prompt>${text}</pre>
      <div class="row">
        <button
          class="main"
          @click=${async () => {
            this.copied = await copyText(text);
          }}
        >
          ${this.copied ? result.copied : result.copy}
        </button>
        <button @click=${() => saveFile("prompt.txt", "text/plain", text)}>${result.downloadText}</button>
        <button @click=${() => saveFile("messages.json", "application/json", JSON.stringify(messagesOf(prompt), null, 2))}>
          ${result.downloadMessages}
        </button>
        <button @click=${() => saveFile("run.json", "application/json", JSON.stringify(record, null, 2))}>${result.downloadManifest}</button>
      </div>
      ${
        found.labelOffsets.some((offset) => offset !== 0)
          ? html`<h3>${result.offsets}</h3>
            <p class="quiet small">${result.offsetsHint}</p>
            <table>
              <tbody>
                ${content.labels.map(
                  (label, i) => html`<tr>
                    <th scope="row">${label}</th>
                    <td>${content.labelWords[i]}</td>
                    <td class="number">${found.labelOffsets[i]?.toFixed(4)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`
          : nothing
      }
    `;
  }

  #try(): TemplateResult {
    const { result } = t();
    const pair = this.view.task?.example.includes("[SENTENCE2]") ?? false;
    const onSubmit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const text = (id: string): string => this.querySelector<HTMLTextAreaElement>(id)?.value ?? "";
      const query = pair ? { text: text("#try-text"), text2: text("#try-text2") } : { text: text("#try-text") };
      this.trial = (await this.ask("try", () => this.api.tryPrompt(query))) ?? null;
    };
    return html`<details>
      <summary>${result.try}</summary>
      <form class="stack" @submit=${onSubmit}>
        <p class="quiet small">${result.tryHint}</p>
        <div><label for="try-text">${result.tryText}</label><textarea id="try-text" required></textarea></div>
        ${pair ? html`<div><label for="try-text2">${result.tryText2}</label><textarea id="try-text2" required></textarea></div>` : nothing}
        <div><button ?disabled=${this.busy !== ""}>${this.busy === "try" ? result.trying : result.tryButton}</button></div>
        ${this.failureNote()}
      </form>
      ${
        this.trial
          ? html`<div class="tiles two" aria-live="polite">
            ${trialSide(result.baseline, this.trial.baseline)} ${this.trial.tuned ? trialSide(result.tuned, this.trial.tuned) : nothing}
          </div>`
          : nothing
      }
    </details>`;
  }
}

function trialSide(name: string, side: Trial["baseline"]): TemplateResult {
  return html`<div>
    <h3>${name}: ${side.labels[0]?.label}</h3>
    ${side.labels.map(({ label, share }) => html`<div class="small">${label} ${t().percent(share)}${bar(share)}</div>`)}
  </div>`;
}

function percentOf({ correct, total }: Score): string {
  return total === 0 ? "–" : t().percent(correct / total);
}

function intervalText({ correct, total }: Score): string {
  const [low, high] = intervalOf(correct, total);
  return `${t().percent(low)} – ${t().percent(high)}`;
}

function messagesOf(prompt: ReturnType<typeof renderPrompt>): unknown {
  return prompt.type === "chat" ? prompt.messages : [{ role: "user", content: prompt.text }];
}

customElements.define("result-panel", ResultPanel);
