// Publishing: the prompt of now, a choice by hand, an earlier version again; each version with what it rests on.

import { html, nothing, type TemplateResult } from "lit";
import { ABSENT, candidateText, type SearchSpace } from "../../../../shared/prompt/search-space.ts";
import type { Version } from "../../../../shared/protocol/owner-messages.ts";
import { decodeFloat32 } from "../../../../shared/protocol/vector-codec.ts";
import type { Outcome } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { candidateName } from "../../elements/charts/heat-map.ts";
import { copyField } from "../../elements/copy-field.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { failureNote } from "../failure-note.ts";
import type { Versions } from "../owner-api.ts";
import { slotNames } from "../slot-names.ts";
import { words } from "../words.ts";
import { OwnerPanel } from "./owner-panel.ts";

class VersionsPanel extends OwnerPanel {
  static override properties = {
    ...OwnerPanel.properties,
    space: { attribute: false },
    z: { attribute: false },
    address: { attribute: false },
    versions: { state: true },
    choice: { state: true },
  };
  declare space: SearchSpace;
  /** The consensus as in the status. */
  declare z: string;
  declare address: string;
  declare versions: Versions | null;
  /** The owner's own choice, while its form is open. */
  declare choice: readonly number[] | null;

  constructor() {
    super();
    this.versions = null;
    this.choice = null;
  }

  override firstUpdated(): void {
    void this.ask(() => this.task.versions()).then((versions) => {
      this.versions ??= versions ?? null;
    });
  }

  async #do(request: () => Promise<Outcome<Versions>>): Promise<void> {
    const versions = await this.ask(request);
    if (!versions) return;
    this.versions = versions;
    this.dispatchEvent(new Event("owner-act", { bubbles: true }));
  }

  override render(): TemplateResult {
    const { versions: said } = words();
    const { versions } = this;
    return html`<section class="card stack" aria-labelledby="versions-title">
      <h2 id="versions-title">${said.title}</h2>
      <p class="quiet small">${said.lead}</p>
      ${failureNote(this.failure)}
      <div><button class="main" data-action="publish" ?disabled=${this.busy} @click=${() => this.#do(() => this.task.publish(null))}>${said.publish}</button></div>
      ${this.#byHand()}
      ${versions === null ? nothing : versions.versions.length === 0 ? html`<p class="note">${said.none}</p>` : this.#list(versions)}
      ${versions?.current ? copyField("published", said.address, said.addressHint, this.address) : nothing}
    </section>`;
  }

  #byHand(): TemplateResult {
    const { versions: said } = words();
    const onToggle = (event: Event): void => {
      const open = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open;
      this.choice = open ? (this.choice ?? likeliest(this.space, this.z)) : null;
    };
    return html`<details @toggle=${onToggle}>
      <summary class="small">${said.byHand}</summary>
      ${this.choice ? this.#choices(this.choice) : nothing}
    </details>`;
  }

  #choices(choice: readonly number[]): TemplateResult {
    const { versions: said } = words();
    const names = slotNames(this.space);
    const choose = (slot: number) => (event: Event) => {
      this.choice = choice.map((candidate, i) => (i === slot ? Number(fieldValue(event)) : candidate));
    };
    const options = (slot: number): readonly number[] => {
      const { kind, size } = this.space.slots[slot] ?? { kind: "phrase", size: 0 };
      return [...(kind === "public-demonstration" ? [ABSENT] : []), ...Array.from({ length: size }, (_, i) => i)];
    };
    const textOf = (slot: number, candidate: number): string => {
      const of = this.space.slots[slot];
      if (candidate === ABSENT || !of) return said.noDemonstration;
      return candidateName(of.kind, candidateText(this.space, of, candidate));
    };
    return html`<div class="stack">
      ${this.space.slots.map(
        (_, slot) => html`<div>
          <label for="choice-${slot}">${names[slot] ?? ""}</label>
          <select id="choice-${slot}" @change=${choose(slot)}>
            ${options(slot).map((candidate) => html`<option value=${candidate} ?selected=${candidate === choice[slot]}>${textOf(slot, candidate)}</option>`)}
          </select>
        </div>`,
      )}
      <div><button data-action="publish-choice" ?disabled=${this.busy} @click=${() => this.#do(() => this.task.publish(choice))}>${said.publishChoice}</button></div>
    </div>`;
  }

  #list({ current, versions }: Versions): TemplateResult {
    const { versions: said, when } = words();
    return html`<ul class="rows" data-versions>
      ${versions.map(
        (version) => html`<li class="row between">
          <span
            ><strong>${said.number} ${version.number}</strong> ${version.number === current ? html`<span class="badge" data-kind="good">${said.current}</span>` : nothing}<br />
            <span class="quiet small">${when(version.at)}, ${said.chosenBy[version.chosenBy]}. ${evidenceText(version)}</span></span
          >
          ${
            version.number === current
              ? nothing
              : html`<button class="plain" aria-label=${said.rollBackTo(version.number)} ?disabled=${this.busy} @click=${() => this.#do(() => this.task.rollBack(version.number))}>${said.rollBack}</button>`
          }
        </li>`,
      )}
    </ul>`;
  }
}

/** What a version rests on, in words. */
export function evidenceText({ evidence }: Version): string {
  const { versions } = words();
  const { contributions, participants, iteration, loss, accuracy } = evidence;
  const shown = (value: number | null): string => (value === null ? "–" : t().number(Math.round(value * 1_000) / 1_000));
  const rests = `${versions.evidence}: ${versions.restsOn(contributions, participants, iteration)}`;
  return `${rests}, ${versions.loss(shown(loss))}, ${versions.accuracy(shown(accuracy))}`;
}

/** Where the form of the owner's own choice begins. The aggregator makes its own for publishing by consensus. */
function likeliest({ slots, dimension }: SearchSpace, z: string): readonly number[] {
  const shares = decodeFloat32(z);
  return slots.map(({ offset, size }) => {
    const row = shares?.length === dimension ? [...shares.subarray(offset, offset + size)] : [];
    return Math.max(0, row.indexOf(Math.max(...row)));
  });
}

customElements.define("owner-versions", VersionsPanel);
