// The published prompt and what it rests on, for anybody who has a task's address.

import { html, nothing, type TemplateResult } from "lit";
import type { Published } from "../../../../shared/protocol/owner-messages.ts";
import { t } from "../../catalogue/catalogue.ts";
import "../../elements/copy-button.ts";
import { Localised } from "../../elements/localised.ts";
import { promptText } from "../../elements/prompt-text.ts";
import { failureNote } from "../failure-note.ts";
import { type Failure, fetchPublished } from "../owner-api.ts";
import { words } from "../words.ts";
import { evidenceText } from "./versions-panel.ts";

class PublishedView extends Localised {
  static override properties = { taskId: { attribute: false }, published: { state: true }, failure: { state: true } };
  declare taskId: string;
  declare published: Published | null;
  declare failure: Failure | null;

  constructor() {
    super();
    this.taskId = "";
    this.published = null;
    this.failure = null;
  }

  override firstUpdated(): void {
    void fetchPublished(this.taskId).then((answer) => {
      if (answer.type === "done") this.published = answer.value;
      else this.failure = answer;
    });
  }

  override render(): TemplateResult {
    const { published } = this;
    const { versions, when } = words();
    if (!published)
      return html`<h1>${versions.title}</h1>
        ${failureNote(this.failure)} ${this.failure ? nothing : html`<p role="status">${t().join.opening}</p>`}`;
    const { version, content, name } = published;
    const text = promptText(content, { text: versions.placeholder, text2: versions.placeholder2 }, "completion");
    return html`<div class="stack">
      <div>
        <h1>${name}</h1>
        <p class="quiet">${versions.of(version.number, when(version.at))}. ${evidenceText(version)}.</p>
      </div>
      <section class="card stack" aria-labelledby="prompt-title">
        <h2 id="prompt-title">${versions.prompt}</h2>
        <pre tabindex="0" role="region" aria-labelledby="prompt-title" data-published>${text}</pre>
        <div><copy-button main .value=${text}></copy-button></div>
      </section>
    </div>`;
  }
}

customElements.define("published-view", PublishedView);
