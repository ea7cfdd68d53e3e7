// The owner's list of sites that may embed the task.

import { html, nothing, type TemplateResult } from "lit";
import { isPartnerOrigin } from "../../../../shared/protocol/partner-messages.ts";
import { t } from "../../catalogue/catalogue.ts";
import { failureText } from "../../elements/failure-text.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { Localised } from "../../elements/localised.ts";
import type { OwnedTask } from "../owner-api.ts";

class PartnerSites extends Localised {
  static override properties = {
    task: { attribute: false },
    text: { state: true },
    saved: { state: true },
    wrong: { state: true },
    failure: { state: true },
  };
  declare task: OwnedTask;
  declare text: string | null;
  declare saved: boolean;
  /** Lines that are no origin. */
  declare wrong: readonly string[];
  declare failure: { readonly code: string; readonly message: string } | null;

  constructor() {
    super();
    this.text = null;
    this.saved = false;
    this.wrong = [];
    this.failure = null;
  }

  override firstUpdated(): void {
    void this.task.partners().then((answer) => {
      if (answer.type === "failed") this.failure = answer;
      else this.text ??= answer.value.allowedOrigins.join("\n");
    });
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const lines = (this.text ?? "").split("\n").map((line) => line.trim().replace(/\/$/, ""));
    const origins = [...new Set(lines.filter((line) => line !== ""))];
    this.wrong = origins.filter((origin) => !isPartnerOrigin(origin));
    if (this.wrong.length > 0) {
      this.saved = false;
      this.failure = null;
      return;
    }
    const answer = await this.task.setPartners(origins);
    this.failure = answer.type === "failed" ? answer : null;
    this.saved = answer.type === "done";
    if (answer.type === "done") this.text = answer.value.allowedOrigins.join("\n");
  };

  override render(): TemplateResult {
    const { embed, moreHelp } = t();
    const onInput = (event: Event): void => {
      this.text = fieldValue(event);
      this.saved = false;
    };
    return html`<section class="card stack">
      <h2>${embed.sites}</h2>
      <form class="stack" @submit=${this.#save}>
        <div>
          <label class="unseen" for="partner-sites">${embed.sites}</label>
          <textarea id="partner-sites" class="code" spellcheck="false" .value=${this.text ?? ""} ?disabled=${this.text === null} @input=${onInput}></textarea>
          <span class="quiet small">${embed.sitesHint} <a href="/embed">${embed.pageTitle}</a></span>
        </div>
        ${this.wrong.length > 0 ? html`<p class="note" data-kind="bad" role="alert">${embed.wrongSites(this.wrong)}</p>` : nothing}
        ${
          this.failure
            ? html`<p class="note" data-kind="bad" role="alert">${failureText(t(), this.failure, "aggregator")} <a href="/help#${this.failure.code}">${moreHelp}</a></p>`
            : nothing
        }
        ${this.saved ? html`<p class="note" data-kind="good" role="status">${embed.savedSites}</p>` : nothing}
        <div><button ?disabled=${this.text === null}>${embed.saveSites}</button></div>
      </form>
    </section>`;
  }
}

customElements.define("partner-sites", PartnerSites);
