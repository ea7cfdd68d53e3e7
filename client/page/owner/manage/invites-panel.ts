// The owner's invites: make, copy, show as a QR code, revoke.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Invite } from "../../../../shared/protocol/owner-messages.ts";
import { copyField } from "../../elements/copy-field.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { linkTo } from "../../links.ts";
import { confirmed } from "../confirm-dialog.ts";
import { failureNote } from "../failure-note.ts";
import { field } from "../fields.ts";
import { OwnerPanel } from "./owner-panel.ts";
import "../../elements/qr-code.ts";
import { words } from "../words.ts";

const DAY_MS = 86_400_000;
const EXPIRIES = { never: null, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
type Expiry = keyof typeof EXPIRIES;

class InvitesPanel extends OwnerPanel {
  static override properties = {
    ...OwnerPanel.properties,
    taskId: { attribute: false },
    joined: { attribute: false },
    invites: { state: true },
    label: { state: true },
    uses: { state: true },
    expiry: { state: true },
    made: { state: true },
    qr: { state: true },
  };
  declare taskId: string;
  /** How many have joined: each uses an invite. */
  declare joined: number;
  declare invites: readonly Invite[] | null;
  declare label: string;
  declare uses: string;
  declare expiry: Expiry;
  /** Shown until another is made, or this one is revoked. */
  declare made: { readonly id: string; readonly link: string } | null;
  declare qr: boolean;

  constructor() {
    super();
    this.taskId = "";
    this.joined = 0;
    this.invites = null;
    this.label = "";
    this.uses = "10";
    this.expiry = "week";
    this.made = null;
    this.qr = false;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("joined")) void this.#load();
  }

  async #load(): Promise<void> {
    const listed = await this.ask(() => this.task.invites());
    if (listed) this.invites = listed.invites;
  }

  readonly #make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const life = EXPIRIES[this.expiry];
    const maxUses = Math.min(256, Math.max(1, Math.round(Number(this.uses)) || 1));
    const expiresAt = life === null ? {} : { expiresAt: Date.now() + life };
    const made = await this.ask(() => this.task.invite({ maxUses, ...expiresAt, label: this.label.trim() }));
    if (!made) return;
    this.made = { id: made.id, link: linkTo("/join", this.taskId, { invite: made.invite }) };
    this.label = "";
    this.qr = false;
    await this.#load();
    this.#changed();
  };

  async #revoke({ id, label }: Invite): Promise<void> {
    const { invites } = words();
    const title = label === "" ? invites.unnamed : label;
    if (!(await confirmed({ title, text: invites.revokeSure, action: invites.revoke, typed: null }))) return;
    const left = await this.ask(() => this.task.revoke(id));
    if (left) {
      this.invites = left.invites;
      if (this.made?.id === id) this.made = null;
    }
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("owner-act", { bubbles: true }));
  }

  override render(): TemplateResult {
    const { invites } = words();
    return html`<section class="card stack" aria-labelledby="invites-title">
      <h2 id="invites-title">${invites.title}</h2>
      ${failureNote(this.failure)} ${this.#form()}
      ${this.made ? this.#link(this.made.link) : nothing}
      ${this.invites === null ? nothing : this.invites.length === 0 ? html`<p class="note" data-kind="warn">${invites.none}</p>` : this.#list(this.invites)}
    </section>`;
  }

  #form(): TemplateResult {
    const { invites } = words();
    const onExpiry = (event: Event): void => {
      const chosen = fieldValue(event);
      this.expiry = chosen === "day" || chosen === "week" || chosen === "month" ? chosen : "never";
    };
    const setLabel = (value: string): void => {
      this.label = value.slice(0, 60);
    };
    const setUses = (value: string): void => {
      this.uses = value;
    };
    return html`<form class="stack" @submit=${this.#make}>
      ${field({ id: "invite-label", label: invites.label, value: this.label, onInput: setLabel })}
      ${field({ id: "uses", label: invites.uses, type: "number", min: 1, max: 256, value: this.uses, onInput: setUses })}
      <div>
        <label for="expiry">${invites.expiry}</label>
        <select id="expiry" @change=${onExpiry}>
          ${Object.entries(invites.expiries).map(([name, text]) => html`<option value=${name} ?selected=${name === this.expiry}>${text}</option>`)}
        </select>
      </div>
      <div><button data-action="invite" ?disabled=${this.busy}>${invites.make}</button></div>
    </form>`;
  }

  #link(link: string): TemplateResult {
    const { invites } = words();
    const show = (): void => {
      this.qr = true;
    };
    return html`<div class="stack" role="status">
      ${copyField("new-invite", invites.made, invites.madeHint, link)}
      ${this.qr ? html`<qr-code .text=${link} .label=${invites.qrText}></qr-code>` : html`<div><button type="button" data-action="qr" @click=${show}>${invites.qr}</button></div>`}
    </div>`;
  }

  #list(invites: readonly Invite[]): TemplateResult {
    const { invites: said, when } = words();
    const until = ({ expiresAt }: Invite): string =>
      expiresAt === null ? said.never : expiresAt <= Date.now() ? said.expired : when(expiresAt);
    return html`<ul class="rows" data-invites>
      ${invites.map((invite) => {
        const name = invite.label === "" ? said.unnamed : invite.label;
        return html`<li class="row between">
          <span><strong>${name}</strong><br /><span class="quiet small">${said.left}: ${said.of(invite.usesLeft, invite.maxUses)} · ${said.until}: ${until(invite)}</span></span>
          <button type="button" class="plain" aria-label=${said.revokeOf(name)} @click=${() => this.#revoke(invite)}>${said.revoke}</button>
        </li>`;
      })}
    </ul>`;
  }
}

customElements.define("owner-invites", InvitesPanel);
