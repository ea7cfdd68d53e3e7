// Who did what and when, newest first.

import { html, nothing, type TemplateResult } from "lit";
import type { AuditEntry } from "../../../../shared/protocol/owner-messages.ts";
import { saveFile } from "../../elements/files.ts";
import { csvCell } from "../csv-cell.ts";
import { failureNote } from "../failure-note.ts";
import { words } from "../words.ts";
import { OwnerPanel } from "./owner-panel.ts";

class AuditPanel extends OwnerPanel {
  static override properties = { ...OwnerPanel.properties, stamp: { attribute: false }, entries: { state: true } };
  /** Changes when something has happened that the list should show. */
  declare stamp: string;
  declare entries: readonly AuditEntry[] | null;

  constructor() {
    super();
    this.stamp = "";
    this.entries = null;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("stamp")) void this.#load();
  }

  async #load(): Promise<void> {
    const answer = await this.ask(() => this.task.audit());
    if (answer) this.entries = answer.entries;
  }

  override render(): TemplateResult {
    const { audit, when } = words();
    const { entries } = this;
    return html`<section class="card stack" aria-labelledby="audit-title">
      <div class="row between">
        <h2 id="audit-title">${audit.title}</h2>
        ${entries && entries.length > 0 ? html`<button type="button" @click=${() => save(entries)}>${audit.csv}</button>` : nothing}
      </div>
      ${failureNote(this.failure)}
      ${entries?.length === 0 ? html`<p class="quiet">${audit.none}</p>` : nothing}
      ${
        entries && entries.length > 0
          ? html`<div class="scroll tall-list" tabindex="0" role="region" aria-labelledby="audit-title">
              <table data-audit>
                <thead>
                  <tr>
                    <th scope="col">${audit.when}</th>
                    <th scope="col">${audit.who}</th>
                    <th scope="col">${audit.what}</th>
                  </tr>
                </thead>
                <tbody>
                  ${entries.map((entry) => html`<tr><td>${when(entry.at)}</td><td>${whoOf(entry)}</td><td>${whatOf(entry)}</td></tr>`)}
                </tbody>
              </table>
            </div>`
          : nothing
      }
    </section>`;
  }
}

function whoOf({ who, participant }: AuditEntry): string {
  const { audit } = words();
  return who === "participant" ? audit.participant(participant ?? 0) : audit.people[who];
}

function whatOf({ what, detail, times }: AuditEntry): string {
  const { audit } = words();
  return audit.act(what, detail) + audit.times(times);
}

/** Codes rather than sentences: a table for other programs. */
function save(entries: readonly AuditEntry[]): void {
  const rows = entries.map(({ at, who, participant, what, detail, times }) =>
    [new Date(at).toISOString(), who, participant ?? "", what, csvCell(detail), times].join(","),
  );
  saveFile("audit.csv", "text/csv", `${["at,who,participant,what,detail,times", ...rows].join("\r\n")}\r\n`);
}

customElements.define("owner-audit", AuditPanel);
