// Phrases proposed by a language model of the owner's choice. The key lives in this element and nowhere else.

import { html, nothing, type TemplateResult } from "lit";
import { amountField, field } from "../fields.ts";
import { words } from "../words.ts";
import { openProposals } from "./phrase-review.ts";
import { PhraseSource } from "./phrase-source.ts";
import { type ProposalRequest, type Proposed, proposePhrases } from "./propose-phrases.ts";

interface Connection {
  readonly url: string;
  readonly model: string;
  readonly key: string;
  readonly amount: number;
}

class PhraseProposer extends PhraseSource {
  static override properties = {
    ...PhraseSource.properties,
    described: { attribute: false },
    connection: { state: true },
    asking: { state: true },
    failed: { state: true },
  };
  declare described: ProposalRequest["task"];
  declare connection: Connection;
  declare asking: AbortController | null;
  declare failed: Exclude<Proposed, { type: "phrases" }> | null;

  constructor() {
    super();
    this.described = { name: "", description: "", header: "", labels: [] };
    this.connection = { url: "", model: "", key: "", amount: 12 };
    this.asking = null;
    this.failed = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  readonly #ask = async (): Promise<void> => {
    const asking = new AbortController();
    this.asking = asking;
    this.failed = null;
    this.said = "";
    const proposed = await proposePhrases({ ...this.connection, task: this.described, signal: asking.signal });
    this.asking = null;
    if (asking.signal.aborted) return;
    if (proposed.type === "phrases") this.proposals = openProposals(proposed.phrases);
    else this.failed = proposed;
  };

  override render(): TemplateResult {
    const { propose, cancel } = words();
    const { url, model, key, amount } = this.connection;
    const set = (change: Partial<Connection>): void => {
      this.connection = { ...this.connection, ...change };
    };
    return html`<details>
      <summary>${propose.title}</summary>
      <div class="stack">
        <p class="quiet small">${propose.lead}</p>
        ${field({ id: "propose-url", label: propose.url, hint: propose.urlHint, type: "url", value: url, onInput: (value) => set({ url: value.trim() }) })}
        ${field({ id: "propose-model", label: propose.model, value: model, onInput: (value) => set({ model: value.trim() }) })}
        ${field({ id: "propose-key", label: propose.key, type: "password", value: key, onInput: (value) => set({ key: value.trim() }) })}
        ${amountField({ id: "propose-amount", label: propose.amount, min: 1, max: 50, value: amount, set: (value) => set({ amount: value }) })}
        <div class="row">
          <button type="button" data-action="propose" ?disabled=${url === "" || model === "" || this.asking !== null} @click=${this.#ask}>
            ${this.asking ? propose.asking : propose.ask}
          </button>
          ${this.asking ? html`<button type="button" @click=${() => this.asking?.abort()}>${cancel}</button>` : nothing}
        </div>
        ${this.failed ? html`<p class="note" data-kind="bad" role="alert">${this.failed.type === "refused" ? propose.refused(this.failed.status) : propose[this.failed.type]}</p>` : nothing}
        <p class="small" role="status">${this.said || nothing}</p>
        ${this.reviewed("propose")}
      </div>
    </details>`;
  }
}

customElements.define("phrase-proposer", PhraseProposer);
