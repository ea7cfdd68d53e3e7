// Pausing, opening, closing, exporting and deleting a task.

import { html, nothing, type TemplateResult } from "lit";
import type { TaskView } from "../../../../shared/protocol/messages.ts";
import { t } from "../../catalogue/catalogue.ts";
import { saveFile } from "../../elements/files.ts";
import { confirmed } from "../confirm-dialog.ts";
import { failureNote } from "../failure-note.ts";
import { words } from "../words.ts";
import { OwnerPanel } from "./owner-panel.ts";

type Phase = TaskView["phase"];

class ManagePanel extends OwnerPanel {
  static override properties = { ...OwnerPanel.properties, phase: { attribute: false }, name: { attribute: false } };
  declare phase: Phase;
  declare name: string;

  constructor() {
    super();
    this.phase = "open";
    this.name = "";
  }

  async #setPhase(phase: Phase): Promise<void> {
    const changed = await this.ask(() => this.task.setPhase(phase));
    if (changed === undefined) return;
    this.phase = phase;
    this.dispatchEvent(new CustomEvent("owner-act", { bubbles: true }));
  }

  readonly #close = async (): Promise<void> => {
    const { owner } = t();
    const question = { title: owner.close, text: words().manage.closeSure, action: owner.close, typed: this.name };
    if (await confirmed(question)) await this.#setPhase("closed");
  };

  readonly #erase = async (): Promise<void> => {
    const { owner } = t();
    const question = { title: owner.erase, text: words().manage.eraseSure, action: owner.erase, typed: this.name };
    if (!(await confirmed(question))) return;
    const done = await this.task.erase();
    this.failure = done.type === "failed" ? done : null;
    if (done.type === "done") this.dispatchEvent(new CustomEvent("erased"));
  };

  readonly #export = async (): Promise<void> => {
    const exported = await this.ask(() => this.task.export());
    if (!exported) return;
    const file = this.name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
    saveFile(`asyndbt-${file}.json`, "application/json", `${JSON.stringify(exported, null, 2)}\n`);
    this.dispatchEvent(new CustomEvent("owner-act", { bubbles: true }));
  };

  override render(): TemplateResult {
    const { owner, join } = t();
    const { manage } = words();
    const { phase } = this;
    return html`<section class="card stack" aria-labelledby="manage-title">
      <h2 id="manage-title">${manage.title}: <span class="badge" data-phase=${phase} data-kind=${phase === "open" ? "good" : "warn"}>${join.phase[phase]}</span></h2>
      ${failureNote(this.failure)}
      <div class="row">
        ${phase === "open" ? html`<button data-action="pause" ?disabled=${this.busy} @click=${() => this.#setPhase("paused")}>${owner.pause}</button>` : nothing}
        ${phase === "paused" ? html`<button class="main" data-action="open" ?disabled=${this.busy} @click=${() => this.#setPhase("open")}>${owner.reopen}</button>` : nothing}
        ${phase === "closed" ? nothing : html`<button data-action="close" @click=${this.#close}>${owner.close}</button>`}
        <button data-action="export" ?disabled=${this.busy} @click=${this.#export}>${manage.export}</button>
        <button class="danger" data-action="erase" @click=${this.#erase}>${owner.erase}</button>
      </div>
      <p class="quiet small">${manage.exportHint}</p>
    </section>`;
  }
}

customElements.define("owner-manage", ManagePanel);
