// Phrases out of public text that the owner pastes. Computed here; nothing is sent.

import { html, nothing, type TemplateResult } from "lit";
import { minePhrases } from "../../../../shared/prompt/phrase-mining.ts";
import { amountField, field } from "../fields.ts";
import { words } from "../words.ts";
import { openProposals } from "./phrase-review.ts";
import { PhraseSource } from "./phrase-source.ts";

/** More would be a list that nobody reviews. */
const SHOWN = 40;

class PhraseMiner extends PhraseSource {
  static override properties = {
    ...PhraseSource.properties,
    text: { state: true },
    least: { state: true },
  };
  declare text: string;
  declare least: number;

  constructor() {
    super();
    this.text = "";
    this.least = 2;
  }

  readonly #find = (): void => {
    const phrases = minePhrases(this.text.split("\n"), { minCount: this.least, limit: SHOWN });
    this.proposals = openProposals(phrases);
    this.said = phrases.length === 0 ? words().mine.none : "";
  };

  override render(): TemplateResult {
    const { mine } = words();
    const typed = (value: string): void => {
      this.text = value;
    };
    const counted = (value: number): void => {
      this.least = value;
    };
    return html`<details>
      <summary>${mine.title}</summary>
      <div class="stack">
        <p class="quiet small">${mine.lead}</p>
        ${field({ id: "mine-text", label: mine.text, value: this.text, rows: 5, onInput: typed })}
        ${amountField({ id: "mine-least", label: mine.least, min: 2, max: 1000, value: this.least, set: counted })}
        <div><button type="button" data-action="mine" ?disabled=${this.text.trim() === ""} @click=${this.#find}>${mine.find}</button></div>
        <p class="small" role="status">${this.said || nothing}</p>
        ${this.reviewed("mine")}
      </div>
    </details>`;
  }
}

customElements.define("phrase-miner", PhraseMiner);
