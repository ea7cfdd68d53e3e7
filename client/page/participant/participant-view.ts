// The participant's view of an open task: three steps to start on one side, the run and its result on the other.
// Shown on the aggregator's own page and in a partner's frame.

import { html, nothing, type TemplateResult } from "lit";
import type { SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { promiseTable } from "../elements/promise-table.ts";
import type { WorkerLink } from "./worker-link.ts";
import "./setup/examples-panel.ts";
import "./runs/run-desk.ts";
import "./setup/model-panel.ts";
import "./setup/run-panel.ts";
import "./undo-toast.ts";

export interface ParticipantView {
  readonly view: SessionView;
  readonly link: WorkerLink;
  /** Puts the model into use that the form shows, tested or not. */
  readonly applyModel: () => Promise<boolean>;
  readonly onErased: () => void;
}

export function participantView({ view, link, applyModel, onErased }: ParticipantView): TemplateResult {
  const { join, promise } = t();
  const { task } = view;
  return html`
    <div class="stack">
      <div>
        <h1>${task?.name}</h1>
        ${task?.description ? html`<p>${task.description}</p>` : nothing}
        <p class="quiet">${join.labels}: ${task?.labels.map((label) => html`<span class="badge">${label}</span> `)}</p>
      </div>
      ${view.phase && view.phase !== "open" ? html`<p class="note" data-kind="warn">${join.phaseNote[view.phase]}</p>` : nothing}
      ${view.storage.type === "memory-only" ? html`<p class="note" data-kind="warn" role="status">${join.storage(view.storage)}</p>` : nothing}
      ${
        view.languageModel?.choice.type === "simulated" || view.snapshot?.result?.rung === "simulated"
          ? html`<p class="note" data-kind="warn">${join.simulated}</p>`
          : nothing
      }
      <details class="card">
        <summary>${promise.title}</summary>
        ${promiseTable()}
      </details>
      <undo-toast .link=${link} .view=${view}></undo-toast>
      <div class="split" ?data-running=${view.running}>
        <div class="stack">
          <examples-panel .link=${link} .view=${view}></examples-panel>
          <model-panel .link=${link} .view=${view}></model-panel>
          <run-panel .link=${link} .view=${view} .applyModel=${applyModel} @erased=${onErased}></run-panel>
        </div>
        <run-desk class="stack" .link=${link} .view=${view}></run-desk>
      </div>
    </div>
  `;
}
