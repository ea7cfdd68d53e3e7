// Phrases out of public text that the owner pastes. Computed here; nothing is sent.

import { html, nothing, type TemplateResult } from "lit";
import { minePhrases } from "../../../shared/prompt/phrase-mining.ts";
import { field } from "./fields.ts";
import { Localised } from "./localised.ts";
import { openProposals, type Proposal, phraseReview } from "./phrase-review.ts";
import { words } from "./words.ts";

/** More would be a list that nobody reviews. */
const SHOWN = 40;

class PhraseMiner extends Localised {
  static override properties = {
    slots: { type: Number },
    text: { state: true },
    least: { state: true },
    proposals: { state: true },
    target: { state: true },
    said: { state: true },
  };
  declare slots: number;
  declare text: string;
  declare least: number;
  declare proposals: readonly Proposal[];
  /** The slot that accepted phrases go to. */
  declare target: number;
  declare said: string;

  constructor() {
    super();
    this.slots = 0;
    this.text = "";
    this.least = 2;
    this.proposals = [];
    this.target = 0;
    this.said = "";
  }

  readonly #find = (): void => {
    const phrases = minePhrases(this.text.split("\n"), { minCount: this.least, limit: SHOWN });
    this.proposals = openProposals(phrases);
    this.said = phrases.length === 0 ? words().mine.none : "";
  };

  override render(): TemplateResult {
    const { mine, review } = words();
    const typed = (value: string): void => {
      this.text = value;
    };
    const counted = (value: string): void => {
      this.least = Math.max(2, Math.round(Number(value)) || 2);
    };
    return html`<details>
      <summary>${mine.title}</summary>
      <div class="stack">
        <p class="quiet small">${mine.lead}</p>
        ${field({ id: "mine-text", label: mine.text, value: this.text, rows: 5, onInput: typed })}
        ${field({ id: "mine-least", label: mine.least, value: String(this.least), type: "number", min: 2, max: 1000, onInput: counted })}
        <div><button type="button" data-action="mine" ?disabled=${this.text.trim() === ""} @click=${this.#find}>${mine.find}</button></div>
        <p class="small" role="status">${this.said || nothing}</p>
        ${phraseReview({
          id: "mine",
          proposals: this.proposals,
          slots: this.slots,
          slot: this.target,
          change: (proposals) => {
            this.proposals = proposals;
          },
          chooseSlot: (slot) => {
            this.target = slot;
          },
          add: (phrases) => {
            this.dispatchEvent(new CustomEvent("phrases", { detail: { slot: this.target, phrases } }));
            this.proposals = [];
            this.said = review.added(phrases.length);
          },
        })}
      </div>
    </details>`;
  }
}

customElements.define("phrase-miner", PhraseMiner);
