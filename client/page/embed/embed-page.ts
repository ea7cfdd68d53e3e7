// For partners: from an invite link to the lines for their page, and to what its content security policy must allow.

import { html, nothing, type TemplateResult } from "lit";
import * as v from "valibot";
import { t } from "../catalogue/catalogue.ts";
import { fieldValue } from "../elements/field-value.ts";
import "../elements/copy-button.ts";
import { parseLink, type TaskLink } from "../links.ts";
import { definePage } from "../pages/define-page.ts";
import { Page } from "../pages/page.ts";
import { policyOf, snippetOf } from "./snippet.ts";

const latestSchema = v.object({ version: v.string(), integrity: v.object({ "embed.js": v.string() }) });
type Latest = v.InferOutput<typeof latestSchema>;

class EmbedPage extends Page {
  static override properties = {
    link: { state: true },
    mode: { state: true },
    pin: { state: true },
    latest: { state: true },
  };
  declare link: string;
  declare mode: "isolated" | "in-page";
  declare pin: boolean;
  declare latest: Latest | null;

  constructor() {
    super();
    this.link = "";
    this.mode = "isolated";
    this.pin = true;
    this.latest = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    const answer = await fetch("/embed/latest.json").catch(() => null);
    const parsed = v.safeParse(latestSchema, await answer?.json().catch(() => null));
    if (parsed.success) this.latest = parsed.output;
  }

  override tabTitle(): string {
    return t().embed.pageTitle;
  }

  override content(): TemplateResult {
    const { embed } = t();
    const found = parseLink(this.link, "invite");
    const snippet = snippetOf(this.#embedding(found));
    return html`<div class="stack">
      <div>
        <h1>${embed.pageTitle}</h1>
        <p>${embed.pageLead}</p>
      </div>
      <div class="split">
        <section class="card stack">${this.#form(found)}</section>
        <section class="card stack">
          <h2 id="snippet-title">${embed.snippet}</h2>
          <pre class="snippet" tabindex="0" aria-labelledby="snippet-title" data-snippet>${snippet}</pre>
          <div><copy-button main .value=${snippet}></copy-button></div>
          <h2 id="policy-title">${embed.policy}</h2>
          <pre class="snippet" tabindex="0" aria-labelledby="policy-title" data-policy>${policyOf({ aggregator: location.origin, mode: this.mode })}</pre>
          ${this.mode === "in-page" ? html`<p class="quiet small">… ${embed.policyModel}</p>` : nothing}
          <p class="quiet small">${embed.more}</p>
        </section>
      </div>
    </div>`;
  }

  #form(found: TaskLink | null): TemplateResult {
    const { embed } = t();
    const onLink = (event: Event): void => {
      this.link = fieldValue(event);
    };
    const onMode = (event: Event): void => {
      this.mode = fieldValue(event) === "in-page" ? "in-page" : "isolated";
    };
    const onPin = (event: Event): void => {
      if (event.target instanceof HTMLInputElement) this.pin = event.target.checked;
    };
    const mode = (value: EmbedPage["mode"], text: string): TemplateResult => html`<label class="choice"
      ><input type="radio" name="mode" value=${value} .checked=${this.mode === value} @change=${onMode} /><span>${text}</span></label
    >`;
    return html`<div>
        <label for="embed-link">${embed.link}</label>
        <input id="embed-link" type="url" autocomplete="off" .value=${this.link} @input=${onLink} />
        <span class="quiet small">${embed.linkHint}</span>
      </div>
      ${this.link !== "" && !found ? html`<p class="note" data-kind="bad" role="alert">${embed.noLink}</p>` : nothing}
      <fieldset class="stack">
        <legend>${embed.mode}</legend>
        ${mode("isolated", embed.isolated)} ${mode("in-page", embed.inPage)}
      </fieldset>
      <div>
        <label class="choice"><input type="checkbox" name="pin" .checked=${this.pin} @change=${onPin} /><span>${embed.pin}</span></label>
        <span class="quiet small">${embed.pinHint}</span>
      </div>`;
  }

  #embedding(found: TaskLink | null) {
    const { latest, pin, mode } = this;
    return {
      aggregator: location.origin,
      task: found?.taskId ?? "…",
      invite: found?.token ?? "…",
      mode,
      pinned: pin && latest ? { version: latest.version, integrity: latest.integrity["embed.js"] } : null,
    };
  }
}

definePage("asyndbt-embed", EmbedPage);
